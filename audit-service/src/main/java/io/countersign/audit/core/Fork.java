package io.countersign.audit.core;

/** Two leaves that redeem one certificate for different orders. */
public record Fork(long first, long second) {}
