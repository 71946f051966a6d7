package io.countersign.x509.crl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.x509.DemoCluster;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.TestKeys;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CrlTest {
    private static final Instant AT = DemoCluster.START;
    private static final List<RevocationReason> REASONS = List.of(RevocationReason.values());
    private static final KeyPair KEYS = TestKeys.p256();
    private static final IssuerCertificate ISSUER = DemoCluster.ca(KEYS);

    private static CrlEntry entry(int number, RevocationReason reason) {
        return new CrlEntry(new SerialNumber(BigInteger.valueOf(number)), AT.minusSeconds(number), reason);
    }

    private static List<CrlEntry> entries(int count) {
        return new ArrayList<>(IntStream.rangeClosed(1, count)
                .mapToObj(i -> entry(i, REASONS.get(i % REASONS.size())))
                .toList());
    }

    private static byte[] signed(TbsCrl tbs, KeyPair keys) {
        return tbs.signed(DemoCluster.sign(keys, tbs.issuer().signatureAlgorithm(), tbs.encoded()));
    }

    @Test
    void isReadByTheJdkAsItWasMeant() throws Exception {
        for (KeyPair keys : List.of(KEYS, TestKeys.p384(), TestKeys.rsa2048())) {
            TbsCrl tbs = TbsCrl.build(DemoCluster.ca(keys), 7, AT, entries(9));
            X509CRL crl = (X509CRL)
                    CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(signed(tbs, keys)));
            crl.verify(keys.getPublic());
            assertThat(crl.getVersion()).isEqualTo(2);
            assertThat(crl.getNonCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.35", "2.5.29.20");
            assertThat(crl.getCriticalExtensionOIDs()).isNullOrEmpty();
            assertThat(crl.getNextUpdate().toInstant()).isEqualTo(AT.plusSeconds(86_400));
            assertThat(crl.getRevokedCertificate(BigInteger.valueOf(6)).getRevocationReason())
                    .isNull();
            assertThat(crl.getRevokedCertificate(BigInteger.valueOf(1)).getRevocationReason())
                    .isEqualTo(java.security.cert.CRLReason.KEY_COMPROMISE);
        }
    }

    @Test
    void isTheSameWhateverOrderTheEntriesComeIn() throws Exception {
        List<CrlEntry> entries = entries(20);
        TbsCrl one = TbsCrl.build(ISSUER, 7, AT, entries);
        Collections.reverse(entries);
        assertThat(TbsCrl.build(ISSUER, 7, AT, entries).encoded()).isEqualTo(one.encoded());
        assertThat(one.entries().keySet().stream().map(SerialNumber::value).toList())
                .isSorted();
    }

    @Test
    void changesWithEverythingItIsMadeOf() {
        TbsCrl one = TbsCrl.build(ISSUER, 7, AT, entries(2));
        assertThat(List.of(
                        TbsCrl.build(ISSUER, 8, AT, entries(2)).digest(),
                        TbsCrl.build(ISSUER, 7, AT.plusSeconds(1), entries(2)).digest(),
                        TbsCrl.build(ISSUER, 7, AT, entries(3)).digest(),
                        TbsCrl.build(DemoCluster.ca(TestKeys.p384()), 7, AT, entries(2))
                                .digest()))
                .doesNotContain(one.digest());
    }

    @Test
    void verifiesAsWhatWasBuiltAndAsWhatIsRead() throws Exception {
        for (int count : new int[] {0, 1, Crl.MOST_ENTRIES}) {
            TbsCrl tbs = TbsCrl.build(ISSUER, 7, AT, entries(count));
            byte[] der = signed(tbs, KEYS);
            Crl crl = Crl.verify(der, ISSUER);
            assertThat(crl.tbs()).isEqualTo(Crl.verify(der, tbs).tbs()).isEqualTo(tbs.digest());
            assertThat(crl.entries()).isEqualTo(tbs.entries()).hasSize(count);
            assertThat(crl.number()).isEqualTo(7);
            assertThat(crl.nextUpdate()).isEqualTo(AT.plusSeconds(86_400));
            assertThat(Crl.der(crl.pem().getBytes(StandardCharsets.US_ASCII))).isEqualTo(der);
            assertThat(Crl.der(der)).isEqualTo(der);
        }
    }

    /** An event has 60,000 octets for it in base64, and its other members take less than 1,000. */
    @Test
    void fitsAnEventAtItsLongest() {
        IssuerCertificate rsa = DemoCluster.ca(TestKeys.rsa2048());
        Instant late = Instant.parse("2051-01-01T00:00:00Z");
        List<CrlEntry> longest = IntStream.range(0, Crl.MOST_ENTRIES)
                .mapToObj(i -> new CrlEntry(
                        new SerialNumber(BigInteger.ONE.shiftLeft(158).add(BigInteger.valueOf(i))),
                        late,
                        RevocationReason.KEY_COMPROMISE))
                .toList();
        byte[] der = signed(TbsCrl.build(rsa, Crl.GREATEST_NUMBER, late, longest), TestKeys.rsa2048());
        assertThat(java.util.Base64.getEncoder().encodeToString(der)).hasSizeLessThan(59_000);
    }

    @Test
    void refusesOtherBytesThanBuilt() {
        TbsCrl built = TbsCrl.build(ISSUER, 7, AT, entries(2));
        byte[] other = signed(TbsCrl.build(ISSUER, 7, AT, entries(1)), KEYS);
        assertThatExceptionOfType(CrlFaultException.class)
                .isThrownBy(() -> Crl.verify(other, built))
                .withMessageContaining("other to-be-signed bytes");
    }

    @Test
    void refusesTheSignatureOfAnotherKeyOfTheToken() {
        TbsCrl built = TbsCrl.build(ISSUER, 7, AT, entries(2));
        byte[] other = signed(built, TestKeys.ec("secp256r1"));
        assertThatExceptionOfType(CrlFaultException.class)
                .isThrownBy(() -> Crl.verify(other, built))
                .withMessageContaining("not signed by the key");
    }

    @Test
    void buildsNothingThatNoCrlMayBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> TbsCrl.build(ISSUER, 0, AT, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TbsCrl.build(ISSUER, Crl.GREATEST_NUMBER + 1, AT, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TbsCrl.build(ISSUER, 1, AT.plusMillis(1), List.of()))
                .withMessageContaining("whole seconds");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TbsCrl.build(ISSUER, 1, AT, entries(Crl.MOST_ENTRIES + 1)));
        CrlEntry again = new CrlEntry(entries(1).get(0).serial(), AT, RevocationReason.SUPERSEDED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TbsCrl.build(ISSUER, 1, AT, List.of(entries(1).get(0), again)))
                .withMessageContaining("twice");
    }

    /** kubeadm's CAs have keyCertSign alone. */
    @Test
    void neitherBuildsNorBelievesTheCrlOfACaWithoutCrlSign() throws Exception {
        IssuerCertificate kubeadm = CaWithoutCrlSign.of(KEYS);
        assertThat(kubeadm.signsCrls()).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TbsCrl.build(kubeadm, 1, AT, List.of()))
                .withMessageContaining("may not sign CRLs");
        byte[] der = signed(TbsCrl.build(ISSUER, 1, AT, List.of()), KEYS);
        assertThatExceptionOfType(CrlFaultException.class)
                .isThrownBy(() -> Crl.verify(der, kubeadm))
                .withMessageContaining("may not sign CRLs");
    }

    @Test
    void knowsWhatItListsAndWhatItHasForgotten() throws Exception {
        Crl two = Crl.verify(signed(TbsCrl.build(ISSUER, 7, AT, entries(2)), KEYS), ISSUER);
        Crl three = Crl.verify(signed(TbsCrl.build(ISSUER, 8, AT, entries(3)), KEYS), ISSUER);
        CrlEntry later = new CrlEntry(entries(1).get(0).serial(), AT, RevocationReason.SUPERSEDED);
        Crl oneOfThem = Crl.verify(signed(TbsCrl.build(ISSUER, 9, AT, List.of(later)), KEYS), ISSUER);
        assertThat(three.contains(two)).isTrue();
        assertThat(two.contains(three)).isFalse();
        assertThat(two.contains(oneOfThem)).isTrue();
        assertThat(two.lists(new SerialNumber(BigInteger.TWO)))
                .contains(entries(2).get(1));
        assertThat(two.lists(new SerialNumber(BigInteger.TEN))).isEmpty();
    }

    @Test
    void numbersNeverGoDownAndMostlyAreTheTime() {
        assertThat(Crl.numberAfter(1, AT)).isEqualTo(AT.getEpochSecond());
        assertThat(Crl.numberAfter(AT.getEpochSecond() + 500, AT)).isEqualTo(AT.getEpochSecond() + 501);
        assertThat(Crl.numberAfter(AT.getEpochSecond(), AT)).isEqualTo(AT.getEpochSecond() + 1);
    }
}
