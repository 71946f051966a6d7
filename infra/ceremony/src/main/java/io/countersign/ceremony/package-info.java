/**
 * The key ceremony: an offline program that makes CA, serial and log keys inside their tokens, trust document 1 and the
 * first certificates, and leaves a transcript that the officers present have signed. No Kafka, no network.
 */
package io.countersign.ceremony;
