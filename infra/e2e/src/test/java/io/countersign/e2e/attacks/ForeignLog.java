package io.countersign.e2e.attacks;

import io.countersign.contracts.Event;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.MerkleTree;
import io.countersign.tlog.NoteSigner;
import io.countersign.tlog.PrivateKeyNoteSigner;
import io.countersign.tlog.SignedNote;
import io.countersign.tlog.TlogProof;
import io.countersign.tlog.VerifierKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A log of one leaf that calls itself by the true log's name and signs with keys of its own, one of each kind. */
final class ForeignLog {
    private final String origin;
    private final List<NoteSigner> signers;

    ForeignLog(String origin) throws GeneralSecurityException {
        this.origin = origin;
        KeyPair ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair ec = generator.generateKeyPair();
        // RFC 8410 4: the raw key is the last 32 octets of the SubjectPublicKeyInfo.
        byte[] spki = ed.getPublic().getEncoded();
        byte[] raw = Arrays.copyOfRange(spki, spki.length - 32, spki.length);
        this.signers = List.of(
                new PrivateKeyNoteSigner(VerifierKey.ed25519(origin, raw), ed.getPrivate()),
                new PrivateKeyNoteSigner(
                        VerifierKey.ecdsa(origin, ec.getPublic().getEncoded()), ec.getPrivate()));
    }

    /** A proof that is sound but for who signed it. */
    TlogProof proof(Event leaf) throws GeneralSecurityException {
        Checkpoint head = new Checkpoint(origin, 1, MerkleTree.leafHash(leaf.bytes()));
        byte[] note = SignedNote.sign(head.noteText(), signers).bytes();
        return new TlogProof(0, List.of(), note, Optional.empty());
    }
}
