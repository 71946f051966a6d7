package io.countersign.audit.core;

import io.countersign.contracts.event.CrlPublished;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches that no issuer signs two different CRLs under one number: who has the one would not take the other, so a revocation
 * could be hidden from some. As with {@link SerialWatch}, both leaves stay and only a CA's key can raise the alarm.
 */
final class CrlWatch {
    private final LeafIndex index;
    private final LoggedEvents log;
    private final IssuerSignatures signatures;
    private final AuditMeter meter;

    CrlWatch(LeafIndex index, LoggedEvents log, IssuerSignatures signatures, AuditMeter meter) {
        this.index = index;
        this.log = log;
        this.signatures = signatures;
        this.meter = meter;
    }

    /** Looks at leaves of the log before the index learns of them: breaking off between the two raises an alarm again. */
    void look(long firstLeaf, List<LeafIndex.Entry> leaves) throws OutageException, IOException {
        List<LeafIndex.ToldCrl> fresh = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            long leaf = firstLeaf + i;
            leaves.get(i).crl().ifPresent(crl -> fresh.add(new LeafIndex.ToldCrl(crl, leaf)));
        }
        if (fresh.isEmpty()) {
            return;
        }
        List<LeafIndex.ToldCrl> known = new ArrayList<>(
                index.underNumbersOf(fresh.stream().map(LeafIndex.ToldCrl::crl).toList()));
        for (LeafIndex.ToldCrl told : fresh) {
            compare(told, known);
            known.add(told);
        }
    }

    private void compare(LeafIndex.ToldCrl fresh, List<LeafIndex.ToldCrl> known) throws IOException {
        if (known.stream().anyMatch(told -> told.crl().equals(fresh.crl()))) {
            return;
        }
        for (LeafIndex.ToldCrl told : known) {
            if (sameNumber(told.crl(), fresh.crl()) && stands(told) && stands(fresh)) {
                meter.crlConflict(fresh.crl(), told.leaf(), fresh.leaf());
            }
        }
    }

    private static boolean sameNumber(CrlId one, CrlId other) {
        return one.issuer().equals(other.issuer()) && one.number() == other.number();
    }

    private boolean stands(LeafIndex.ToldCrl told) throws IOException {
        return log.event(told.leaf()).data() instanceof CrlPublished published
                && CrlId.of(published).equals(told.crl())
                && signatures.hold(published);
    }
}
