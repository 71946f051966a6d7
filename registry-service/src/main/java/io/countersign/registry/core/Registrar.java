package io.countersign.registry.core;

import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.event.CsrSubmitted;
import io.countersign.x509.Csr;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Takes CSRs in. What the signer would refuse for the CSR's or the profile's sake is answered here already, and told. */
public final class Registrar {
    /** As the reason of an order, which is where it usually ends up. */
    private static final Pattern REASON = Pattern.compile("[\\P{Cntrl}&&\\P{Cs}&&\\P{Cf}]{1,200}");

    private final Offers offers;
    private final Transactions transactions;
    private final Rejections rejections;
    private final InstantSource clock;

    public Registrar(Offers offers, Transactions transactions, Rejections rejections, InstantSource clock) {
        this.offers = offers;
        this.transactions = transactions;
        this.rejections = rejections;
        this.clock = clock;
    }

    /**
     * What came of a submission.
     *
     * @param created false when the same had been asked before
     */
    public record Submitted(Request request, boolean created) {}

    /** Takes a request; the same CSR for the same lineage and profile is the same request. */
    public Submitted submit(Submission asked, Caller caller) throws RefusedException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Request request;
        try {
            request = checked(asked, caller, now);
        } catch (RefusedException refused) {
            rejections.tell(asked, caller, refused.refusal(), now);
            throw refused;
        }
        return transactions.run(stores -> store(request, stores));
    }

    private Request checked(Submission asked, Caller caller, Instant now) throws RefusedException {
        Lineage lineage = lineage(asked);
        caller.requireMayTouch(lineage);
        if (asked.reason().filter(reason -> !REASON.matcher(reason).matches()).isPresent()) {
            throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "reason must match " + REASON);
        }
        Csr csr = Csr.readPem(asked.csr());
        Request request = new Request(
                RequestId.of(lineage, asked.profileName(), csr.digest()),
                lineage,
                asked.profileName(),
                csr.der(),
                csr.digest(),
                csr.keyDigest(),
                csr.names(),
                caller.id(),
                asked.reason(),
                asked.lifetime(),
                now,
                RequestState.SUBMITTED,
                now,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty());
        offers.draft(request, csr, now);
        return request;
    }

    private static Lineage lineage(Submission asked) throws RefusedException {
        try {
            return new Lineage(asked.cluster(), asked.component(), asked.instance());
        } catch (IllegalArgumentException malformed) {
            throw new RefusedException(
                    RefusalCode.REQUEST_MALFORMED, String.valueOf(malformed.getMessage()), malformed);
        }
    }

    /** Adds a request that is news, and tells it. */
    static Submitted store(Request request, Stores stores) {
        if (!stores.requests().add(request)) {
            Request first = stores.requests()
                    .find(request.id())
                    .orElseThrow(() -> new IllegalStateException("just seen: " + request.id()));
            return new Submitted(first, false);
        }
        String event = stores.announcements()
                .announce(
                        EventType.CSR_SUBMITTED,
                        request.lineage().toString(),
                        request.submittedAt(),
                        new CsrSubmitted(
                                request.id(),
                                request.lineage(),
                                request.profile(),
                                request.csrDigest(),
                                request.key(),
                                request.names(),
                                request.requester(),
                                request.reason()),
                        Optional.empty());
        stores.timeline()
                .add(TimelineEntry.told(
                        request.submittedAt(),
                        request.lineage(),
                        Optional.of(request.id()),
                        "submitted",
                        Optional.of("by " + request.requester()),
                        event));
        return new Submitted(request, true);
    }
}
