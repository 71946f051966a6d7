package io.countersign.x509.corpus;

import static io.countersign.contracts.RefusalCode.CA_REQUESTED;
import static io.countersign.contracts.RefusalCode.CSR_ATTRIBUTE;
import static io.countersign.contracts.RefusalCode.CSR_EXTENSION;
import static io.countersign.contracts.RefusalCode.CSR_NOT_DER;
import static io.countersign.contracts.RefusalCode.USAGE_NOT_ALLOWED;

import io.countersign.x509.CsrForge;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Attributes and requested extensions: twice, unknown, of Microsoft, not DER, or for a CA. */
final class ExtensionRows {
    private static final ASN1ObjectIdentifier EXTENSION_REQUEST = PKCSObjectIdentifiers.pkcs_9_at_extensionRequest;
    private static final ASN1ObjectIdentifier MICROSOFT = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.14");

    private ExtensionRows() {}

    static List<Row> all() {
        return List.of(
                Row.forged("two-extension-requests", Row.READERS, CSR_ATTRIBUTE, draw -> Sound.named(draw)
                        .attribute(EXTENSION_REQUEST, san(draw))
                        .attribute(EXTENSION_REQUEST, san(draw))),
                Row.forged(
                        "extension-request-with-several-values", Row.READERS, CSR_ATTRIBUTE, draw -> Sound.named(draw)
                                .attribute(EXTENSION_REQUEST, values(draw))),
                Row.forged("microsoft-extension-request", Row.READERS, CSR_ATTRIBUTE, draw -> {
                    CsrForge forge = Sound.named(draw).attribute(MICROSOFT, san(draw));
                    return draw.index() % 2 == 0 ? forge : forge.attribute(EXTENSION_REQUEST, san(draw));
                }),
                Row.forged("other-attribute", Row.TABLE, CSR_ATTRIBUTE, ExtensionRows::otherAttribute),
                Row.forged("two-alternative-name-extensions", Row.READERS, CSR_EXTENSION, draw -> Sound.named(draw)
                        .dns(draw.word())
                        .dns(draw.word())),
                Row.forged("extension-twice", Row.TABLE, CSR_EXTENSION, draw -> {
                    ASN1ObjectIdentifier type =
                            draw.each(Extension.keyUsage, Extension.extendedKeyUsage, Extension.basicConstraints);
                    return Sound.named(draw)
                            .extension(type, draw.random().nextBoolean(), leafValue(type))
                            .extension(type, draw.random().nextBoolean(), leafValue(type));
                }),
                Row.forged("unknown-extension", Row.TABLE, CSR_EXTENSION, ExtensionRows::unknown)
                        .times(24),
                Row.forged("purposes-empty-or-twice", Row.TABLE, CSR_EXTENSION, ExtensionRows::purposes),
                Row.forged("extension-not-der", Row.TABLE, CSR_NOT_DER, ExtensionRows::notDer)
                        .times(24),
                Row.forged("ca-requested", Row.TABLE, CA_REQUESTED, ExtensionRows::ca)
                        .times(24),
                Row.forged("key-usage-beyond-a-leaf", Row.TABLE, USAGE_NOT_ALLOWED, ExtensionRows::usage));
    }

    private static ASN1Encodable san(Draw draw) {
        return extensions(
                Extension.subjectAlternativeName, new GeneralNames(new GeneralName(GeneralName.dNSName, draw.word())));
    }

