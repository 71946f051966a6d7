/**
 * The stores in Postgres. Every change, the events that tell it and the offsets it was learnt from are one transaction; the
 * service's role can neither create tables nor delete anything but events that were sent.
 */
package io.countersign.registry.postgres;
