package io.countersign.registry.audit;

import io.countersign.orders.LogTrust;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.LogWriter;
import io.countersign.tlog.NoteSigner;
import io.countersign.tlog.PrivateKeyNoteSigner;
import io.countersign.tlog.SignedNote;
import io.countersign.tlog.TlogProof;
import io.countersign.tlog.TreeHead;
import io.countersign.tlog.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A true log with two keys of its own. */
final class TestLog implements AutoCloseable {
    static final String ORIGIN = "log.countersign.test";

    private final LogWriter writer;
    private final List<VerifierKey> keys;
    private final List<NoteSigner> signers;

    TestLog(Path folder) throws IOException, GeneralSecurityException {
        writer = LogWriter.open(folder);
        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] spki = ed25519.getPublic().getEncoded();
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair p256 = ec.generateKeyPair();
        keys = List.of(
                VerifierKey.ed25519(ORIGIN, Arrays.copyOfRange(spki, spki.length - 32, spki.length)),
                VerifierKey.ecdsa(ORIGIN, p256.getPublic().getEncoded()));
        signers = List.of(
                new PrivateKeyNoteSigner(keys.get(0), ed25519.getPrivate()),
                new PrivateKeyNoteSigner(keys.get(1), p256.getPrivate()));
    }

    /** As the trust document names it. */
    LogTrust trust() {
        return new LogTrust(ORIGIN, keys.stream().map(VerifierKey::toString).toList());
    }

    List<NoteSigner> signers() {
        return signers;
    }

    /** Adds a leaf. @return its index */
    long append(byte[] leaf) {
        try {
            return writer.append(List.of(leaf), new byte[0]).size() - 1;
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    byte[] receipt(long index) {
        return receipt(index, ORIGIN, signers);
    }

    /** Of this very tree, under whatever origin and by whatever signers. */
    byte[] receipt(long index, String origin, List<NoteSigner> by) {
        try {
            TreeHead head = writer.head();
            byte[] note = SignedNote.sign(new Checkpoint(origin, head.size(), head.root()).noteText(), by)
                    .bytes();
            return new TlogProof(index, writer.tree().inclusion(index, head.size()), note, Optional.empty()).format();
        } catch (IOException | GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
