package io.countersign.x509.corpus;

import static io.countersign.contracts.RefusalCode.CSR_EXTENSION;
import static io.countersign.contracts.RefusalCode.DNS_NAME;
import static io.countersign.contracts.RefusalCode.IP_ADDRESS;
import static io.countersign.contracts.RefusalCode.NAME_CHARACTERS;
import static io.countersign.contracts.RefusalCode.NAME_LENGTH;
import static io.countersign.contracts.RefusalCode.SAN_TYPE;
import static io.countersign.contracts.RefusalCode.TOO_MANY_NAMES;

import io.countersign.contracts.RefusalCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;

/** Alternative names of unknown kinds, of other alphabets, or that no host can have. A good name stands beside the bad one. */
final class AlternativeNameRows {
    private AlternativeNameRows() {}

    static List<Row> all() {
        return List.of(
                Row.forged("no-alternative-names-in-the-extension", Row.TABLE, CSR_EXTENSION, draw -> Sound.named(draw)
                        .extension(
                                Extension.subjectAlternativeName, draw.random().nextBoolean(), new DERSequence())),
                Row.forged("too-many-alternative-names", Row.TABLE, TOO_MANY_NAMES, draw -> Sound.named(draw)
                        .san(many(draw))),
                san("characters-of-a-dns-name", Row.READERS, NAME_CHARACTERS, draw -> dns(strange(draw)))
                        .times(24),
                san("characters-of-a-uri", Row.TABLE, NAME_CHARACTERS, draw -> uri("spiffe://" + strange(draw))),
                san("length-of-a-uri", Row.TABLE, NAME_LENGTH, AlternativeNameRows::longUri),
                san("dns-name-no-host-has", Row.TABLE, DNS_NAME, AlternativeNameRows::noHost)
                        .times(32),
                san(
                        "wildcard",
                        Row.TABLE,
                        DNS_NAME,
                        draw -> dns(draw.each("*", "*.", "a*.", "*a.", "b.*.", "**.") + draw.word() + ".example.org")),
                san("address-as-a-dns-name", Row.TABLE, DNS_NAME, AlternativeNameRows::addressAsName)
                        .times(24),
                san("mapped-address", Row.READERS, IP_ADDRESS, AlternativeNameRows::mapped),
                san(
                        "address-of-another-length",
                        Row.TABLE,
                        IP_ADDRESS,
                        draw -> ip(draw.octets(draw.each(0, 1, 2, 3, 5, 6, 7, 8, 12, 15, 17, 20, 24, 31, 32, 33, 64)))),
                san("address-of-no-host", Row.TABLE, IP_ADDRESS, AlternativeNameRows::noUnicast)
                        .times(24),
                san("other-kind-of-name", Row.TABLE, SAN_TYPE, AlternativeNameRows::otherKind));
    }

    private interface Name {
        GeneralName make(Draw draw);
    }

    private static Row san(String name, String source, RefusalCode due, Name bad) {
        return Row.forged(name, source, due, draw -> {
            List<GeneralName> names = new ArrayList<>(List.of(
                    bad.make(draw),
                    dns(draw.word() + ".example.org"),
                    new GeneralName(GeneralName.iPAddress, "10.0.0.1")));
            Collections.shuffle(names, draw.random());
            return Sound.named(draw).san(names.toArray(GeneralName[]::new));
        });
    }

    /** Octets as they are, so that a name can hold what no string class would let in. */
    private static GeneralName dns(String text) {
        return named(GeneralName.dNSName, text);
    }

    private static GeneralName uri(String text) {
        return named(GeneralName.uniformResourceIdentifier, text);
    }

