/**
 * The registration authority's rules: what may be asked, when an order is complete, what follows from an outcome. Nothing here
 * protects anybody against the registry itself: signer, clients and agents check again what they act upon.
 */
package io.countersign.registry.core;
