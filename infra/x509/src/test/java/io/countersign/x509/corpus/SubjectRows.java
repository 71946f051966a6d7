package io.countersign.x509.corpus;

import static io.countersign.contracts.RefusalCode.NAME_CHARACTERS;
import static io.countersign.contracts.RefusalCode.NAME_LENGTH;
import static io.countersign.contracts.RefusalCode.SUBJECT_ATTRIBUTE;
import static io.countersign.contracts.RefusalCode.SUBJECT_RDN;
import static io.countersign.contracts.RefusalCode.TOO_MANY_NAMES;

import io.countersign.x509.CsrForge;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNumericString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.DERVisibleString;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Subjects in which two readers, or a reader and a person, see different names. */
final class SubjectRows {
    private SubjectRows() {}

    static List<Row> all() {
        return List.of(
                Row.forged("several-common-names", Row.READERS, SUBJECT_RDN, SubjectRows::severalCommonNames),
                Row.forged("rdn-of-mixed-types", Row.READERS, SUBJECT_RDN, SubjectRows::mixed),
                Row.forged("same-organization-twice", Row.TABLE, SUBJECT_RDN, SubjectRows::sameTwice),
                Row.forged("other-subject-attribute", Row.TABLE, SUBJECT_ATTRIBUTE, SubjectRows::otherAttribute),
                text("control-characters", SubjectRows::control).times(40),
                text("direction-and-invisible-characters", SubjectRows::invisible)
                        .times(24),
                text("other-alphabets", SubjectRows::foreign).times(24),
                text("look-alikes-of-system", SubjectRows::lookAlike),
                text("blank-at-an-end", draw -> draw.each(" " + draw.word(), draw.word() + " ", " ", "  ")),
                Row.forged("other-string-type", Row.READERS, NAME_CHARACTERS, SubjectRows::stringType)
                        .times(32),
                Row.forged("printable-string-with-other-signs", Row.TABLE, NAME_CHARACTERS, SubjectRows::notPrintable),
                Row.forged("name-empty-or-too-long", Row.TABLE, NAME_LENGTH, SubjectRows::length),
                Row.forged("too-many-organizations", Row.TABLE, TOO_MANY_NAMES, SubjectRows::manyOrganizations));
    }

    private interface Text {
        String make(Draw draw);
    }

    /** A text as CN or as O, in UTF-8. */
    private static Row text(String name, Text text) {
        return Row.forged(name, Row.TABLE, NAME_CHARACTERS, draw -> {
            ASN1ObjectIdentifier type = draw.any(BCStyle.CN, BCStyle.O);
            CsrForge forge = Sound.bare(draw).rdn(CsrForge.value(type, new DERUTF8String(text.make(draw))));
            return type.equals(BCStyle.O) ? forge.cn(draw.word()) : forge;
        });
    }

    private static ASN1Encodable cn(String value) {
        return CsrForge.value(BCStyle.CN, new DERPrintableString(value));
    }

    private static ASN1Encodable o(String value) {
        return CsrForge.value(BCStyle.O, new DERPrintableString(value));
    }

    private static CsrForge severalCommonNames(Draw draw) {
        CsrForge forge = Sound.bare(draw);
        return switch (draw.index() % 4) {
            case 0 -> forge.cn(draw.word()).cn("system:admin");
            case 1 -> forge.rdn(cn(draw.word()), cn(draw.word()));
            case 2 -> forge.cn(draw.word()).o(draw.word()).cn(draw.word()).cn(draw.word());
            default -> {
                String same = draw.word();
                yield forge.cn(same).cn(same);
            }
        };
    }

    private static CsrForge mixed(Draw draw) {
        CsrForge forge = Sound.bare(draw);
        return switch (draw.index() % 4) {
            case 0 -> forge.rdn(cn(draw.word()), o("system:masters"));
            case 1 -> forge.cn(draw.word()).rdn(o(draw.word()), CsrForge.value(BCStyle.OU, new DERUTF8String("x")));
            case 2 -> forge.rdn(o(draw.word()), o(draw.word()), cn(draw.word()));
            default -> forge.rdn(o(draw.word()), CsrForge.value(BCStyle.C, new DERPrintableString("DE")));
        };
    }

    private static CsrForge sameTwice(Draw draw) {
        String same = draw.word();
        CsrForge forge = Sound.bare(draw).o(draw.word());
        return switch (draw.index() % 3) {
            case 0 -> forge.o(same).o(same).cn(draw.word());
            case 1 -> forge.o(same).rdn(CsrForge.value(BCStyle.O, new DERUTF8String(same)));
            default -> forge.cn(draw.word()).rdn(o(same), CsrForge.value(BCStyle.O, new DERUTF8String(same)));
        };
    }