    private static GeneralName named(int kind, String text) {
        return new GeneralName(kind, new DEROctetString(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static GeneralName ip(byte... octets) {
        return new GeneralName(GeneralName.iPAddress, new DEROctetString(octets));
    }

    private static GeneralName[] many(Draw draw) {
        GeneralName[] names = new GeneralName[draw.between(51, 120)];
        for (int i = 0; i < names.length; i++) {
            names[i] = draw.index() % 3 == 0 ? ip((byte) 10, (byte) 0, (byte) (i / 200), (byte) i) : dns("host-" + i);
        }
        return names;
    }

    private static String strange(Draw draw) {
        String sign = draw.each(
                "\u0000", "\r", "\n", "\t", "\u001b", "\u007f", "\u0080", "\u00e9", "\u00ff", "\u00a0", "\u00ad",
                "\u0001");
        return draw.each(
                draw.word() + sign + ".example.org", "good.example.org" + sign + "." + draw.word(), sign + draw.word());
    }

    private static GeneralName longUri(Draw draw) {
        return draw.index() % 4 == 0 ? uri("") : uri("spiffe://example.org/" + "a".repeat(draw.between(492, 900)));
    }

    private static GeneralName noHost(Draw draw) {
        String word = draw.word();
        return dns(draw.each(
                "",
                ".",
                word + ".",
                "." + word,
                word + "..org",
                "-" + word,
                word + "-",
                word + "-.org",
                "a_" + word,
                "UPPER" + word,
                "Ca" + word + ".example.org",
                "a b." + word,
                draw.word(64),
                draw.word(64) + ".org",
                (draw.word(60) + ".").repeat(5) + "org",
                "a/" + word,
                "a:" + word,
                "a@" + word,
                "a,DNS:" + word,
                "a'" + word,
                "https://" + word,
                word + ":6443",
                "[" + word + "]",
                "%" + word));
    }

    private static GeneralName addressAsName(Draw draw) {
        int a = draw.between(1, 223);
        int b = draw.between(0, 255);
        return dns(draw.each(
                a + ".0.0." + b,
                "" + a,
                "0x" + Integer.toHexString(a),
                "host." + b,
                "10." + a,
                "127.1",
                "0" + a + ".0.0.1",
                "::" + b,
                "fe80::" + a,
                "[::1]",
                "1.2.3.0x" + Integer.toHexString(b),
                a + ".0.0." + b + "."));
    }

    private static GeneralName mapped(Draw draw) {
        byte[] octets = new byte[16];
        octets[10] = -1;
        octets[11] = -1;
        System.arraycopy(draw.octets(4), 0, octets, 12, 4);
        return ip(octets);
    }

    private static GeneralName noUnicast(Draw draw) {
        byte[] four = draw.octets(4);
        byte[] sixteen = draw.octets(16);
        switch (draw.index() % 6) {
            case 0 -> four[0] = 0;
            case 1 -> four[0] = (byte) draw.between(224, 239);
            case 2 -> four[0] = (byte) draw.between(240, 255);
            case 3 -> four = new byte[] {-1, -1, -1, -1};
            case 4 -> {
                return ip(new byte[16]);
            }
            default -> {
                sixteen[0] = -1;
                return ip(sixteen);
            }
        }
        return ip(four);
    }

    private static GeneralName otherKind(Draw draw) {
        return switch (draw.index() % 6) {
            case 0 -> new GeneralName(GeneralName.rfc822Name, draw.word() + "@example.org");
            case 1 ->
                new GeneralName(
                        GeneralName.otherName,
                        new OtherName(
                                new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), new DERUTF8String(draw.word())));
            case 2 -> new GeneralName(new X500Name("CN=" + draw.word()));
            case 3 ->
                new GeneralName(GeneralName.registeredID, new ASN1ObjectIdentifier("1.2.3." + draw.between(1, 9999)));
            case 4 ->
                new GeneralName(
                        GeneralName.ediPartyName, new DERSequence(new DERTaggedObject(1, new DERUTF8String("x"))));
            default -> new GeneralName(GeneralName.x400Address, new DERSequence(new DERIA5String(draw.word())));
        };
    }
}
