package io.countersign.signer;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import io.countersign.runtime.config.TrustPin;
import io.countersign.x509.IssuerCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads what the signer believes without asking: the pinned trust document and the pinned CA files, which must agree. */
final class PinnedTrust {
    private PinnedTrust() {}

    static TrustDocument document(TrustPin trust) throws IOException, RefusedException {
        return TrustDocument.open(Files.readAllBytes(trust.file()), trust.pin());
    }

    /** The issuers of the trust document, each of which must stand in a file of its own, and no other. */
    static List<TrustedIssuer> issuers(List<Path> files, TrustDocument trust) throws IOException {
        Set<Sha256> pinned = new TreeSet<>();
        for (Path file : files) {
            pinned.add(IssuerCertificate.ofPem(Files.readString(file)).digest());
        }
        List<TrustedIssuer> trusted = trust.issuers();
        Set<Sha256> wanted =
                trusted.stream().map(issuer -> issuer.certificate().digest()).collect(Collectors.toSet());
        if (!wanted.equals(pinned)) {
            throw new IllegalArgumentException("the issuer files " + files
                    + " are not exactly the issuers of the trust document: "
                    + trust.issuers().stream()
                            .map(issuer -> issuer.cluster() + "/" + issuer.name())
                            .sorted()
                            .toList());
        }
        return trusted;
    }
}
