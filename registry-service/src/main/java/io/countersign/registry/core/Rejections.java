package io.countersign.registry.core;

import io.countersign.contracts.EventType;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CsrRejected;
import io.countersign.x509.Pem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Tells what the registry turned away, each in a transaction of its own: the refused change itself leaves nothing behind. */
public final class Rejections {
    /** Names of unchecked length must not make an event too large; a true lineage fits. */
    private static final int MAX_NAME_LENGTH = 800;

    private final Transactions transactions;

    public Rejections(Transactions transactions) {
        this.transactions = transactions;
    }

    /** A CSR that did not become a request. */
    void tell(Submission asked, Caller caller, Refusal refusal, Instant at) throws RefusedException {
        String lineage = bounded(asked.askedLineage());
        CsrRejected rejected = new CsrRejected(
                lineage,
                bounded(asked.profileName()),
                digest(asked.csr()),
                caller.id(),
                refusal.code().code(),
                refusal.detail());
        transactions.run(stores -> announce(stores, lineage, rejected, at));
    }

    /** An approval that does not count for a request; the request stays as it is. */
    void tell(Request request, Caller caller, Refusal refusal, Instant at) throws RefusedException {
        CsrRejected rejected = new CsrRejected(
                request.lineage().toString(),
                request.profile(),
                request.csrDigest(),
                caller.id(),
                refusal.code().code(),
                refusal.detail());
        transactions.run(stores -> {
            String event = announce(stores, request.lineage().toString(), rejected, at);
            return stores.timeline()
                    .add(TimelineEntry.told(
                            at,
                            request.lineage(),
                            Optional.of(request.id()),
                            "approval rejected",
                            Optional.of(refusal.toString()),
                            event));
        });
    }

    private static String announce(Stores stores, String subject, CsrRejected rejected, Instant at) {
        return stores.announcements().announce(EventType.CSR_REJECTED, subject, at, rejected, Optional.empty());
    }

    /** Of the DER where there is any, so that the event names the CSR as later ones would. */
    private static Sha256 digest(String csr) {
        try {
            return Sha256.of(Pem.decode(Pem.CERTIFICATE_REQUEST, csr));
        } catch (IllegalArgumentException notPem) {
            return Sha256.of(csr.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String bounded(String text) {
        return text.length() <= MAX_NAME_LENGTH ? text : text.substring(0, MAX_NAME_LENGTH);
    }
}
