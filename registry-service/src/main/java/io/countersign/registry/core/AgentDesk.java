package io.countersign.registry.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificatePlaced;
import io.countersign.orders.GrantText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What agents are told to look at, and what they tell. An agent sees its own node only. */
public final class AgentDesk {
    /** How long an ended request is worth telling: an agent that was away longer works from its own timer. */
    private static final Duration TELL_FINISHED = Duration.ofDays(7);

    /** Clocks of nodes may run ahead of ours by this much. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);

    private final EarlyAnswers answers;
    private final Transactions transactions;
    private final InstantSource clock;

    public AgentDesk(EarlyAnswers answers, Transactions transactions, InstantSource clock) {
        this.answers = answers;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * A renewal that is due.
     *
     * @param grant with which it needs nobody
     */
    public record Due(LineageStore.Renewal renewal, Optional<Offered> grant) {}

    /**
     * A grant that may be redeemed.
     *
     * @param order digest of the grant order that holds it
     */
    public record Offered(GrantText text, Sha256 order) {}

    /** What an agent has to do. */
    public record Work(List<Due> renewals, List<Request> finished) {
        public boolean isEmpty() {
            return renewals.isEmpty() && finished.isEmpty();
        }
    }

    /** Renewals that are due and not asked for yet, and requests that ended. */
    public Work work(Caller caller) throws RefusedException {
        Caller.Post post = caller.requirePost();
        Instant now = clock.instant();
        Instant since = now.minus(TELL_FINISHED);
        return transactions.run(stores -> {
            List<Due> renewals = new ArrayList<>();
            for (LineageStore.Renewal renewal : stores.lineages().renewalsFor(post)) {
                if (stores.requests().openOf(renewal.lineage().toString()).isEmpty()) {
                    renewals.add(new Due(renewal, offered(renewal.lineage(), stores, now)));
                }
            }
            return new Work(renewals, stores.requests().finishedFor(post, since));
        });
    }

    /** The grant of a lineage that can be redeemed; of several the one that ends last. */
    private Optional<Offered> offered(Lineage lineage, Stores stores, Instant now) {
        if (stores.lineages().frozen(lineage).isPresent()) {
            // A key of this lineage was used twice: from here on people decide.
            return Optional.empty();
        }
        if (stores.lineages()
                .find(lineage)
                .flatMap(state -> stores.crls().revocation(state.newest().id()))
                .isPresent()) {
            return Optional.empty();
        }
        List<Offered> offered = new ArrayList<>();
        for (SignedGrant grant : stores.grants().completeFor(lineage, now)) {
            GrantStanding standing = answers.standing(grant, now);
            for (GrantText text : grant.read()) {
                if (text.lineage().equals(lineage) && standing.offers(text, now)) {
                    offered.add(new Offered(text, grant.digest()));
                }
            }
        }
        return offered.stream().max(Comparator.comparing(each -> each.text().until()));
    }

    /** Takes a report; told twice, it changes nothing the second time. */
    public void report(Lineage lineage, Placement told, Caller caller) throws RefusedException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (!caller.requirePost().node().equals(told.node())) {
            throw new RefusedException(RefusalCode.NOT_PERMITTED, caller.id() + " is not on " + told.node());
        }
        caller.requireMayTouch(lineage);
        if (told.at().isAfter(now.plus(CLOCK_TOLERANCE))) {
            throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "at is in the future: " + told.at());
        }
        transactions.run(stores -> {
            Optional<CertificateRecord> certificate = stores.certificates().byFingerprint(told.fingerprint());
            requireKnown(lineage, told, certificate);
            record(lineage, told, certificate, caller, stores);
            return null;
        });
    }

    /** Anything may be observed; only what was issued for a lineage can be installed there. */
    private static void requireKnown(Lineage lineage, Placement told, Optional<CertificateRecord> certificate)
            throws RefusedException {
        if (told.kind() == Placement.Kind.OBSERVED) {
            return;
        }
        if (certificate.isEmpty()) {
            throw new RefusedException(
                    RefusalCode.REQUEST_MALFORMED,
                    "no certificate " + told.fingerprint().hex() + " was issued");
        }
        if (!certificate.get().lineage().equals(lineage)) {
            throw new RefusedException(
                    RefusalCode.LINEAGE_MISMATCH,
                    "the certificate belongs to " + certificate.get().lineage());
        }
    }

    private static void record(
            Lineage lineage, Placement told, Optional<CertificateRecord> certificate, Caller caller, Stores stores) {
        Optional<CertificateId> id = certificate.map(CertificateRecord::id);
        String event = stores.announcements()
                .announce(
                        told.kind().event(),
                        lineage.toString(),
                        told.at(),
                        new CertificatePlaced(
                                lineage, told.node(), id, told.fingerprint(), told.at(), caller.id(), told.detail()),
                        certificate.map(CertificateRecord::event));
        Optional<LineageState> state = stores.lineages().lock(lineage);
        if (!stores.lineages().addPlacement(lineage, told, event)) {
            return;
        }
        stores.timeline()
                .add(TimelineEntry.told(
                        told.at(),
                        lineage,
                        certificate.map(CertificateRecord::request),
                        told.kind().wireName() + " on " + told.node(),
                        told.detail(),
                        event));
        if (state.isPresent() && certificate.isPresent()) {
            LineageState next = Inventory.placed(state.get(), told, certificate.get(), past(lineage, stores));
            Inventory.change(state, next, told.at(), stores);
        }
    }

    private static Inventory.Past past(Lineage lineage, Stores stores) {
        return new Inventory.Past() {
            @Override
            public boolean changedAfter(Instant at) {
                return stores.lineages().placedAfter(lineage, at);
            }

            @Override
            public Optional<CertificateRecord> before(CertificateRecord certificate) {
                return stores.lineages()
                        .standingBefore(lineage, certificate.fingerprint())
                        .flatMap(stores.certificates()::byFingerprint);
            }
        };
    }
}
