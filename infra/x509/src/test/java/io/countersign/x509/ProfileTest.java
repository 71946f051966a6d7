package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.countersign.contracts.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class ProfileTest {
    private static final Instant NOW = DemoCluster.START.plus(Duration.ofDays(1));
    private static final IssuerCertificate ISSUER = DemoCluster.ca(TestKeys.p256());
    private static final Profile KUBELET = ProfileCatalog.builtIn().require("kubelet-client");

    private static RefusalCode refusal(Instant notBefore, Instant notAfter, Instant now) {
        return Refusals.codeOf(() -> KUBELET.checkValidity(notBefore, notAfter, ISSUER, now));
    }

    @Test
    void allowsTheProfilesLongestLifePlusBackdating() {
        Instant from = NOW.minus(Profile.BACKDATE);
        Instant to = NOW.plus(Duration.ofDays(90));
        assertThatCode(() -> KUBELET.checkValidity(from, to, ISSUER, NOW)).doesNotThrowAnyException();
        assertThat(refusal(from, to.plusSeconds(1), NOW)).isEqualTo(RefusalCode.VALIDITY_NOT_ALLOWED);
    }

    @Test
    void refusesEmptyPastAndFractionalLives() {
        assertThat(refusal(NOW, NOW, NOW)).isEqualTo(RefusalCode.VALIDITY_NOT_ALLOWED);
        assertThat(refusal(NOW, NOW.minusSeconds(60), NOW)).isEqualTo(RefusalCode.VALIDITY_NOT_ALLOWED);
        assertThat(refusal(NOW.plusMillis(1), NOW.plusSeconds(60), NOW)).isEqualTo(RefusalCode.VALIDITY_NOT_ALLOWED);
        assertThat(refusal(NOW.minusSeconds(60), NOW.minusSeconds(1), NOW)).isEqualTo(RefusalCode.VALIDITY_NOT_ALLOWED);
    }

    @Test
    void refusesLivesOutsideTheIssuers() {
        Instant nearEnd = DemoCluster.CA_END.minus(Duration.ofDays(1));
        assertThat(refusal(nearEnd, DemoCluster.CA_END.plusSeconds(1), nearEnd))
                .isEqualTo(RefusalCode.ISSUER_NOT_VALID);
        Instant before = ISSUER.notBefore().minusSeconds(1);
        assertThat(refusal(before, before.plusSeconds(600), NOW.minus(Duration.ofDays(1))))
                .isEqualTo(RefusalCode.ISSUER_NOT_VALID);
        Instant after = DemoCluster.CA_END.plusSeconds(1);
        assertThat(refusal(after, after.plusSeconds(60), after)).isEqualTo(RefusalCode.ISSUER_NOT_VALID);
    }

    @Test
    void refusesUsagesTheProfileDoesNotGive() throws Exception {
        Csr server = Csr.read(CsrForge.p256()
                .cn("a")
                .extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .der());
        assertThat(Refusals.codeOf(() -> KUBELET.checkUsages(server))).isEqualTo(RefusalCode.USAGE_NOT_ALLOWED);
        assertThatCode(() -> ProfileCatalog.builtIn().require("etcd-peer").checkUsages(server))
                .doesNotThrowAnyException();
        Csr any = Csr.read(CsrForge.p256()
                .cn("a")
                .extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage))
                .der());
        assertThat(Refusals.codeOf(() -> KUBELET.checkUsages(any))).isEqualTo(RefusalCode.USAGE_NOT_ALLOWED);
    }

    @Test
    void refusesKeyEnciphermentForEcKeys() throws Exception {
        KeyUsage usage = new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment);
        Csr ec = Csr.read(CsrForge.p256()
                .cn("a")
                .extension(Extension.keyUsage, true, usage)
                .der());
        assertThat(Refusals.codeOf(() -> KUBELET.checkUsages(ec))).isEqualTo(RefusalCode.USAGE_NOT_ALLOWED);
        Csr rsa = Csr.read(CsrForge.with(TestKeys.rsa2048())
                .cn("a")
                .extension(Extension.keyUsage, true, usage)
                .der());
        assertThatCode(() -> KUBELET.checkUsages(rsa)).doesNotThrowAnyException();
    }
}
