/**
 * The rules of the audit log: what becomes a leaf, in which order head, register, checkpoint and receipts move, what a
 * start refuses. Knows neither Kafka nor Postgres nor PKCS#11; the ports stand beside the rule that needs them.
 */
package io.countersign.audit.core;
