package io.countersign.ceremony;

import java.nio.file.Path;
import java.util.List;

/**
 * Certificates for services that all expired while the system was off, one YAML file. Relative paths start at the plan's
 * own folder.
 *
 * @param present two persons or more of the trust document's roster, with their private keys
 * @param certificates as at the ceremony; the life is cut to 24 h
 */
record EmergencyPlan(
        Trust trust,
        Token token,
        List<CeremonyPlan.Present> present,
        List<CeremonyPlan.FirstCertificate> certificates) {

    /** @param sha256 the pin, in hex */
    record Trust(Path file, String sha256) {}

    record Token(Path module, String label, Path pinFile) {}
}
