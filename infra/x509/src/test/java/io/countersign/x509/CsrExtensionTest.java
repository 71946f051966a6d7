package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.RefusalCode;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsrExtensionTest {
    private static final ASN1ObjectIdentifier MICROSOFT_EXTENSION_REQUEST =
            new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.14");

    private static RefusalCode refusal(CsrForge forge) {
        byte[] der = forge.der();
        return Refusals.codeOf(() -> Csr.read(der));
    }

    private static ASN1Encodable sanRequest(String name) throws Exception {
        GeneralNames names = new GeneralNames(new GeneralName(GeneralName.dNSName, name));
        return new DERSequence(new Extension(Extension.subjectAlternativeName, false, new DEROctetString(names)));
    }

    @Test
    void refusesTwoExtensionRequestAttributes() throws Exception {
        CsrForge twice = CsrForge.p256()
                .cn("a")
                .attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, sanRequest("good"))
                .attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, sanRequest("evil"));
        assertThat(refusal(twice)).isEqualTo(RefusalCode.CSR_ATTRIBUTE);
    }

    @Test
    void refusesTwoValuesInOneExtensionRequest() throws Exception {
        CsrForge twice = CsrForge.p256()
                .cn("a")
                .attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, sanRequest("good"), sanRequest("evil"));
        assertThat(refusal(twice)).isEqualTo(RefusalCode.CSR_ATTRIBUTE);
    }

    @Test
    void refusesMicrosoftsExtensionRequest() throws Exception {
        CsrForge forge = CsrForge.p256().cn("a").attribute(MICROSOFT_EXTENSION_REQUEST, sanRequest("evil"));
        assertThat(refusal(forge)).isEqualTo(RefusalCode.CSR_ATTRIBUTE);
    }

    @Test
    void refusesChallengePasswords() {
        CsrForge forge = CsrForge.p256()
                .cn("a")
                .attribute(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, new DERPrintableString("secret"));
        assertThat(refusal(forge)).isEqualTo(RefusalCode.CSR_ATTRIBUTE);
    }

    @Test
    void refusesTwoAlternativeNameExtensions() {
        assertThat(refusal(CsrForge.p256().cn("a").dns("good").dns("evil"))).isEqualTo(RefusalCode.CSR_EXTENSION);
    }

    @Test
    void refusesUnknownExtensionsCriticalOrNot() {
        for (boolean critical : new boolean[] {true, false}) {
            CsrForge forge = CsrForge.p256()
                    .cn("a")
                    .extension(new ASN1ObjectIdentifier("1.2.3.4"), critical, new DERPrintableString("x"));
            assertThat(refusal(forge)).isEqualTo(RefusalCode.CSR_EXTENSION);
        }
    }

    @Test
    void refusesExplicitFalseCriticality() throws Exception {
        CsrForge forge = CsrForge.p256().cn("a").rawExtension(new DERSequence(new ASN1Encodable[] {
            Extension.keyUsage, ASN1Boolean.FALSE, new DEROctetString(new KeyUsage(KeyUsage.digitalSignature))
        }));
        assertThat(refusal(forge)).isEqualTo(RefusalCode.CSR_NOT_DER);
    }

    @Test
    void refusesExtensionValuesThatAreNotDer() {
        CsrForge forge = CsrForge.p256().cn("a").rawExtension(new DERSequence(new ASN1Encodable[] {
            Extension.basicConstraints, new DEROctetString(new byte[] {0x30, (byte) 0x81, 0})
        }));
        assertThat(refusal(forge)).isEqualTo(RefusalCode.CSR_NOT_DER);
    }

    static Stream<ASN1Encodable> caConstraints() {
        return Stream.of(new BasicConstraints(true), new BasicConstraints(0));
    }

    @ParameterizedTest
    @MethodSource("caConstraints")
    void refusesRequestedCa(ASN1Encodable constraints) {
        CsrForge forge = CsrForge.p256().cn("a").extension(Extension.basicConstraints, true, constraints);
        assertThat(refusal(forge)).isEqualTo(RefusalCode.CA_REQUESTED);
    }

    @Test
    void acceptsCaFalse() throws Exception {
        byte[] der = CsrForge.p256()
                .cn("a")
                .extension(Extension.basicConstraints, true, new BasicConstraints(false))
                .der();
        assertThat(Csr.read(der).names().commonName()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(ints = {KeyUsage.keyCertSign, KeyUsage.cRLSign, KeyUsage.keyCertSign | KeyUsage.digitalSignature})
    void refusesRequestedCaUsages(int usage) {
        CsrForge forge = CsrForge.p256().cn("a").extension(Extension.keyUsage, true, new KeyUsage(usage));
        assertThat(refusal(forge)).isEqualTo(RefusalCode.CA_REQUESTED);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {KeyUsage.nonRepudiation, KeyUsage.dataEncipherment, KeyUsage.keyAgreement, KeyUsage.decipherOnly})
    void refusesUsagesNoProfileGives(int usage) {
        CsrForge forge = CsrForge.p256().cn("a").extension(Extension.keyUsage, true, new KeyUsage(usage));
        assertThat(refusal(forge)).isEqualTo(RefusalCode.USAGE_NOT_ALLOWED);
    }

    @Test
    void refusesKeyUsageOfAnotherType() {
        CsrForge forge = CsrForge.p256().cn("a").extension(Extension.keyUsage, true, new DERPrintableString("all"));
        assertThat(refusal(forge)).isEqualTo(RefusalCode.CSR_NOT_DER);
        // Bits behind the known ones, where a reader of 32 bits would see none.
        CsrForge overlong = CsrForge.p256()
                .cn("a")
                .extension(Extension.keyUsage, true, new DERBitString(new byte[] {0, 0, 0, 0, 0, 1}));
        assertThat(refusal(overlong)).isEqualTo(RefusalCode.USAGE_NOT_ALLOWED);
    }
}
