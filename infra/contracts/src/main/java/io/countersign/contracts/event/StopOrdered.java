package io.countersign.contracts.event;

import io.countersign.contracts.Approval;
import io.countersign.contracts.EventData;
import java.util.List;

/**
 * An officer stops something, or a quorum of officers lifts stops. Believed only by its signatures.
 *
 * @param payload the stop order, base64url exactly as signed
 */
public record StopOrdered(String payload, List<Approval> approvals) implements EventData {}
