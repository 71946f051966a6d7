package io.countersign.registry.core;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.GrantText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A grant order as its first approver signed it, with everybody's approvals so far.
 *
 * @param digest SHA-256 of the payload bytes
 * @param payload base64url, exactly as signed; never re-serialised
 * @param texts of its grants, in the payload's order
 * @param complete when people enough had signed
 */
public record SignedGrant(
        Sha256 digest,
        String payload,
        List<String> texts,
        List<SignedOrder.SignedApproval> approvals,
        Instant madeAt,
        Optional<Instant> complete) {
    public SignedGrant {
        texts = List.copyOf(texts);
        approvals = List.copyOf(approvals);
    }

    public List<Approval> signatures() {
        return approvals.stream().map(SignedOrder.SignedApproval::approval).toList();
    }

    public List<String> persons() {
        return approvals.stream().map(SignedOrder.SignedApproval::person).toList();
    }

    /** What its texts say; they were read before they came in. */
    public List<GrantText> read() {
        List<GrantText> read = new ArrayList<>();
        for (String text : texts) {
            try {
                read.add(GrantText.parse(text));
            } catch (RefusedException damaged) {
                throw new IllegalStateException("a stored grant is damaged: " + digest, damaged);
            }
        }
        return read;
    }

    SignedGrant approved(SignedOrder.SignedApproval approval) {
        List<SignedOrder.SignedApproval> more = new ArrayList<>(approvals);
        more.add(approval);
        return new SignedGrant(digest, payload, texts, more, madeAt, complete);
    }

    SignedGrant completed(Instant at) {
        return new SignedGrant(digest, payload, texts, approvals, madeAt, Optional.of(at));
    }
}
