/**
 * The inventory table over Kafka: read whole at each assignment, swept on a timer, every answer in a transaction with the sweep
 * mark. It keeps to the plain clients, because a table's offsets differ from a stream's: reading starts at the first record,
 * while the committed offset says which records have been taken into account, and it must not go back while reading catches up.
 */
package io.countersign.watcher.kafka;
