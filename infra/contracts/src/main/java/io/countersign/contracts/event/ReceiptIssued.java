package io.countersign.contracts.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.EventData;

/**
 * Proof that an intent is a leaf of the audit log.
 *
 * @param intent event id of the intent
 * @param leaf the intent event itself; its canonical JSON is the leaf
 * @param proof a C2SP tlog-proof with a checkpoint that carries both log signatures
 */
public record ReceiptIssued(String intent, JsonNode leaf, String proof) implements EventData {}
