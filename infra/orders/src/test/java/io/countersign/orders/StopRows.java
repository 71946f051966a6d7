package io.countersign.orders;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Everything that one officer's signature stops, for people, robots and renewals alike. */
final class StopRows {
    private static final int TIMES = 5;

    private final CorpusWorld world;
    private final StopWriter writer;

    StopRows(CorpusWorld world) {
        this.world = world;
        this.writer = world.installation.stopWriter();
    }

    private interface Writing {
        StopOrder of(StopWriter writer) throws RefusedException;
    }

    List<Row> all() {
        return List.of(frozen(), cancelled(), disabled(), suspended());
    }

    private Stops stop(Writing stop) {
        try {
            return world.stops(stop.of(writer));
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Row frozen() {
        Row row = new Row("a frozen lineage or cluster", RefusalCode.LINEAGE_FROZEN);
        for (Writing freeze : List.<Writing>of(
                stops -> stops.freeze("demo", Optional.empty(), "break-in"),
                stops -> stops.freeze("demo", Optional.of(Installation.ETCD_PEER), "key copied"))) {
            Stops stops = stop(freeze);
            IntStream.range(0, TIMES).forEach(i -> {
                row.with("people " + row.cases().size(), people(stops));
                row.with("a renewal " + row.cases().size(), RenewalForgery.of(world, f -> f.stops = stops));
            });
        }
        Stops worker = stop(stops ->
                stops.freeze("demo", Optional.of(Lineage.parse("demo/kubelet-client/worker-1")), "node stolen"));
        row.with("a robot", () -> {
            RobotRows.Asking asking = new RobotRows.Asking();
            return world.decide(worker, asking.build(world), world.now);
        });
        return row;
    }

    private Row.Attempt people(Stops stops) {
        return () -> world.decide(
                stops, RequestRows.ordered(world, "demo/etcd-peer/cp-1", "rita", "alice", "bob"), world.now);
    }

    private Row cancelled() {
        Row row = new Row("a cancelled order or grant", RefusalCode.ORDER_CANCELLED);
        for (int i = 0; i < TIMES; i++) {
            row.with("people's order " + i, () -> {
                SignedItem signed = RequestRows.ordered(world, "demo/etcd-peer/cp-1", "rita", "alice", "bob");
                return world.decide(cancel(signed.approvals().get(0).payload()), signed, world.now);
            });
            row.with("a renewal " + i, () -> {
                SignedItem signed = new RenewalForgery(world).build();
                return world.decide(cancel(signed.approvals().get(0).payload()), signed, world.now);
            });
            row.with("a grant " + i, () -> {
                SignedItem signed = new RenewalForgery(world).build();
                return world.decide(cancel(signed.redemption().orElseThrow().payload()), signed, world.now);
            });
        }
        return row;
    }

    private Stops cancel(String payload) {
        return stop(stops -> stops.cancel(Sha256.of(Forgery.decoded(payload)), "wrong node"));
    }

    private Row disabled() {
        Row row = new Row("a disabled profile", RefusalCode.PROFILE_DISABLED);
        for (Writing disable : List.<Writing>of(
                stops -> stops.disable("etcd-peer", Optional.empty(), "fault in the profile"),
                stops -> stops.disable("etcd-peer", Optional.of("demo"), "fault in the profile"))) {
            Stops stops = stop(disable);
            IntStream.range(0, TIMES).forEach(i -> {
                row.with("people " + row.cases().size(), people(stops));
                row.with("a renewal " + row.cases().size(), RenewalForgery.of(world, f -> f.stops = stops));
            });
        }
        return row;
    }

    private Row suspended() {
        Row row = new Row("a suspended approver", RefusalCode.APPROVER_NOT_ACTIVE);
        for (String person : new String[] {"alice", "bob"}) {
            Stops stops = stop(writing -> writing.suspend(person, "card lost"));
            IntStream.range(0, TIMES).forEach(i -> {
                row.with(person + " approved " + i, people(stops));
                row.with(person + " granted " + i, RenewalForgery.of(world, f -> f.stops = stops));
            });
        }
        return row;
    }
}
