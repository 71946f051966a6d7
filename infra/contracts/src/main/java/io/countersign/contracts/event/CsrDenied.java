package io.countersign.contracts.event;

import io.countersign.contracts.Approval;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Lineage;
import java.util.List;

/**
 * A person denied a request, by a signed order.
 *
 * @param payload the deny order, base64url as signed
 */
public record CsrDenied(
        String request, Lineage lineage, String by, String reason, String payload, List<Approval> approvals)
        implements EventData {}
