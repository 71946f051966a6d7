package io.countersign.agent;

import io.countersign.x509.IssuerCertificate;

/**
 * Who may sign for a lineage.
 *
 * @param certificate the CA as the pinned trust document holds it
 * @param organizationalUnit the OU that the profile adds to every subject; empty for none
 */
record PinnedIssuer(IssuerCertificate certificate, String organizationalUnit) {}
