package io.countersign.audit.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.event.CertificateIssued;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Watches that no issuer signs two different certificates under one serial: that can only mean a bug or an owned signer
 * (security 4.2). Both leaves stay, as evidence.
 *
 * <p>Only certificates that verify count, so only a CA's key can raise the alarm. Intents are left out: whether an intent's
 * serial is the one its order gives, only the token can tell, so whoever owns the broker could write two for every order.
 */
final class SerialWatch {
    private final LeafIndex index;
    private final LoggedEvents log;
    private final IssuerSignatures signatures;
    private final AuditMeter meter;

    SerialWatch(LeafIndex index, LoggedEvents log, IssuerSignatures signatures, AuditMeter meter) {
        this.index = index;
        this.log = log;
        this.signatures = signatures;
        this.meter = meter;
    }

    /** Looks at leaves of the log before the index learns of them: breaking off between the two raises an alarm again. */
    void look(long firstLeaf, List<LeafIndex.Entry> leaves) throws OutageException, IOException {
        List<CertificateId> issued = leaves.stream()
                .map(LeafIndex.Entry::issued)
                .flatMap(Optional::stream)
                .toList();
        if (issued.isEmpty()) {
            return;
        }
        Map<IssuerSerial, List<LeafIndex.Told>> known = new HashMap<>();
        index.underSerialsOf(issued)
                .forEach(told -> under(known, told.certificate()).add(told));
        for (int i = 0; i < leaves.size(); i++) {
            if (leaves.get(i).issued().isPresent()) {
                CertificateId certificate = leaves.get(i).issued().get();
                look(new LeafIndex.Told(certificate, firstLeaf + i), under(known, certificate));
            }
        }
    }

    private void look(LeafIndex.Told fresh, List<LeafIndex.Told> known) throws IOException {
        if (known.stream().anyMatch(told -> told.certificate().equals(fresh.certificate()))) {
            return;
        }
        for (LeafIndex.Told told : known) {
            if (stands(told) && stands(fresh)) {
                meter.identityConflict(fresh.certificate(), told.leaf(), fresh.leaf());
            }
        }
        known.add(fresh);
    }

    private boolean stands(LeafIndex.Told told) throws IOException {
        return log.event(told.leaf()).data() instanceof CertificateIssued issued
                && issued.id().equals(told.certificate())
                && signatures.hold(issued);
    }

    private static List<LeafIndex.Told> under(
            Map<IssuerSerial, List<LeafIndex.Told>> known, CertificateId certificate) {
        return known.computeIfAbsent(IssuerSerial.of(certificate), place -> new ArrayList<>());
    }
}
