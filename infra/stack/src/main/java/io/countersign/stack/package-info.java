/**
 * Real parts on one machine: broker, Postgres, token, built services, each in its own process.
 *
 * <p>Used by integration tests (through {@link io.countersign.stack.StackExtension}) and by programs outside JUnit, so
 * nothing but the extension touches JUnit.
 */
package io.countersign.stack;
