package io.countersign.agent;

import io.countersign.agent.Registry.Placement;
import io.countersign.agent.Registry.RejectedException;
import io.countersign.agent.Registry.Work;
import io.countersign.agent.Rotation.Surroundings;
import io.countersign.contracts.Lineage;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's one loop: ask for work, start what is due, push on what is under way. One rotation after the other, so that a node
 * never has two components changing at once. A registry that cannot be reached delays, and stops nothing that needs no answer.
 */
final class NodeAgent {
    private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);
    /** While people are asked, an approval shall not have to wait for a long poll to end. */
    private static final Duration IMPATIENT = Duration.ofSeconds(2);

    private static final Duration AT_ONCE = Duration.ZERO;

    private static final Duration BACKOFF = Duration.ofSeconds(5);

    private final List<Rotation> rotations;
    private final Registry registry;
    private final AgentTrust trust;
    private final CrlRound crls;
    private final Duration poll;
    private final Surroundings surroundings;
    private final Map<Lineage, X509Certificate> observed = new HashMap<>();

    private volatile boolean stopped;

    NodeAgent(
            List<Rotation> rotations,
            Registry registry,
            AgentTrust trust,
            CrlRound crls,
            Duration poll,
            Surroundings surroundings) {
        this.rotations = List.copyOf(rotations);
        this.registry = registry;
        this.trust = trust;
        this.crls = crls;
        this.poll = crls.atMost(poll);
        this.surroundings = surroundings;
    }

    void run() throws InterruptedException {
        while (!stopped) {
            surroundings.pause().pause(turn());
        }
    }

    void stop() {
        stopped = true;
    }

    /** One round; says how long to wait before the next. */
    Duration turn() throws InterruptedException {
        trust.followIfDue(registry, surroundings.clock().instant());
        crls.lookIfDue(surroundings.clock().instant());
        boolean waiting = pushOn();
        Duration patience = waiting ? IMPATIENT : poll;
        try {
            List<Work> offered = registry.work(patience);
            Map<Lineage, Work> hinted = new HashMap<>();
            offered.stream().filter(Work::renewal).forEach(work -> hinted.put(work.lineage(), work));
            boolean started = start(hinted);
            // What cannot be acted on is offered again at once: without this pause the long poll would be a busy loop.
            return started || offered.isEmpty() ? AT_ONCE : patience;
        } catch (IOException | RejectedException e) {
            LOG.warn("no work from the registry: {}", e.getMessage());
            start(Map.of());
            return BACKOFF;
        }
    }

    private boolean pushOn() throws InterruptedException {
        boolean waiting = false;
        for (Rotation rotation : rotations) {
            try {
                waiting |= rotation.advance();
                observe(rotation);
            } catch (IOException e) {
                LOG.warn("{}: {}; tried again", rotation.managed().lineage(), e.toString());
            }
        }
        return waiting;
    }

    private boolean start(Map<Lineage, Work> hinted) {
        boolean started = false;
        for (Rotation rotation : rotations) {
            Lineage lineage = rotation.managed().lineage();
            try {
                started |= rotation.startIfDue(Optional.ofNullable(hinted.get(lineage)));
            } catch (IOException | GeneralSecurityException e) {
                LOG.error("{}: cannot start a renewal: {}", lineage, e.toString());
            }
        }
        return started;
    }

    /** Tells once what stands on the disk, so that the inventory knows what was there before the agent was. */
    private void observe(Rotation rotation) throws IOException, InterruptedException {
        Lineage lineage = rotation.managed().lineage();
        Optional<X509Certificate> inPlace = rotation.inPlace();
        if (inPlace.isEmpty() || inPlace.get().equals(observed.get(lineage))) {
            return;
        }
        try {
            registry.report(
                    lineage,
                    Placement.OBSERVED,
                    inPlace.get(),
                    surroundings.clock().instant(),
                    Optional.empty());
        } catch (RejectedException e) {
            LOG.warn("{}: the registry does not want to know: {}", lineage, e.getMessage());
        }
        observed.put(lineage, inPlace.get());
    }
}
