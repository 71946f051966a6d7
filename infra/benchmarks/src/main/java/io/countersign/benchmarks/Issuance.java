package io.countersign.benchmarks;

import io.countersign.hsm.Hsm;
import io.countersign.hsm.SigningKey;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.lint.Lints;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From the DER of a CSR to a verified certificate: read and prove possession, check names, build, lint with the second parser,
 * sign in the token through infra/hsm, compare with what was linted and verify under the pinned CA certificate. The single steps are measured too,
 * to see where the time goes.
 */
@State(Scope.Benchmark)
public class Issuance {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @Param
    private IssuingKey issuer;

    private final AtomicInteger counter = new AtomicInteger();
    private Hsm hsm;
    private SigningKey key;
    private IssuerCertificate pinned;
    private Work work;
    private Csr csr;
    private TbsCertificate tbs;
    private byte[] issued;

    @Setup(Level.Trial)
    public void open() throws Exception {
        BenchToken token = BenchToken.ofThisRun();
        pinned = token.certificate(issuer);
        hsm = Hsm.open(token.config());
        key = hsm.signingKey(pinned.certificate());
        work = new Work(pinned);
        csr = work.read(work.request(0));
        tbs = work.plan(csr, 0);
        issued = SignedCertificate.assemble(tbs, key.sign(tbs.encoded(), DEADLINE));
    }

    @TearDown(Level.Trial)
    public void close() {
        hsm.close();
    }

    @Benchmark
    public IssuedCertificate issue() throws Exception {
        int number = counter.incrementAndGet();
        TbsCertificate planned = work.plan(work.read(work.request(number)), number);
        Lints.check(planned);
        byte[] signature = key.sign(planned.encoded(), DEADLINE);
        return CertificateCheck.verify(SignedCertificate.assemble(planned, signature), planned);
    }

    @Benchmark
    public Csr stepRead() throws Exception {
        return work.read(work.request(counter.incrementAndGet()));
    }

    @Benchmark
    public TbsCertificate stepPlan() throws Exception {
        return work.plan(csr, counter.incrementAndGet());
    }

    @Benchmark
    public TbsCertificate stepLint() throws Exception {
        Lints.check(tbs);
        return tbs;
    }

    @Benchmark
    public byte[] stepSign() throws Exception {
        return key.sign(tbs.encoded(), DEADLINE);
    }

    @Benchmark
    public IssuedCertificate stepVerify() throws Exception {
        return CertificateCheck.verify(issued, tbs);
    }
}
