package io.countersign.contracts.event;

import io.countersign.contracts.EventData;

/**
 * The signer asks the log for a checkpoint that continues this head, the last one it has verified, because the checkpoints it was
 * told do not lead on from there.
 *
 * @param size leaves of the remembered head
 * @param root base64 of its root hash
 */
public record CheckpointWanted(String origin, long size, String root) implements EventData {}
