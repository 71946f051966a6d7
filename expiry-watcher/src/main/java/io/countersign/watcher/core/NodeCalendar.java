package io.countersign.watcher.core;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The UTC days, and the time of day, at which the leaves of one node may fall due. Both follow from cluster and node alone, so
 * every leaf of a node and every instance of the watcher comes to the same answer without asking another.
 *
 * <p>A node's days come in steps of a power of two. The steps are nested: a node's days in steps of 8 are all among its days in
 * steps of 4. Two control-plane nodes of a cluster differ already in the smallest step that has room for all of them, so they
 * share no day in any larger step either, whatever the lives of their leaves.
 */
public final class NodeCalendar {
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final Map<String, List<String>> controlPlanes;

    /** @param controlPlanes names of the control-plane nodes by cluster; other nodes may share days with any */
    public NodeCalendar(Map<String, List<String>> controlPlanes) {
        Map<String, List<String>> sorted = new HashMap<>();
        controlPlanes.forEach((cluster, nodes) -> sorted.put(cluster, List.copyOf(new TreeSet<>(nodes))));
        this.controlPlanes = Map.copyOf(sorted);
    }

    /** The node's moments in steps of {@code stepDays}, a power of two: the first that is not before {@code from}. */
    Instant next(String cluster, String node, Instant from, long stepDays) {
        ByteBuffer seed = seed(cluster, node);
        long timeOfDay = Math.floorMod(seed.getLong(0), DAY_MILLIS);
        long step = Math.multiplyExact(stepDays, DAY_MILLIS);
        long anchor = Math.floorMod(day(cluster, node, seed), stepDays) * DAY_MILLIS + timeOfDay;
        long start = from.toEpochMilli();
        return Instant.ofEpochMilli(start + Math.floorMod(anchor - start, step));
    }

    /** The node's place in a window too short to hold days: from 0 to below 1. */
    double fraction(String cluster, String node) {
        return (seed(cluster, node).getLong(16) >>> 11) * 0x1.0p-53;
    }

    /** Where the files of a lineage live: the node reported, else the instance, which names the node for most components. */
    static String node(Lineage lineage, Optional<String> reported) {
        return reported.orElse(lineage.instance());
    }

    /** Low bits that no other control-plane node of the cluster has, high bits by chance. */
    private long day(String cluster, String node, ByteBuffer seed) {
        long chance = seed.getLong(8) >>> 24;
        List<String> peers = controlPlanes.getOrDefault(cluster, List.of());
        int rank = peers.indexOf(node);
        return rank < 0 ? chance : chance * Math.max(1, Integer.highestOneBit(2 * peers.size() - 1)) + rank;
    }

    private static ByteBuffer seed(String cluster, String node) {
        return ByteBuffer.wrap(Sha256.of((cluster + "/" + node).getBytes(StandardCharsets.UTF_8))
                .octets());
    }
}
