package io.countersign.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.SerialNumber;
import io.countersign.orders.Installation;
import io.countersign.x509.CaCertificate;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.TbsCertificate;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ApprovedOrdersTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void everyOrderIsForTheIssuerThatIsMeasuredAndForAnotherKey() throws Exception {
        KeyPair keys = Installation.pair("secp256r1");
        CaCertificate ca = CaCertificate.tbs(
                "kubernetes",
                Bytes.of(keys.getPublic().getEncoded()),
                new SerialNumber(BigInteger.TEN),
                NOW.minus(Duration.ofHours(1)),
                NOW.plus(Duration.ofDays(3650)));
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(keys.getPrivate());
        signing.update(ca.tbs().toArray());
        IssuerCertificate issuer = IssuerCertificate.of(ca.signed(signing.sign()));

        ApprovedOrders orders = new ApprovedOrders(issuer, NOW);
        TbsCertificate first = orders.decide(0);
        TbsCertificate second = orders.decide(1);
        assertThat(first.input().issuer()).isEqualTo(issuer);
        assertThat(first.encoded()).isNotEqualTo(second.encoded());
        assertThat(first.input().spki()).isNotEqualTo(second.input().spki());
        assertThat(orders.decide(0).encoded()).isEqualTo(first.encoded());
    }

    @Test
    void comparesByCpuTime() {
        DecisionShare share = new DecisionShare(new Rate(6_000, 300), new Rate(3_000, 600));
        assertThat(share.share()).isCloseTo(0.5, within(1e-9));
        assertThat(share.row()).isEqualTo("| 6000 | 3000 | 300.0 | 600.0 | 0.50 | 1.8, 1.8 | measured |");
        assertThat(new DecisionShare(new Rate(767, 745), new Rate(3_000, 600)).judgement())
                .contains("busy");
    }
}
