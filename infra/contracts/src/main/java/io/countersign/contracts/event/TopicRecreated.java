package io.countersign.contracts.event;

import io.countersign.contracts.EventData;

/** The audit-service found another topic under a known name and began to read it from the start. */
public record TopicRecreated(String topic, String formerId, String id) implements EventData {}