    private static CsrForge otherAttribute(Draw draw) {
        ASN1ObjectIdentifier type = draw.each(
                BCStyle.OU,
                BCStyle.C,
                BCStyle.L,
                BCStyle.ST,
                BCStyle.EmailAddress,
                BCStyle.SERIALNUMBER,
                BCStyle.UID,
                BCStyle.DC,
                BCStyle.SURNAME,
                BCStyle.GIVENNAME,
                BCStyle.DN_QUALIFIER,
                BCStyle.STREET,
                new ASN1ObjectIdentifier("1.3.6.1.4.1.57683.2"),
                new ASN1ObjectIdentifier("2.5.4." + draw.between(66, 127)),
                new ASN1ObjectIdentifier("1.2.3." + draw.between(1, 9999)));
        CsrForge forge = Sound.bare(draw);
        ASN1Encodable stray = CsrForge.value(type, new DERUTF8String(draw.word(2)));
        return draw.index() % 2 == 0
                ? forge.rdn(stray).cn(draw.word())
                : forge.cn(draw.word()).rdn(stray);
    }

    private static String inside(Draw draw, String stray) {
        return draw.each(draw.word() + stray + draw.word(), draw.word() + stray, stray + draw.word());
    }

    private static String control(Draw draw) {
        int control = draw.index() < 33 ? draw.index() : draw.between(0x7f, 0x9f);
        return inside(draw, Character.toString(control == 32 ? 0x7f : control));
    }

    private static String invisible(Draw draw) {
        return inside(
                draw,
                draw.each(
                        "\u202e",
                        "\u202d",
                        "\u202a",
                        "\u202c",
                        "\u2066",
                        "\u2067",
                        "\u2069",
                        "\u200e",
                        "\u200f",
                        "\u200b",
                        "\u200c",
                        "\u200d",
                        "\u2060",
                        "\ufeff",
                        "\u00ad",
                        "\u00a0",
                        "\u2028",
                        "\u2029",
                        "\u3000",
                        "\ufe0f",
                        "\u180e",
                        "\u034f",
                        "\u061c",
                        "\udb40\udc41"));
    }

    private static String foreign(Draw draw) {
        int[] planes = {0xe9, 0x131, 0x391, 0x430, 0x5d0, 0x627, 0x4e2d, 0xff41, 0x1d400, 0x1f600, 0x2019, 0x2024};
        return inside(draw, Character.toString(planes[draw.index() % planes.length] + draw.between(0, 5)));
    }

    /** Letters of other alphabets that look like those of {@code system:}. */
    private static String lookAlike(Draw draw) {
        String rest = draw.any("masters", "node:worker-1", "kube-scheduler", draw.word());
        return draw.each(
                        "\u0455ystem:",
                        "s\u0443stem:",
                        "sys\u0442em:",
                        "syst\u0435m:",
                        "syste\u043c:",
                        "system\uff1a",
                        "system\ua789",
                        "system\u02d0",
                        "system\u2236",
                        "\uff53ystem:",
                        "s\u04afstem:",
                        "sy\u0455tem:",
                        "syst\u00e8m:",
                        "system\u0589",
                        "sys\u200btem:",
                        "\u017fystem:")
                + rest;
    }

    private static CsrForge stringType(Draw draw) {
        String word = draw.word();
        ASN1Encodable value = draw.each(
                new DERT61String(word),
                new DERBMPString(word),
                new DERUniversalString(draw.octets(8)),
                new DERIA5String(word),
                new DERVisibleString(word),
                new DERGeneralString(word),
                new DERNumericString("" + draw.between(1, 9999)),
                new DEROctetString(word.getBytes(StandardCharsets.US_ASCII)),
                new ASN1Integer(draw.between(1, 9999)));
        ASN1ObjectIdentifier type = draw.any(BCStyle.CN, BCStyle.O);
        CsrForge forge = Sound.bare(draw).rdn(CsrForge.value(type, value));
        return type.equals(BCStyle.O) ? forge.cn(draw.word()) : forge;
    }

    private static CsrForge notPrintable(Draw draw) {
        String sign = draw.each("*", "@", "_", "&", "!", "#", "$", "%", ";", "<", ">", "\\", "^", "`", "|", "~");
        ASN1Encodable value = new DERPrintableString(draw.word() + sign + draw.word());
        return draw.random().nextBoolean()
                ? Sound.bare(draw).rdn(CsrForge.value(BCStyle.CN, value))
                : Sound.bare(draw).rdn(CsrForge.value(BCStyle.O, value)).cn(draw.word());
    }

    private static CsrForge length(Draw draw) {
        CsrForge forge = Sound.bare(draw);
        return switch (draw.index() % 5) {
            case 0 -> forge.o(draw.word()).cn("");
            case 1 -> forge.o("").cn(draw.word());
            case 2 -> forge.cn(draw.word(draw.between(65, 300)));
            case 3 -> forge.o(draw.word(draw.between(65, 300))).cn(draw.word());
            default -> forge.o("system:nodes").cn("system:node:" + draw.word(draw.between(254, 400)));
        };
    }

    private static CsrForge manyOrganizations(Draw draw) {
        CsrForge forge = Sound.bare(draw).cn(draw.word());
        ASN1Encodable[] values = new ASN1Encodable[draw.between(17, 40)];
        for (int i = 0; i < values.length; i++) {
            values[i] = o(draw.word() + i);
        }
        if (draw.index() % 2 == 0) {
            return forge.rdn(values);
        }
        for (ASN1Encodable value : values) {
            forge.rdn(value);
        }
        return forge;
    }
}
