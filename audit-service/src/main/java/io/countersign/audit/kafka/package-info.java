/** What the log reads from topics and writes to them. */
package io.countersign.audit.kafka;
