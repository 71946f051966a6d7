package io.countersign.contracts.event;

import io.countersign.contracts.Approval;
import io.countersign.contracts.EventData;
import java.util.List;

/**
 * The key ceremony's transcript, leaf 0 of the log.
 *
 * @param payload the transcript (JSON), base64url as the witnesses signed it
 * @param approvals their signatures
 */
public record CeremonyHeld(String payload, List<Approval> approvals) implements EventData {}
