package io.countersign.x509.corpus;

import static io.countersign.contracts.RefusalCode.CSR_NOT_DER;
import static io.countersign.contracts.RefusalCode.CSR_NOT_PEM;
import static io.countersign.contracts.RefusalCode.CSR_TOO_LARGE;

import io.countersign.contracts.RefusalCode;
import io.countersign.x509.Csr;
import io.countersign.x509.CsrForge;
import io.countersign.x509.Pem;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;

/** Requests that are not exactly one PEM block, or not exactly one DER value. */
final class FormRows {
    private static final String BEGIN = "-----BEGIN CERTIFICATE REQUEST-----\n";
    private static final String END = "-----END CERTIFICATE REQUEST-----\n";

    private FormRows() {}

    static List<Row> all() {
        return List.of(
                pem("text-around-pem", FormRows::surrounded),
                pem("pem-label", FormRows::labelled),
                pem("pem-header", FormRows::headed),
                pem("several-pem-blocks", FormRows::repeated),
                pem("base64-not-canonical", FormRows::respelled),
                pem("pem-too-large", CSR_TOO_LARGE, draw -> " ".repeat(64 * 1024 + draw.between(1, 9000)) + good(draw)),
                Row.der("der-too-large", Row.TABLE, CSR_TOO_LARGE, FormRows::large),
                Row.der("octets-behind-the-der", Row.READERS, CSR_NOT_DER, FormRows::trailing),
                Row.der("length-not-minimal", Row.READERS, CSR_NOT_DER, FormRows::stretched)
                        .times(32),
                Row.der("indefinite-length", Row.TABLE, CSR_NOT_DER, FormRows::indefinite)
                        .times(32),
                Row.der("truncated", Row.TABLE, CSR_NOT_DER, FormRows::truncated)
                        .times(32),
                Row.der("nested-too-deeply", Row.TABLE, CSR_NOT_DER, FormRows::deep),
                Row.der("no-request-at-all", Row.TABLE, CSR_NOT_DER, draw -> draw.octets(draw.between(0, 400))),
                Row.der("members-too-many-or-few", Row.TABLE, CSR_NOT_DER, FormRows::members)
                        .times(32),
                Row.der("version-not-0", Row.TABLE, CSR_NOT_DER, draw -> Sound.full(draw)
                        .version(draw.each(1, 2, 3, -1, 127, 128, 65536))
                        .der()),
                Row.der("value-not-der", Row.TABLE, CSR_NOT_DER, FormRows::respelledValue));
    }

    private interface Text {
        String make(Draw draw);
    }

    private static Row pem(String name, Text text) {
        return pem(name, CSR_NOT_PEM, text);
    }

    private static Row pem(String name, RefusalCode due, Text text) {
        return new Row(name, Row.TABLE, due, Row.LEAST, draw -> Csr.readPem(text.make(draw)));
    }

    private static String good(Draw draw) {
        return Pem.encode(Pem.CERTIFICATE_REQUEST, Sound.full(draw).der());
    }

    private static String surrounded(Draw draw) {
        String stray = draw.each("x", " ", "\n", "\t", "-", "Subject: CN=a\n", "\u0000", "\ufeff", "#\n", "-----\n");
        return draw.index() % 2 == 0 ? stray + good(draw) : good(draw) + stray;
    }

    private static String labelled(Draw draw) {
        String label = draw.each(
                "NEW CERTIFICATE REQUEST",
                "CERTIFICATE",
                "certificate request",
                "CERTIFICATE  REQUEST",
                "CERTIFICATE REQUEST ",
                "PKCS10",
                "PUBLIC KEY",
                "PRIVATE KEY",
                "X509 CRL",
                "");
        String pem = good(draw);
        return draw.random().nextBoolean()
                ? pem.replace("CERTIFICATE REQUEST", label)
                : pem.replace("END CERTIFICATE REQUEST", "END " + label);
    }

    private static String headed(Draw draw) {
        String header = draw.each(
                "Proc-Type: 4,ENCRYPTED\n\n",
                "DEK-Info: AES-128-CBC,00\n\n",
                "Subject: /CN=" + draw.word() + "\n",
                "X-" + draw.word() + ": " + draw.word() + "\n\n",
                ":\n");
        return good(draw).replace(BEGIN, BEGIN + header);
    }

    private static String repeated(Draw draw) {
        String second = draw.index() % 3 == 0 ? Pem.encode(draw.any("CERTIFICATE", "PRIVATE KEY"), new byte[3]) : "";
        return good(draw) + second + good(draw) + (draw.index() % 2 == 0 ? good(draw) : "");
    }

    private static String respelled(Draw draw) {
        String pem = good(draw);
        return switch (draw.index() % 8) {
            case 0 -> pem.replace("\n-----END", "=\n-----END");
            case 1 -> pem.replace("\n-----END", "A\n-----END");
            case 2 -> pem.replaceFirst("\nM", "\n M");
            case 3 -> pem.replaceFirst("\nM", "\n-");
            case 4 -> pem.replaceFirst("\nM", "\n_");
            case 5 -> pem.replace("\n", "\r");
            case 6 -> BEGIN + END;
            // Bits behind the last octet: the decoder of the JDK forgives them.
            default -> BEGIN + "MAB=\n" + END;
        };
    }

