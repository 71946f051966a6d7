package io.countersign.watcher.kafka;

import io.countersign.contracts.Event;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.watcher.core.DueSweep;
import io.countersign.watcher.core.RenewalPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of the inventory in memory. Its life: filled from the first record on, then swept again and again. Owned by the
 * loop's thread, and thrown away when the partition goes or a commit fails.
 */
final class InventoryTable {
    private static final Logger LOG = LoggerFactory.getLogger(InventoryTable.class);

    /** What a sweep has to say, to be committed together. */
    record Answer(List<Outbound> outbounds, SweepMark mark) {}

    private final DeadLetters deadLetters;
    private final DueSweep sweep;
    private final long end;
    private final List<Outbound> letters = new ArrayList<>();
    private SweepMark committed;

    /**
     * @param committed what stands for this partition in the group
     * @param end first offset behind what the table held at assignment
     */
    InventoryTable(RenewalPolicy policy, SweepMark committed, long end, DeadLetters deadLetters) {
        // Beyond the end: the broker lost records, and what it took since may stand anywhere before.
        this.committed = committed.offset() <= end ? committed : SweepMark.NONE;
        this.end = end;
        this.deadLetters = deadLetters;
        this.sweep = new DueSweep(policy, this.committed.at());
    }

    /** Takes in a record; one that cannot be used goes to dead letters, once, and changes nothing. */
    void take(Inbound inbound) {
        boolean fresh = inbound.offset() >= committed.offset();
        try {
            if (inbound.value().isEmpty()) {
                sweep.remove(lineage(inbound));
                return;
            }
            Event event = inbound.decode();
            InventoryChanged entry = event.data(InventoryChanged.class);
            if (!entry.lineage().equals(lineage(inbound))) {
                throw new UnreadableException(
                        UnreadableReason.WRONG_KEY, "data of " + entry.lineage() + " under " + inbound.key());
            }
            if (fresh) {
                sweep.arrive(entry, event.id());
            } else {
                sweep.restore(entry, event.id());
            }
        } catch (UnreadableException e) {
            giveUp(inbound, fresh, e.reason(), e.getMessage());
        } catch (IllegalArgumentException e) {
            giveUp(inbound, fresh, UnreadableReason.BAD_DATA, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("{} made the watcher fail and is passed over", inbound, e);
            giveUp(inbound, fresh, UnreadableReason.PROCESSING_FAILED, e.toString());
        }
    }

    /** Whether everything that stood here at assignment has been read; before, a newer entry may still replace an older one. */
    boolean isCaughtUp(long position) {
        return position >= end;
    }

    /**
     * What there is to tell now; empty when neither time nor records brought anything.
     *
     * @param position of the next record
     */
    Optional<Answer> sweep(Instant now, long position) {
        List<Outbound> outbounds = new ArrayList<>(letters);
        sweep.sweep(now).forEach(event -> outbounds.add(Outbound.of(event)));
        if (outbounds.isEmpty() && position <= committed.offset()) {
            return Optional.empty();
        }
        return Optional.of(new Answer(outbounds, SweepMark.of(position, sweep)));
    }

    void committed(SweepMark mark) {
        committed = mark;
        letters.clear();
    }

    int lineages() {
        return sweep.lineages();
    }

    Instant mark() {
        return sweep.mark();
    }

    Optional<Instant> next() {
        return sweep.next();
    }

    private void giveUp(Inbound inbound, boolean fresh, UnreadableReason reason, String detail) {
        if (fresh) {
            letters.add(deadLetters.of(inbound, reason, String.valueOf(detail)));
        }
    }

    private static Lineage lineage(Inbound inbound) throws UnreadableException {
        try {
            return Lineage.parse(inbound.key());
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(UnreadableReason.WRONG_KEY, e.getMessage(), e);
        }
    }
}
