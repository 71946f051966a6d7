package io.countersign.signer.ops;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Revocation;
import io.countersign.orders.TrustedIssuer;
import io.countersign.runtime.life.Metrics;
import io.countersign.runtime.life.Readiness;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.signer.core.CrlWatch;
import io.countersign.x509.crl.Crl;
import io.micrometer.core.instrument.Counter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operators what becomes of revocations: log, metrics and readiness. */
public final class CrlMeters implements CrlWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CrlMeters.class);

    private final Readiness.Check check;
    private final AtomicLong waiting = new AtomicLong();
    private final Map<Sha256, Gauges> gauges = new TreeMap<>();
    private final Counter rivals;
    private final Counter overtaken;
    private final Counter notBelieved;

    /** Of one issuer. */
    private record Gauges(AtomicLong number, AtomicLong entries, AtomicLong thisUpdate) {}

    /** Meters for these issuers, as far as they have CRLs. */
    public CrlMeters(ServiceLife life, Collection<TrustedIssuer> issuers) {
        Metrics metrics = life.metrics();
        this.check = life.readiness().check("crls");
        check.ready();
        metrics.gauge(
                "countersign_signer_revocations_waiting",
                "Accepted revoke orders that no CRL has taken up yet.",
                waiting::get);
        rivals = metrics.counter(
                "countersign_signer_crl_rivals",
                "CRLs met that contradict another one: the same number with other content, or later and with less. Look at once.");
        overtaken = metrics.counter(
                "countersign_signer_crl_intents_overtaken",
                "Logged intents of CRLs for which nothing was signed, because another CRL follows from what is known.");
        notBelieved = metrics.counter(
                "countersign_signer_revocations_not_believed",
                "CRLs and revoke orders of the spool put aside, and accepted orders that ceased to hold.");
        issuers.stream()
                .filter(TrustedIssuer::hasCrl)
                .forEach(issuer -> gauges.put(issuer.certificate().digest(), gauges(metrics, issuer)));
    }

    private static Gauges gauges(Metrics metrics, TrustedIssuer issuer) {
        Gauges made = new Gauges(new AtomicLong(), new AtomicLong(), new AtomicLong());
        String[] tags = {"cluster", issuer.cluster(), "issuer", issuer.name()};
        metrics.gauge(
                "countersign_signer_crl_number",
                "Highest number of a CRL of this issuer that is known; 0 when none is, and then none can be made.",
                made.number()::get,
                tags);
        metrics.gauge(
                "countersign_signer_crl_entries",
                "Certificates of this issuer that are known to be revoked; a CRL takes 750. Alarm at 500, and when a week adds"
                        + " more than 100: nothing is taken off, so the CA must be replaced in time.",
                made.entries()::get,
                tags);
        metrics.gauge(
                "countersign_signer_crl_this_update_seconds",
                "When the newest published CRL of this issuer was made, in seconds since 1970; 0 when none is published.",
                made.thisUpdate()::get,
                tags);
        return made;
    }

    @Override
    public void known(TrustedIssuer issuer, Crl newest, int entries) {
        of(issuer).number().set(newest.number());
        of(issuer).entries().set(entries);
        LOG.info(
                "{} of {}: CRL {} is the newest known, {} revoked",
                issuer.name(),
                issuer.cluster(),
                newest.number(),
                entries);
    }

    @Override
    public void told(TrustedIssuer issuer, Crl crl) {
        of(issuer).thisUpdate().set(crl.thisUpdate().getEpochSecond());
    }

    @Override
    public void rival(TrustedIssuer issuer, Crl crl, Crl other) {
        rivals.increment();
        LOG.error(
                "{} of {} has signed two CRLs of one number: {} ({}) and {} ({})",
                issuer.name(),
                issuer.cluster(),
                crl,
                crl.tbs(),
                other,
                other.tbs());
    }

    @Override
    public void forgetful(TrustedIssuer issuer, Crl crl) {
        rivals.increment();
        LOG.error(
                "{} of {}: {} lacks certificates that an earlier one lists; the next one lists them again",
                issuer.name(),
                issuer.cluster(),
                crl);
    }

    @Override
    public void accepted(Revocation revocation) {
        LOG.warn("accepted: {}", revocation);
    }

    @Override
    public void fallen(Sha256 order, Refusal why) {
        notBelieved.increment();
        LOG.error("the revoke order {} does not hold: {}", order, why);
    }

    @Override
    public void overtaken(TrustedIssuer issuer, String intent, String why) {
        overtaken.increment();
        LOG.warn("nothing is signed for the intent {} of {} of {}: {}", intent, issuer.name(), issuer.cluster(), why);
    }

    @Override
    public void putAside(String file, String why) {
        notBelieved.increment();
        LOG.error("{} in the spool is put aside: {}", file, why);
    }

    @Override
    public void state(int orders, List<String> problems) {
        waiting.set(orders);
        if (problems.isEmpty()) {
            check.ready();
        } else {
            check.notReady(String.join("; ", problems));
        }
    }

    private Gauges of(TrustedIssuer issuer) {
        return gauges.get(issuer.certificate().digest());
    }
}
