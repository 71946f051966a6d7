/**
 * The {@code countersign} command. It believes its own pinned trust document and the bytes of a CSR; what the registry says about
 * either is compared, never shown instead.
 */
package io.countersign.cli;
