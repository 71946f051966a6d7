package io.countersign.audit.core;

import io.countersign.contracts.Sha256;

/**
 * Why an intent gets no receipt.
 *
 * @param first event id of the intent that came first
 * @param key SHA-256 of the SubjectPublicKeyInfo that the intent asks a certificate for
 * @param firstKey the same of the first
 */
public record Withheld(String first, Sha256 key, Sha256 firstKey) {}
