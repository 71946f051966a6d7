package io.countersign.audit.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.event.CeremonyHeld;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Leaf 0 is the transcript of the key ceremony: the log starts with how its own keys came to be, or not at all. */
public final class Genesis {
    /** CloudEvents subject of leaf 0; there is one ceremony per log. */
    private static final String SUBJECT = "ceremony";

    private final Optional<CeremonyHeld> transcript;
    private final FirstLeaf demands;
    private final InstantSource clock;

    /** Without a transcript only a log that has its leaf 0 is accepted. */
    public Genesis(Optional<CeremonyHeld> transcript, FirstLeaf demands, InstantSource clock) {
        this.transcript = transcript;
        this.demands = demands;
        this.clock = clock;
    }

    /** Writes leaf 0 into an empty log; otherwise checks that it is there, and the one configured. */
    public void ensure(AuditLog log) throws HeadRefusedException, OutageException, IOException {
        if (log.head().size() == 0) {
            CeremonyHeld held = transcript.orElseThrow(() -> new HeadRefusedException(
                    "the log is empty and no ceremony transcript is configured to become its leaf 0"));
            demands.require(held);
            log.append(List.of(leaf(held)), log.consumed());
            return;
        }
        CeremonyHeld first = first(log);
        demands.requireSameInstallation(first);
        if (transcript.isPresent() && !transcript.get().equals(first)) {
            throw new HeadRefusedException(
                    "leaf 0 of the log is another ceremony's transcript than the configured one");
        }
    }

    private static CeremonyHeld first(AuditLog log) throws HeadRefusedException, IOException {
        try {
            Event leaf = EventCodec.decode(log.leaf(0));
            if (leaf.type() == EventType.CEREMONY_HELD) {
                return leaf.data(CeremonyHeld.class);
            }
            throw new HeadRefusedException("leaf 0 of the log is " + leaf.type().wireName());
        } catch (UnreadableException e) {
            throw new HeadRefusedException("leaf 0 of the log is no event: " + e.getMessage(), e);
        }
    }

    private Event leaf(CeremonyHeld held) {
        return Event.of(
                EventType.CEREMONY_HELD, ServiceName.AUDIT.source(), SUBJECT, clock.instant(), held, Optional.empty());
    }
}
