/**
 * Certificates without I/O: reads CSRs, checks keys and names against profiles, builds the to-be-signed bytes as a pure function
 * and checks what was signed. Nothing of a CSR reaches a certificate but its rebuilt public key.
 */
package io.countersign.x509;
