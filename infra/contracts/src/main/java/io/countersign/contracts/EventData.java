package io.countersign.contracts;

/** The data of an event; one record per shape, in {@code io.countersign.contracts.event}. */
public interface EventData {}
