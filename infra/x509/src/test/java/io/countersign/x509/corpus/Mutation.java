package io.countersign.x509.corpus;

import io.countersign.contracts.Names;
import io.countersign.x509.CsrForge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Requests between honest and hostile: other orders, string types and groupings that tools do write, table 1.3 of security as
 * seeds, and changed octets; signed again over whatever came out, so that the reader and not the signature has to notice.
 */
final class Mutation {
    /** Of eight requests, one carries a seed that readers disagree on and three have octets changed. */
    private static final int SHARES = 8;

    private final Draw draw;
    private final Identity identity;

    private Mutation(Draw draw, Identity identity) {
        this.draw = draw;
        this.identity = identity;
    }

    /** Users most often: only they choose names freely. */
    static Identity identity(Draw draw) {
        if (draw.random().nextBoolean()) {
            return user(draw);
        }
        return Identity.ALL.get(draw.random().nextInt(Identity.ALL.size()));
    }

    private static Identity user(Draw draw) {
        List<String> groups = new ArrayList<>();
        for (int i = draw.between(0, 4); i > 0; i--) {
            groups.add(draw.word() + draw.any("", ":", "/", "@", "+", ".", "_", "-") + draw.word() + i);
        }
        String name = draw.word() + draw.any("", "@example.org", ".x", "_y", "+z", "-1") + draw.any("", "A", "9");
        return Identity.of("user").with(Names.subject(name, groups.toArray(String[]::new)));
    }

    /** Octets of a request for this identity. */
    static byte[] request(Draw draw, Identity identity) {
        return new Mutation(draw, identity).made();
    }

    private byte[] made() {
        CsrForge forge = CsrForge.with(Sound.p256(draw.random().nextInt(8)));
        subject(forge);
        alternativeNames(forge);
        harmlessExtensions(forge);
        int share = draw.random().nextInt(SHARES);
        if (share == 0) {
            seed(forge);
        }
        byte[] info = forge.info();
        if (share > 4) {
            for (int change = draw.between(0, 2); change >= 0; change--) {
                info[draw.random().nextInt(info.length)] = (byte) (int) draw.any(
                        (int) info[draw.random().nextInt(info.length)],
                        draw.between(0, 255),
                        draw.between('a', 'z'),
                        draw.between('0', '9'));
            }
        }
        return forge.signed(info);
    }

    private void subject(CsrForge forge) {
        List<ASN1Encodable> groups = new ArrayList<>();
        identity.names().organizations().forEach(o -> groups.add(value(BCStyle.O, o)));
        ASN1Encodable cn = value(BCStyle.CN, identity.names().commonName());
        boolean first = draw.random().nextBoolean();
        if (first) {
            forge.rdn(cn);
        }
        if (draw.random().nextBoolean() && !groups.isEmpty()) {
            // As Go writes them: all in one RDN, which DER sorts.
            forge.rdn(groups.toArray(ASN1Encodable[]::new));
        } else {
            groups.forEach(forge::rdn);
        }
        if (!first) {
            forge.rdn(cn);
        }
    }

    private ASN1Encodable value(ASN1ObjectIdentifier type, String text) {
        boolean printable =
                DERPrintableString.isPrintableString(text) && draw.random().nextBoolean();
        return CsrForge.value(type, printable ? new DERPrintableString(text) : new DERUTF8String(text));
    }

    private void alternativeNames(CsrForge forge) {
        List<GeneralName> names = new ArrayList<>(identity.alternativeNames());
        if (names.isEmpty()) {
            return;
        }
        switch (draw.between(0, 5)) {
            case 0 -> names.add(names.get(draw.random().nextInt(names.size())));
            case 1 -> names.remove(draw.random().nextInt(names.size()));
            default -> Collections.shuffle(names, draw.random());
        }
        forge.extension(
                Extension.subjectAlternativeName,
                draw.random().nextInt(4) == 0,
                new GeneralNames(names.toArray(GeneralName[]::new)));
    }

    private void harmlessExtensions(CsrForge forge) {
        if (draw.random().nextInt(3) == 0) {
            forge.extension(Extension.keyUsage, draw.random().nextBoolean(), new KeyUsage(KeyUsage.digitalSignature));
        }
        if (draw.random().nextInt(4) == 0) {
            forge.extension(Extension.basicConstraints, draw.random().nextBoolean(), new BasicConstraints(false));
        }
    }

    /** One of the inputs that readers understand differently. */
    private void seed(CsrForge forge) {
        switch (draw.between(0, 5)) {
            case 0 -> forge.dns("evil.example");
            case 1 ->
                forge.attribute(new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.14"), new DERUTF8String("evil.example"));
            case 2 -> forge.cn("system:admin");
            case 3 -> forge.rdn(value(BCStyle.O, draw.word()), value(BCStyle.OU, "system:masters"));
            case 4 -> forge.rdn(value(BCStyle.O, draw.word() + draw.any("\u0000", "\u202e", "\u00e9", ",O=x", "/O=x")));
            default -> forge.version(draw.between(1, 3));
        }
    }
}
