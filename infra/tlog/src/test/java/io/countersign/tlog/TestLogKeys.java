package io.countersign.tlog;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;

/** The two keys of a log, made for one test. */
record TestLogKeys(String origin, List<NoteSigner> signers, List<VerifierKey> verifiers) {
    static TestLogKeys generate(String origin) throws GeneralSecurityException {
        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] spki = ed25519.getPublic().getEncoded();
        VerifierKey first = VerifierKey.ed25519(origin, Arrays.copyOfRange(spki, spki.length - 32, spki.length));
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair p256 = ec.generateKeyPair();
        VerifierKey second = VerifierKey.ecdsa(origin, p256.getPublic().getEncoded());
        return new TestLogKeys(
                origin,
                List.of(
                        new PrivateKeyNoteSigner(first, ed25519.getPrivate()),
                        new PrivateKeyNoteSigner(second, p256.getPrivate())),
                List.of(first, second));
    }

    byte[] sign(TreeHead head) throws GeneralSecurityException {
        return SignedNote.sign(new Checkpoint(origin, head.size(), head.root()).noteText(), signers)
                .bytes();
    }

    CheckpointVerifier checkpoints() {
        return new CheckpointVerifier(origin, verifiers);
    }
}
