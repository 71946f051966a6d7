package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Names;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateCheckTest {
    private static final Instant FROM = DemoCluster.START;
    private static final Names NAMES =
            new Names("cp-1", List.of(), List.of("cp-1", "localhost"), List.of("10.0.0.11", "::1"), List.of());

    private static TbsCertificate tbs(KeyPair issuer, KeyPair leaf, Names names, long serial) {
        return TbsCertificate.build(new TbsInput(
                ProfileCatalog.builtIn().require("etcd-peer"),
                names,
                Bytes.of(leaf.getPublic().getEncoded()),
                DemoCluster.ca(issuer),
                SerialNumber.parse(Long.toHexString(serial)),
                FROM,
                FROM.plus(Duration.ofDays(365))));
    }

    private static byte[] signed(TbsCertificate tbs, KeyPair issuer) {
        SignatureAlgorithm algorithm = tbs.input().issuer().signatureAlgorithm();
        return SignedCertificate.assemble(tbs, DemoCluster.sign(issuer, algorithm, tbs.encoded()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p256", "p384", "rsa2048"})
    void acceptsWhatTheIssuerSigned(String kind) throws Exception {
        KeyPair issuer =
                switch (kind) {
                    case "p256" -> TestKeys.ec("secp256r1");
                    case "p384" -> TestKeys.p384();
                    default -> TestKeys.rsa2048();
                };
        TbsCertificate tbs = tbs(issuer, TestKeys.p256(), NAMES, Long.MAX_VALUE);
        byte[] der = signed(tbs, issuer);
        IssuedCertificate read = CertificateCheck.verify(der, tbs);
        assertThat(read.names()).isEqualTo(NAMES);
        assertThat(read.fingerprint()).isEqualTo(Sha256.of(der));
        assertThat(CertificateCheck.id(read, tbs.input().issuer())).isEqualTo(tbs.id());
        assertThat(IssuedCertificate.readPem(read.pem()).der()).isEqualTo(read.der());
        read.certificate().verify(issuer.getPublic());
    }

    @Test
    void refusesSignaturesByAnotherKeyOfTheToken() {
        TbsCertificate tbs = tbs(TestKeys.ec("secp256r1"), TestKeys.p256(), NAMES, Long.MAX_VALUE);
        byte[] der = signed(tbs, TestKeys.ec("secp256r1"));
        assertThatExceptionOfType(CertificateFaultException.class)
                .isThrownBy(() -> CertificateCheck.verify(der, tbs))
                .withMessageContaining("not signed by the key");
    }

    @Test
    void refusesOtherBytesThanOrdered() {
        KeyPair issuer = TestKeys.ec("secp256r1");
        TbsCertificate ordered = tbs(issuer, TestKeys.p256(), NAMES, Long.MAX_VALUE);
        IssuerCertificate pinned = ordered.input().issuer();
        TbsCertificate other = TbsCertificate.build(new TbsInput(
                ordered.input().profile(),
                NAMES,
                ordered.input().spki(),
                pinned,
                SerialNumber.parse("7000000000000000"),
                FROM,
                FROM.plus(Duration.ofDays(365))));
        assertThatExceptionOfType(CertificateFaultException.class)
                .isThrownBy(() -> CertificateCheck.verify(signed(other, issuer), ordered))
                .withMessageContaining("other to-be-signed bytes");
    }

    @Test
    void refusesAnotherIssuersCertificates() {
        KeyPair issuer = TestKeys.rsa2048();
        byte[] der = signed(tbs(issuer, TestKeys.p256(), NAMES, Long.MAX_VALUE), issuer);
        IssuerCertificate sameNameOtherKey = DemoCluster.ca(TestKeys.p256());
        assertThatExceptionOfType(CertificateFaultException.class)
                .isThrownBy(() -> CertificateCheck.verify(der, sameNameOtherKey));
    }

    /** Each frame holds the ordered bytes and the issuer's signature over them, and is still not the one encoding of both. */
    @Test
    void refusesEveryOtherFrameAroundTheOrderedBytes() throws Exception {
        KeyPair issuer = TestKeys.p256();
        TbsCertificate tbs = tbs(issuer, TestKeys.p384(), NAMES, Long.MAX_VALUE);
        byte[] bytes = tbs.encoded();
        byte[] ecdsa = SignatureAlgorithm.SHA256_ECDSA.encoded();
        byte[] rsa = SignatureAlgorithm.SHA256_RSA.encoded();
        byte[] bits = Der.elements(signed(tbs, issuer)).get(2);
        byte[] octets = Der.value(0x04, Der.content(Der.BIT_STRING, bits));
        byte[] unused = bits.clone();
        unused[2] = 1;
        assertThatCode(() -> CertificateCheck.verify(Der.sequence(bytes, ecdsa, bits), tbs))
                .doesNotThrowAnyException();
        for (byte[] framed : List.of(
                Der.sequence(bytes, rsa, bits),
                Der.sequence(bytes, ecdsa, octets),
                Der.sequence(bytes, ecdsa, unused),
                Der.sequence(bytes, ecdsa, bits, bits),
                Der.sequence(bytes, ecdsa),
                Der.sequence(bytes, ecdsa, Der.value(Der.BIT_STRING, new byte[] {0})),
                Arrays.copyOf(Der.sequence(bytes, ecdsa, bits), bytes.length + 200),
                Der.value(0x31, Der.content(0x30, Der.sequence(bytes, ecdsa, bits))),
                new byte[0])) {
            assertThatExceptionOfType(CertificateFaultException.class)
                    .isThrownBy(() -> CertificateCheck.verify(framed, tbs));
        }
    }

    @Test
    void refusesRubbishAndTrailingOctets() {
        KeyPair issuer = TestKeys.p384();
        byte[] der = signed(tbs(issuer, TestKeys.p256(), NAMES, Long.MAX_VALUE), issuer);
        byte[] longer = Arrays.copyOf(der, der.length + 1);
        assertThatExceptionOfType(CertificateFaultException.class).isThrownBy(() -> IssuedCertificate.read(longer));
        assertThatExceptionOfType(CertificateFaultException.class)
                .isThrownBy(() -> IssuedCertificate.read(new byte[] {1, 2, 3}));
        assertThatExceptionOfType(CertificateFaultException.class).isThrownBy(() -> IssuedCertificate.readPem("x"));
    }
}
