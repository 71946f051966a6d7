/**
 * What may be done, who allowed it, and the pure verdict over both: nothing here reads a clock, a file or a socket, so registry,
 * signer, client and agent reach the same answer from the same bytes.
 */
package io.countersign.orders;
