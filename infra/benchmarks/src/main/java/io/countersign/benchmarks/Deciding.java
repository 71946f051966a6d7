package io.countersign.benchmarks;

import io.countersign.hsm.Hsm;
import io.countersign.hsm.SigningKey;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From a signed order with two approvals to what may be signed, and on to a verified certificate. */
@State(Scope.Benchmark)
public class Deciding {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @Param
    private IssuingKey issuer;

    private final AtomicInteger counter = new AtomicInteger();
    private Hsm hsm;
    private SigningKey key;
    private ApprovedOrders orders;

    @Setup(Level.Trial)
    public void open() throws Exception {
        BenchToken token = BenchToken.ofThisRun();
        IssuerCertificate pinned = token.certificate(issuer);
        hsm = Hsm.open(token.config());
        key = hsm.signingKey(pinned.certificate());
        orders = new ApprovedOrders(pinned, InstantSource.system().instant());
        orders.decide(0);
    }

    @TearDown(Level.Trial)
    public void close() {
        hsm.close();
    }

    @Benchmark
    public TbsCertificate decide() throws Exception {
        return orders.decide(counter.incrementAndGet());
    }

    @Benchmark
    public IssuedCertificate decideAndIssue() throws Exception {
        TbsCertificate decided = orders.decide(counter.incrementAndGet());
        byte[] signature = key.sign(decided.encoded(), DEADLINE);
        return CertificateCheck.verify(SignedCertificate.assemble(decided, signature), decided);
    }
}
