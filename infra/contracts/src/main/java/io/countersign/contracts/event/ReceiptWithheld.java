package io.countersign.contracts.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Sha256;

/**
 * The log holds this intent but answers no receipt, because another one redeemed the same predecessor before it: the key of the
 * live certificate is in two hands.
 *
 * @param intent event id of the intent without a receipt
 * @param leaf the intent event itself; its canonical JSON is the leaf
 * @param first event id of the intent that came first
 * @param key SHA-256 of the SubjectPublicKeyInfo that this intent asks a certificate for
 * @param firstKey the same of the intent that came first
 * @param note a signed note (C2SP signed-note) of the log's keys over origin, intent and first
 */
public record ReceiptWithheld(String intent, JsonNode leaf, String first, Sha256 key, Sha256 firstKey, String note)
        implements EventData {}