    private static ASN1Encodable extensions(ASN1ObjectIdentifier type, ASN1Encodable value) {
        try {
            return new DERSequence(new Extension(type, false, new DEROctetString(value)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ASN1Encodable[] values(Draw draw) {
        ASN1Encodable[] values = new ASN1Encodable[draw.each(2, 3, 0)];
        Arrays.setAll(values, i -> san(draw));
        return values;
    }

    private static CsrForge otherAttribute(Draw draw) {
        ASN1ObjectIdentifier type = draw.each(
                PKCSObjectIdentifiers.pkcs_9_at_challengePassword,
                PKCSObjectIdentifiers.pkcs_9_at_unstructuredName,
                PKCSObjectIdentifiers.pkcs_9_at_unstructuredAddress,
                PKCSObjectIdentifiers.pkcs_9_at_contentType,
                new ASN1ObjectIdentifier("1.3.6.1.4.1.311.13.2.3"),
                new ASN1ObjectIdentifier("1.2.3." + draw.between(1, 9999)));
        CsrForge forge = Sound.named(draw).attribute(type, new DERUTF8String(draw.word()));
        return draw.index() % 2 == 0 ? forge : forge.dns(draw.word());
    }

    private static ASN1Encodable leafValue(ASN1ObjectIdentifier type) {
        if (type.equals(Extension.keyUsage)) {
            return new KeyUsage(KeyUsage.digitalSignature);
        }
        return type.equals(Extension.basicConstraints)
                ? new BasicConstraints(false)
                : new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
    }

    private static CsrForge unknown(Draw draw) {
        ASN1ObjectIdentifier type = draw.each(
                Extension.nameConstraints,
                Extension.certificatePolicies,
                Extension.policyConstraints,
                Extension.inhibitAnyPolicy,
                Extension.issuerAlternativeName,
                Extension.subjectKeyIdentifier,
                Extension.authorityKeyIdentifier,
                Extension.cRLDistributionPoints,
                Extension.authorityInfoAccess,
                new ASN1ObjectIdentifier("2.16.840.1.113730.1.1"),
                new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"),
                new ASN1ObjectIdentifier("1.2.3." + draw.between(1, 9999)));
        return Sound.full(draw).extension(type, draw.random().nextBoolean(), new DERPrintableString(draw.word()));
    }

    private static CsrForge purposes(Draw draw) {
        KeyPurposeId purpose = draw.any(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth);
        ASN1Encodable value = draw.index() % 2 == 0
                ? new DERSequence()
                : new DERSequence(new ASN1Encodable[] {KeyPurposeId.id_kp_clientAuth, purpose, purpose});
        return Sound.named(draw)
                .extension(Extension.extendedKeyUsage, draw.random().nextBoolean(), value);
    }

    private static ASN1Encodable raw(ASN1ObjectIdentifier type, byte... octets) {
        return new DERSequence(new ASN1Encodable[] {type, new DEROctetString(octets)});
    }

    /** Second spellings of values that would be harmless in their first. */
    private static CsrForge notDer(Draw draw) {
        CsrForge forge = Sound.named(draw);
        return forge.rawExtension(
                switch (draw.index() % 8) {
                    case 0 ->
                        new DERSequence(new ASN1Encodable[] {
                            Extension.keyUsage, ASN1Boolean.FALSE, new DEROctetString(new byte[] {3, 2, 7, (byte) 0x80})
                        });
                    // keyUsage with its unused bits counted as used, and with one whole octet too many.
                    case 1 -> raw(Extension.keyUsage, (byte) 3, (byte) 2, (byte) draw.between(0, 6), (byte) 0x80);
                    case 2 -> raw(Extension.keyUsage, (byte) 3, (byte) 3, (byte) 7, (byte) 0x80, (byte) 0);
                    case 3 -> raw(Extension.basicConstraints, (byte) 0x30, (byte) 3, (byte) 1, (byte) 1, (byte) 0);
                    case 4 -> raw(Extension.basicConstraints, (byte) 0x30, (byte) 0x81, (byte) 0);
                    case 5 -> raw(Extension.basicConstraints, (byte) 0x30, (byte) 0x80, (byte) 0, (byte) 0);
                    case 6 -> raw(Extension.subjectAlternativeName, draw.octets(draw.between(0, 20)));
                    default ->
                        raw(
                                Extension.subjectAlternativeName,
                                (byte) 0x30,
                                (byte) 3,
                                (byte) 0x82,
                                (byte) 1,
                                (byte) 'a',
                                (byte) draw.between(0, 255));
                });
    }

    private static CsrForge ca(Draw draw) {
        CsrForge forge = Sound.named(draw);
        boolean critical = draw.random().nextBoolean();
        return switch (draw.index() % 6) {
            case 0 -> forge.extension(Extension.basicConstraints, critical, new BasicConstraints(true));
            case 1 -> forge.extension(Extension.basicConstraints, critical, new BasicConstraints(draw.between(0, 9)));
            // A path length beside CA:FALSE, which some readers take for a CA.
            case 2 ->
                forge.rawExtension(raw(Extension.basicConstraints, (byte) 0x30, (byte) 3, (byte) 2, (byte) 1, (byte)
                        draw.between(0, 9)));
            case 3 -> forge.extension(Extension.keyUsage, critical, new KeyUsage(KeyUsage.keyCertSign));
            case 4 -> forge.extension(Extension.keyUsage, critical, new KeyUsage(KeyUsage.cRLSign));
            default ->
                forge.extension(
                        Extension.keyUsage,
                        critical,
                        new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.keyEncipherment));
        };
    }

    private static CsrForge usage(Draw draw) {
        ASN1Encodable bits = draw.index() % 8 == 7
                // More octets than keyUsage has bits for: a reader of 32 bits would see the first ones only.
                ? new DERBitString(new byte[] {(byte) 0x80, 0, 0, 0, 1}, 0)
                : new KeyUsage(draw.each(
                                KeyUsage.nonRepudiation,
                                KeyUsage.dataEncipherment,
                                KeyUsage.keyAgreement,
                                KeyUsage.encipherOnly,
                                KeyUsage.decipherOnly)
                        | draw.any(0, KeyUsage.digitalSignature));
        return Sound.named(draw).extension(Extension.keyUsage, draw.random().nextBoolean(), bits);
    }
}
