package io.countersign.runtime.kafka;

import io.countersign.runtime.config.Setting;

/** How to reach the brokers. The identity comes from elsewhere; there is no way to connect without mutual TLS. */
public record KafkaConfig(@Setting(doc = "Brokers to ask first, host:port separated by commas") String bootstrap) {}
