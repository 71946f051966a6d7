/** The two loops' steps: batches, dead letters and the rule that work is finished before a transaction opens. */
package io.countersign.signer.kafka;
