package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.Sha256;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsrTest {
    @Test
    void readsWhatTheWriterWrote() throws Exception {
        Names names = new Names(
                "kube-apiserver",
                List.of("b", "a"),
                List.of("kubernetes", "cp-1"),
                List.of("10.96.0.1", "fd00::1"),
                List.of("spiffe://example.org/x"));
        for (var keys : List.of(TestKeys.p256(), TestKeys.p384(), TestKeys.rsa2048())) {
            byte[] der = CsrWriter.write(keys, names);
            Csr csr = Csr.readPem(Pem.encode(Pem.CERTIFICATE_REQUEST, der));
            assertThat(csr.names()).isEqualTo(names);
            assertThat(csr.der()).isEqualTo(Bytes.of(der));
            assertThat(csr.digest()).isEqualTo(Sha256.of(der));
            assertThat(csr.spki()).isEqualTo(Bytes.of(keys.getPublic().getEncoded()));
            assertThat(csr.keyDigest()).isEqualTo(Sha256.of(keys.getPublic().getEncoded()));
            assertThat(csr.publicKey().getEncoded()).isEqualTo(keys.getPublic().getEncoded());
            assertThat(csr.requestedPurposes()).isEmpty();
        }
    }

    @Test
    void refusesWrongPemLabel() {
        String pem =
                Pem.encode("NEW CERTIFICATE REQUEST", CsrForge.p256().cn("a").der());
        assertThat(Refusals.codeOf(() -> Csr.readPem(pem))).isEqualTo(RefusalCode.CSR_NOT_PEM);
    }

    @Test
    void refusesTwoPemBlocks() {
        String pem = Pem.encode(Pem.CERTIFICATE_REQUEST, CsrForge.p256().cn("a").der());
        assertThat(Refusals.codeOf(() -> Csr.readPem(pem + pem))).isEqualTo(RefusalCode.CSR_NOT_PEM);
    }

    @Test
    void refusesMoreThanEightKibibytes() {
        CsrForge forge = CsrForge.p256().cn("a");
        for (int i = 0; i < 200; i++) {
            forge.o("organization-with-a-rather-long-name-" + i);
        }
        byte[] der = forge.der();
        assertThat(der.length).isGreaterThan(Csr.MAX_DER);
        assertThat(Refusals.codeOf(() -> Csr.read(der))).isEqualTo(RefusalCode.CSR_TOO_LARGE);
        assertThat(Refusals.codeOf(() -> Csr.readPem("-".repeat(70_000)))).isEqualTo(RefusalCode.CSR_TOO_LARGE);
    }

    @Test
    void refusesTrailingOctets() {
        byte[] der = CsrForge.p256().cn("a").der();
        assertThat(Refusals.codeOf(() -> Csr.read(Arrays.copyOf(der, der.length + 4))))
                .isEqualTo(RefusalCode.CSR_NOT_DER);
    }

    @Test
    void refusesNonMinimalOuterLength() {
        byte[] der = CsrForge.p256().cn("a").der();
        byte[] padded = new byte[der.length + 1];
        padded[0] = 0x30;
        padded[1] = (byte) 0x83;
        System.arraycopy(der, 2, padded, 3, der.length - 2);
        assertThat(Refusals.codeOf(() -> Csr.read(padded))).isEqualTo(RefusalCode.CSR_NOT_DER);
    }

    @Test
    void refusesOtherVersions() {
        byte[] der = CsrForge.p256().version(1).cn("a").der();
        assertThat(Refusals.codeOf(() -> Csr.read(der))).isEqualTo(RefusalCode.CSR_NOT_DER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "3000", "3003020100", "30053003020100"})
    void refusesOtherStructures(String hex) {
        byte[] der = HexFormat.of().parseHex(hex);
        assertThat(Refusals.codeOf(() -> Csr.read(der))).isEqualTo(RefusalCode.CSR_NOT_DER);
    }

    @Test
    void refusesBrokenSignature() {
        byte[] der = CsrForge.p256().cn("a").der();
        der[der.length - 1] ^= 1;
        assertThat(Refusals.codeOf(() -> Csr.read(der))).isEqualTo(RefusalCode.CSR_SIGNATURE_INVALID);
    }

    @Test
    void refusesCsrWithoutProofOfPossession() {
        byte[] victim = TestKeys.ec("secp256r1").getPublic().getEncoded();
        byte[] der = CsrForge.p256()
                .spki(SubjectPublicKeyInfo.getInstance(victim))
                .cn("a")
                .der();
        assertThat(Refusals.codeOf(() -> Csr.read(der))).isEqualTo(RefusalCode.CSR_SIGNATURE_INVALID);
    }

    @Test
    void refusesSha1Signatures() {
        AlgorithmIdentifier ecdsaWithSha1 = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.10045.4.1"));
        byte[] der = CsrForge.p256()
                .cn("a")
                .signedWith("SHA1withECDSA", ecdsaWithSha1)
                .der();
        assertThat(Refusals.codeOf(() -> Csr.read(der))).isEqualTo(RefusalCode.CSR_SIGNATURE_ALGORITHM);
        AlgorithmIdentifier rsaWithSha1 =
                new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.113549.1.1.5"), DERNull.INSTANCE);
        byte[] rsa = CsrForge.with(TestKeys.rsa2048())
                .cn("a")
                .signedWith("SHA1withRSA", rsaWithSha1)
                .der();
        assertThat(Refusals.codeOf(() -> Csr.read(rsa))).isEqualTo(RefusalCode.CSR_SIGNATURE_ALGORITHM);
    }

    @Test
    void refusesSignatureAlgorithmOfAnotherKeyType() {
        byte[] der = CsrForge.p256()
                .cn("a")
                .signedWith("SHA256withECDSA", SignatureAlgorithm.SHA256_RSA.identifier())
                .der();
        assertThat(Refusals.codeOf(() -> Csr.read(der))).isEqualTo(RefusalCode.CSR_SIGNATURE_ALGORITHM);
    }

    @Test
    void refusesSignatureParametersThatDoNotBelong() {
        AlgorithmIdentifier withNull = new AlgorithmIdentifier(
                SignatureAlgorithm.SHA256_ECDSA.identifier().getAlgorithm(), DERNull.INSTANCE);
        byte[] der =
                CsrForge.p256().cn("a").signedWith("SHA256withECDSA", withNull).der();
        assertThat(Refusals.codeOf(() -> Csr.read(der))).isEqualTo(RefusalCode.CSR_SIGNATURE_ALGORITHM);
    }

    @Test
    void keepsRequestedUsagesForTheProfile() throws Exception {
        Csr csr = Csr.read(CsrForge.with(TestKeys.rsa2048())
                .cn("a")
                .extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
                .extension(Extension.keyUsage, true, new KeyUsage(0xa0))
                .der());
        assertThat(csr.requestedPurposes()).containsExactly(KeyPurposeId.id_kp_clientAuth.getId());
        assertThat(csr.asksForKeyEncipherment()).isTrue();
    }
}
