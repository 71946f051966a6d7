package io.countersign.x509.corpus;

import static io.countersign.x509.corpus.CrlRow.FORM;
import static io.countersign.x509.corpus.CrlRow.KEY;
import static io.countersign.x509.corpus.CrlRow.SHAPE;

import io.countersign.x509.DemoCluster;
import io.countersign.x509.Pem;
import io.countersign.x509.SignatureAlgorithm;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.crl.Crl;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;

/** CRLs that are not one value in DER, not in the frame of a CRL, or not signed by their issuer. */
final class CrlFormRows {
    private CrlFormRows() {}

    static List<CrlRow> all() {
        return List.of(
                new CrlRow("file-not-one-pem-block", "neither DER nor one PEM block .*", draw -> Crl.der(file(draw))),
                CrlRow.der("octets-behind-the-crl", FORM, CrlFormRows::trailing),
                CrlRow.der("crl-truncated", FORM, CrlFormRows::truncated),
                CrlRow.der("no-crl-at-all", FORM, (forge, draw) -> draw.octets(draw.between(0, 400))),
                CrlRow.changed("crl-length-not-minimal", FORM, (tbs, draw) -> any(tbs, draw, false)
                        .stretchLength(draw.between(1, 5))),
                CrlRow.changed("crl-indefinite-length", FORM, (tbs, draw) -> any(tbs, draw, true)
                        .makeIndefinite()),
                CrlRow.changed("crl-nested-too-deeply", FORM, CrlFormRows::deep),
                CrlRow.der("crl-parts-too-many-or-few", FORM, CrlFormRows::parts),
                CrlRow.der("crl-by-another-key", KEY, CrlFormRows::byAnother),
                CrlRow.der("crl-signature-damaged", KEY, CrlFormRows::damaged),
                CrlRow.der("crl-under-another-algorithm", "not signed with .*", CrlFormRows::otherAlgorithm),
                CrlRow.der("certificate-for-a-crl", SHAPE, CrlFormRows::certificate));
    }

    private static byte[] file(Draw draw) {
        CrlForge forge = CrlForge.any(draw);
        String pem = Pem.encode(Pem.CRL, forge.signed(forge.sound(draw).encoded()));
        String changed =
                switch (draw.index() % 8) {
                    case 0 -> pem.replace("X509 CRL", "CRL");
                    case 1 -> pem.replace("X509 CRL", "CERTIFICATE");
                    case 2 -> pem + pem;
                    case 3 -> pem + draw.word();
                    case 4 -> pem.replace("CRL-----\n", "CRL-----\nProc-Type: 4,ENCRYPTED\n\n");
                    case 5 -> pem.replaceFirst("\nM", "\n M");
                    case 6 -> pem.replace("-----END", "=\n-----END");
                    default -> pem.substring(0, draw.between(1, pem.length() - 2));
                };
        return changed.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] trailing(CrlForge forge, Draw draw) {
        byte[] der = forge.signed(forge.sound(draw).encoded());
        return Arrays.copyOf(der, der.length + draw.between(1, 40));
    }

    private static byte[] truncated(CrlForge forge, Draw draw) {
        byte[] der = forge.signed(forge.sound(draw).encoded());
        return Arrays.copyOf(der, draw.index() < 4 ? draw.index() : draw.between(0, der.length - 1));
    }

    private static DerTree any(DerTree tbs, Draw draw, boolean constructed) {
        List<DerTree> all = tbs.all().stream()
                .filter(value -> !constructed || value.constructed())
                .toList();
        return all.get(draw.random().nextInt(all.size()));
    }

    private static void deep(DerTree tbs, Draw draw) {
        DerTree nest = DerTree.of(new byte[] {0x30, 0});
        DerTree innermost = nest;
        for (int i = 0; i < 20 + draw.index() * 20; i++) {
            DerTree next = DerTree.of(new byte[] {0x30, 0});
            innermost.children().add(next);
            innermost = next;
        }
        any(tbs, draw, true).children().add(nest);
    }

    private static byte[] parts(CrlForge forge, Draw draw) {
        DerTree whole = DerTree.of(forge.signed(forge.sound(draw).encoded()));
        switch (draw.index() % 6) {
            case 0 -> whole.children().remove(2);
            case 1 -> whole.children().add(whole.child(2));
            case 2 -> whole.children().add(DerTree.leaf(0x05));
            case 3 -> whole.children().set(2, DerTree.leaf(0x03, (byte) 0));
            case 4 -> whole.children().set(2, DerTree.leaf(0x04, draw.octets(70)));
            default -> whole.children().clear();
        }
        return whole.encoded();
    }

    private static byte[] byAnother(CrlForge forge, Draw draw) {
        byte[] tbs = forge.sound(draw).encoded();
        SignatureAlgorithm algorithm = forge.issuer().signatureAlgorithm();
        KeyPair other =
                switch (algorithm) {
                    case SHA256_RSA -> Sound.rsa(1);
                    case SHA384_ECDSA -> Sound.p384(draw.between(1, 7));
                    case SHA256_ECDSA -> Sound.p256(draw.index() + draw.between(1, 7));
                };
        return SignedCertificate.assemble(tbs, algorithm, DemoCluster.sign(other, algorithm, tbs));
    }

    private static byte[] damaged(CrlForge forge, Draw draw) {
        byte[] tbs = forge.sound(draw).encoded();
        SignatureAlgorithm algorithm = forge.issuer().signatureAlgorithm();
        byte[] signature = DemoCluster.sign(forge.keys(), algorithm, tbs);
        if (draw.index() % 3 == 0) {
            tbs[tbs.length - 1] ^= 1; // the last octet of the number
        } else {
            signature[draw.between(0, signature.length - 1)] ^= (byte) (1 << draw.between(0, 7));
        }
        return SignedCertificate.assemble(tbs, algorithm, signature);
    }

    private static byte[] otherAlgorithm(CrlForge forge, Draw draw) {
        byte[] tbs = forge.sound(draw).encoded();
        SignatureAlgorithm right = forge.issuer().signatureAlgorithm();
        SignatureAlgorithm wrong = right == SignatureAlgorithm.SHA256_RSA
                ? draw.any(SignatureAlgorithm.SHA256_ECDSA, SignatureAlgorithm.SHA384_ECDSA)
                : SignatureAlgorithm.SHA256_RSA;
        return SignedCertificate.assemble(tbs, wrong, DemoCluster.sign(forge.keys(), right, tbs));
    }

    /** Whatever else the CA signs, in the same frame. */
    private static byte[] certificate(CrlForge forge, Draw draw) {
        if (draw.index() % 2 == 0) {
            return forge.issuer().der().toArray();
        }
        return forge.signed(DerTree.of(new byte[] {0x30, 0}).encoded());
    }
}
