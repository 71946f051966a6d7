package io.countersign.cli.revoke;

import io.countersign.cli.trust.VerifiedCertificate;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.SerialNumber;
import io.countersign.orders.Revoked;
import java.util.List;

/**
 * A certificate to be revoked.
 *
 * @param verified what it says, by its issuer's signature
 * @param lineage whose it is, by the registry's word or the command line's
 * @param places where it is installed or served, by the registry's word
 */
public record Target(VerifiedCertificate verified, Lineage lineage, List<String> places) {
    public Target {
        places = List.copyOf(places);
    }

    public SerialNumber serial() {
        return verified.certificate().serial();
    }

    Revoked revoked() {
        return new Revoked(serial(), lineage);
    }
}
