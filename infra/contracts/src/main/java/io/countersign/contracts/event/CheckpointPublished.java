package io.countersign.contracts.event;

import io.countersign.contracts.EventData;

/**
 * A signed head of the audit log.
 *
 * @param root base64 of the root hash, as in the note
 * @param note the signed note (C2SP tlog-checkpoint) with both signature lines
 */
public record CheckpointPublished(String origin, long size, String root, String note) implements EventData {}