    private static byte[] large(Draw draw) {
        GeneralName[] names = new GeneralName[draw.between(35, 49)];
        Arrays.setAll(
                names,
                i -> new GeneralName(
                        GeneralName.dNSName,
                        draw.word(60) + "." + draw.word(60) + "." + draw.word(60) + "." + draw.word(60)));
        return Sound.named(draw).san(names).der();
    }

    private static byte[] trailing(Draw draw) {
        byte[] der = Sound.full(draw).der();
        byte[] more = draw.index() % 2 == 0 ? new byte[draw.between(1, 8)] : draw.octets(draw.between(1, 40));
        byte[] both = Arrays.copyOf(der, der.length + more.length);
        System.arraycopy(more, 0, both, der.length, more.length);
        return both;
    }

    /** Signed again over what is wrong, except where the fault is in the frame outside the signed part. */
    private static byte[] rewritten(Draw draw, Consumer<DerTree> change) {
        CsrForge forge = Sound.full(draw);
        if (draw.index() % 4 == 0) {
            DerTree whole = DerTree.of(forge.der());
            change.accept(whole);
            return whole.encoded();
        }
        DerTree info = DerTree.of(forge.info());
        change.accept(info);
        return forge.signed(info.encoded());
    }

    private static byte[] stretched(Draw draw) {
        return rewritten(draw, tree -> {
            List<DerTree> all = tree.all();
            all.get(draw.index() % 8 == 0 ? 0 : draw.random().nextInt(all.size()))
                    .stretchLength(draw.between(1, 5));
        });
    }

    private static byte[] indefinite(Draw draw) {
        return rewritten(draw, tree -> {
            List<DerTree> all = tree.all().stream().filter(DerTree::constructed).toList();
            all.get(draw.random().nextInt(all.size())).makeIndefinite();
        });
    }

    private static byte[] truncated(Draw draw) {
        byte[] der = Sound.full(draw).der();
        return Arrays.copyOf(der, draw.index() < 4 ? draw.index() : draw.between(0, der.length - 1));
    }

    private static byte[] deep(Draw draw) {
        return rewritten(draw, tree -> {
            DerTree nest = DerTree.of(new byte[] {0x30, 0});
            DerTree innermost = nest;
            for (int i = 0; i < 20 + draw.index() * 20; i++) {
                DerTree next = DerTree.of(new byte[] {0x30, 0});
                innermost.children().add(next);
                innermost = next;
            }
            tree.children().add(nest);
        });
    }

    /** Members more or less, in every SEQUENCE whose reader might pass over them. */
    private static byte[] members(Draw draw) {
        CsrForge forge = Sound.full(draw);
        DerTree info = DerTree.of(forge.info());
        DerTree extra = draw.any(
                DerTree.leaf(0x05),
                DerTree.leaf(0x02, (byte) 1),
                DerTree.leaf(0x0c, (byte) 'x'),
                DerTree.of(new byte[] {0x30, 0}));
        DerTree attribute = info.child(3).child(0);
        switch (draw.index() % 8) {
            case 0 -> info.children().add(extra);
            case 1 -> info.child(1).child(0).child(0).children().add(extra);
            case 2 -> attribute.children().add(extra);
            case 3 -> attribute.child(1).child(0).child(0).children().add(extra);
            case 4 -> attribute.children().remove(1);
            case 5 -> info.child(1).child(0).child(0).children().remove(1);
            case 6 -> info.children().remove(0);
            default -> {
                DerTree whole = DerTree.of(forge.der());
                if (draw.random().nextBoolean()) {
                    whole.children().add(extra);
                } else {
                    whole.children().remove(2);
                }
                return whole.encoded();
            }
        }
        return forge.signed(info.encoded());
    }

    /** Values that BER or a lenient reader would take for the canonical one. */
    private static byte[] respelledValue(Draw draw) {
        CsrForge forge = Sound.full(draw);
        DerTree info = DerTree.of(forge.info());
        switch (draw.index() % 4) {
            case 0 -> info.children().set(0, DerTree.leaf(0x02, new byte[draw.between(2, 5)]));
            case 1 -> info.children().set(0, DerTree.leaf(0x02));
            case 2 -> {
                // Two organizations in one RDN: a SET OF that is not in the order X.690 11.6 asks for.
                DerTree rdn = info.child(1).child(0);
                rdn.children().add(0, DerTree.of(new byte[] {0x30, 8, 6, 3, 0x55, 4, 10, 0x13, 1, 'z'}));
                rdn.children().add(1, DerTree.of(new byte[] {0x30, 8, 6, 3, 0x55, 4, 10, 0x13, 1, 'a'}));
            }
            default -> forge.rawExtension(marked(draw));
        }
        return draw.index() % 4 == 3 ? forge.der() : forge.signed(info.encoded());
    }

    private static ASN1Encodable marked(Draw draw) {
        return new DERSequence(new ASN1Encodable[] {
            draw.any(Extension.keyUsage, Extension.basicConstraints),
            ASN1Boolean.FALSE,
            new DEROctetString(new byte[] {0x30, 0})
        });
    }
}
