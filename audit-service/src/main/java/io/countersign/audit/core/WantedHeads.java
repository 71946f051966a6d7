package io.countersign.audit.core;

import io.countersign.contracts.event.CheckpointWanted;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Heads that a signer remembers and cannot get on from. In memory only: it asks again every minute. Bounded, since whoever can write
 * as the signer can ask for anything; the oldest go first.
 */
final class WantedHeads {
    private static final int MOST = 16;

    /** Guarded by this. */
    private final Set<CheckpointWanted> wanted = new LinkedHashSet<>();

    synchronized void add(CheckpointWanted head) {
        wanted.add(head);
        if (wanted.size() > MOST) {
            Iterator<CheckpointWanted> oldest = wanted.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    synchronized Optional<CheckpointWanted> first() {
        return wanted.stream().findFirst();
    }

    synchronized void done(CheckpointWanted head) {
        wanted.remove(head);
    }
}
