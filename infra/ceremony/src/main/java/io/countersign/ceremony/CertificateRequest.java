package io.countersign.ceremony;

import io.countersign.contracts.Lineage;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.TrustedCluster;
import io.countersign.x509.Csr;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A first certificate asked for by the plan, its CSR read and checked. */
record CertificateRequest(
        Lineage lineage, Csr csr, Optional<Duration> lifetime, Optional<Path> folder, List<String> trusts) {
    private static final Set<String> TRUSTABLE = Set.of("services", "clients");

    /** Reads every CSR; all faults at once. */
    static List<CertificateRequest> readAll(PlanFile<?> file, List<CeremonyPlan.FirstCertificate> certificates)
            throws CeremonyException {
        List<CertificateRequest> requests = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (CeremonyPlan.FirstCertificate certificate : certificates) {
            try {
                requests.add(read(file, certificate));
            } catch (IllegalArgumentException | CeremonyException e) {
                faults.add(certificate.place() + ": " + e.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            throw new CeremonyException("certificates of the plan", faults);
        }
        return requests;
    }

    private static CertificateRequest read(PlanFile<?> file, CeremonyPlan.FirstCertificate certificate)
            throws CeremonyException {
        List<String> trusts = certificate.trusts().orElse(List.of("services"));
        if (trusts.isEmpty() || !TRUSTABLE.containsAll(trusts)) {
            throw new CeremonyException("trusts holds some of " + TRUSTABLE + ", not " + trusts);
        }
        return new CertificateRequest(
                new Lineage(TrustedCluster.OWN, certificate.component(), certificate.instance()),
                PemFile.csr(file.at(certificate.csr())),
                certificate.lifetime(),
                certificate.folder().map(file::at),
                trusts);
    }

    ItemDraft draft() {
        return new ItemDraft(csr, lineage, Optional.of(profile()), lifetime, Optional.empty());
    }

    /** The profile is named like the component. */
    String profile() {
        return lineage.component();
    }
}
