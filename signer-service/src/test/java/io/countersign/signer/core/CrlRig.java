package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.Installation;
import io.countersign.orders.TrustedIssuer;
import io.countersign.signer.Revokes;
import io.countersign.signer.TestLog;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.TbsCrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One signer's keeping of CRLs without a broker: a clock, a token, a spool, a log. */
final class CrlRig {
    final TestLog log;
    final Installation installation;
    final SettableClock clock;
    final SoftToken token;
    final MemoryCrlSpool spool;
    final MemorySpool stops = new MemorySpool();
    final HeardCrls heard = new HeardCrls();
    final TrustState believed;
    final Revoking revoking;
    final Sign sign;
    /** What was published, in order. */
    final List<Event> published = new ArrayList<>();

    CrlRig(TestLog log, Installation installation, SettableClock clock, SoftToken token, MemoryCrlSpool spool) {
        this.log = log;
        this.installation = installation;
        this.clock = clock;
        this.token = token;
        this.spool = spool;
        SteadyClock steady = clock.steady();
        this.believed = new TrustState(installation.trust(), stops, steady, new QuietWatch());
        this.revoking = Revoking.of(believed::view, installation.trust().issuers(), spool, token, steady, heard);
        this.sign = new Sign(Beliefs.verdicts(installation, believed, new SerialKeys(token)), token, steady);
    }

    /** Another instance, or the next process, with the same keys and log and a spool of its own. */
    CrlRig other(MemoryCrlSpool otherSpool) {
        return new CrlRig(log, installation, clock, token, otherSpool);
    }

    TrustedIssuer etcd() {
        return Revokes.etcd(installation);
    }

    /** The ceremony's. */
    Crl first() {
        return installation.crl(
                TbsCrl.build(etcd().certificate(), 1, installation.now().minus(Duration.ofDays(1)), List.of()));
    }

    /** An order of now. */
    SignedRevocation order(int number, String... revokers) {
        return installation.signed(Revokes.order(installation, clock.instant(), number), revokers);
    }

    List<Event> take(SignedRevocation order) throws Exception {
        revoking.revocations().readSpool();
        return revoking.revocations().take(Revokes.approved(installation, order)).stream()
                .toList();
    }

    /** What the tick publishes. */
    List<Event> due() throws OutageException {
        revoking.revocations().readSpool();
        return revoking.plans().due(etcd().certificate().digest()::equals, clock.instant());
    }

    Event intent() throws OutageException {
        List<Event> events = due();
        assertThat(events).extracting(Event::type).containsExactly(EventType.CRL_INTENDED);
        return events.get(0);
    }

    /** What comes of a logged intent. */
    List<Event> answer(Event intent) throws Exception {
        return answer(intent, Optional.empty());
    }

    /** The same, of an intent that the log was seen to hold by then. */
    List<Event> answer(Event intent, Optional<Instant> seen) throws Exception {
        Rechecked logged = sign.recheck(log.receipt(intent, clock.instant()));
        List<Event> events = revoking.signer().answer(((Rechecked.CrlLogged) logged).at(seen));
        published.addAll(events);
        return events;
    }

    /** Round trip: the next CRL. */
    Crl next() throws Exception {
        return crl(answer(intent()).get(0));
    }

    Crl crl(Event event) throws Exception {
        return Crl.verify(event.data(CrlPublished.class).crl().toArray(), etcd().certificate());
    }
}
