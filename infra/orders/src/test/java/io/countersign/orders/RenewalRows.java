package io.countersign.orders;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusalCode;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Continuity signatures and predecessors: who claims to be the live certificate. */
final class RenewalRows {
    private final CorpusWorld world;

    RenewalRows(CorpusWorld world) {
        this.world = world;
    }

    List<Row> all() {
        return List.of(
                missing(),
                unexpected(),
                alone(),
                foreignPredecessor(),
                damagedPredecessor(),
                expired(),
                mismatch(),
                useBy(),
                sizes(),
                keyReused());
    }

    private Row.Attempt lie(Consumer<RenewalForgery> change) {
        return RenewalForgery.of(world, change);
    }

    /** The same claims with a grant, signed by these in the ordinary way. */
    private static SignedItem signedBy(CorpusWorld world, SignedItem whole, String... names) {
        String payload = whole.approvals().get(0).payload();
        return SignedItem.of(payload, world.signatures(payload, names), 0, whole.itemText(), whole.csr())
                .with(whole.redemption());
    }

    private static final String[][] PEOPLE = {
        {"alice"},
        {"bob"},
        {"carol"},
        {"alice", "bob"},
        {"bob", "carol"},
        {"alice", "carol"},
        {"alice", "bob", "carol"},
        {"alice", "alice-second"},
        {"robot"},
        {"robot", "alice"},
        {"system"},
        {"system", "alice"},
        {"dave-elsewhere"},
        {"revoker"},
        {"gone"},
        {"ask:rita"},
        {"alice", "bob", "ask:rita"}
    };

    private Row missing() {
        Row row = new Row("a continuity signature or a named grant, without the grant", RefusalCode.REDEMPTION_MISSING);
        row.with("the grant left out", lie(f -> f.signed = whole -> whole.with(Optional.empty())));
        for (String member : new String[] {"req", "why"}) {
            row.with("the grant left out, with " + member, lie(f -> {
                f.claims = claims -> claims.put(member, "alice");
                f.signed = whole -> whole.with(Optional.empty());
            }));
        }
        for (String[] people : PEOPLE) {
            boolean verifiable = !Arrays.asList(people).contains("gone");
            if (verifiable) {
                row.with(
                        "people instead of the live key: " + List.of(people),
                        lie(f -> f.signed =
                                whole -> signedBy(world, whole, people).with(Optional.empty())));
            }
        }
        return row;
    }

    private Row unexpected() {
        return new Row("a grant beside people's approvals", RefusalCode.REDEMPTION_UNEXPECTED)
                .each(people -> lie(f -> f.signed = whole -> signedBy(world, whole, people)), PEOPLE);
    }

    private Row alone() {
        return new Row("more than one signature or item", RefusalCode.REDEMPTION_NOT_ALONE)
                .each(
                        n -> lie(f -> f.signed = whole -> new SignedItem(
                                Collections.nCopies(n, whole.approvals().get(0)),
                                0,
                                whole.itemText(),
                                whole.csr(),
                                whole.redemption())),
                        IntStream.rangeClosed(2, 8).boxed())
                .each(
                        n -> lie(f -> f.claims = claims -> IntStream.range(1, n).forEach(i -> claims.withArray("/items")
                                .add(RenewalForgery.digest("another item " + i)))),
                        IntStream.of(2, 3, 4, 5, 6, 7, 8, 16, 32, 64).boxed());
    }

    private Row foreignPredecessor() {
        Row row = new Row("a predecessor of another CA or profile", RefusalCode.PREDECESSOR_INVALID);
        for (String[] place : new String[][] {
            {"demo", "ca"},
            {"demo", "front-proxy-ca"},
            {"other", "ca"},
            {"other", "etcd-ca"},
            {"other", "front-proxy-ca"},
            {TrustedCluster.OWN, "services"},
            {TrustedCluster.OWN, "clients"}
        }) {
            row.with(
                    "of " + List.of(place),
                    lie(f -> f.predecessor = der -> world.certificate(
                            place[0],
                            place[1],
                            "etcd-peer",
                            f.names,
                            f.live.getPublic(),
                            CorpusWorld.serial(77),
                            f.began,
                            f.ends)));
        }
        for (String profile : new String[] {
            "etcd-healthcheck-client",
            "apiserver-etcd-client",
            "user",
            "kubelet-serving",
            "scheduler",
            "service",
            "admin"
        }) {
            row.with(
                    "with the purposes or unit of " + profile,
                    lie(f -> f.predecessor = der -> world.certificate(
                            "demo",
                            "etcd-ca",
                            profile,
                            f.names,
                            f.live.getPublic(),
                            CorpusWorld.serial(77),
                            f.began,
                            f.ends)));
        }
        row.with("the CA's own certificate", lie(f -> {
            f.live = world.installation.caKeys("demo", "etcd-ca");
            f.predecessor = der -> world.installation.issuer("demo", "etcd-ca").der();
            f.item = item -> ((com.fasterxml.jackson.databind.node.ObjectNode) item.get("pre")).put("serial", "2");
        }));
        return row;
    }

    private Row damagedPredecessor() {
        Row row = new Row("a damaged predecessor", RefusalCode.PREDECESSOR_INVALID);
        row.each(
                place -> lie(f -> f.predecessor = der -> {
                    byte[] octets = der.toArray();
                    octets[place * (octets.length - 1) / 40] ^= 1;
                    return Bytes.of(octets);
                }),
                IntStream.rangeClosed(0, 40).boxed());
        row.with("empty", lie(f -> f.predecessor = der -> Bytes.of(new byte[0])));
        row.with("short", lie(f -> f.predecessor = der -> Bytes.of(Arrays.copyOf(der.toArray(), der.size() - 1))));
        row.with("long", lie(f -> f.predecessor = der -> Bytes.of(Arrays.copyOf(der.toArray(), der.size() + 1))));
        row.with(
                "twice",
                lie(f -> f.predecessor = der -> {
                    byte[] both = Arrays.copyOf(der.toArray(), 2 * der.size());
                    System.arraycopy(der.toArray(), 0, both, der.size(), der.size());
                    return Bytes.of(both);
                }));
        return row;
    }

    private Row expired() {
        return new Row("a predecessor that is not valid now", RefusalCode.PREDECESSOR_NOT_VALID_NOW)
                .with("at its very end", lie(f -> f.ends = f.now))
                .each(
                        seconds -> lie(f -> {
                            f.ends = f.now.minusSeconds(seconds);
                            f.began = f.ends.minus(CorpusWorld.hours(1));
                        }),
                        Arrays.stream(CorpusWorld.OVER).filter(seconds -> seconds < 80_000))
                .each(seconds -> lie(f -> f.began = f.now.plusSeconds(seconds / 20 + 1)), CorpusWorld.OVER);
    }

    private Row mismatch() {
        Row row = new Row("another predecessor named than sent", RefusalCode.PREDECESSOR_MISMATCH);
        row.with("none named", lie(f -> f.item = item -> item.remove("pre")));
        for (String serial : new String[] {
            "1", "4c", "4e", "4d0", "d", "ff", "7777", "ab".repeat(20).substring(1)
        }) {
            row.with(
                    "serial " + serial,
                    lie(f -> f.item = item ->
                            ((com.fasterxml.jackson.databind.node.ObjectNode) item.get("pre")).put("serial", serial)));
        }
        for (int i = 0; i < 8; i++) {
            String digest = RenewalForgery.digest("certificate " + i);
            row.with(
                    "sha256 of something else " + i,
                    lie(f -> f.item = item ->
                            ((com.fasterxml.jackson.databind.node.ObjectNode) item.get("pre")).put("sha256", digest)));
        }
        return row;
    }

    private Row useBy() {
        return new Row("a renewal usable for longer than an hour", RefusalCode.USE_BY_TOO_FAR)
                .each(
                        over -> lie(f -> f.claims = claims -> claims.put("exp", f.now.getEpochSecond() + 3600 + over)),
                        CorpusWorld.OVER);
    }

    private Row sizes() {
        return new Row("a renewal too large", RefusalCode.ORDER_TOO_LARGE)
                .each(
                        size -> lie(f -> f.predecessor = der -> Bytes.of(Arrays.copyOf(der.toArray(), size))),
                        IntStream.of(8193, 8194, 10_000, 16_384, 40_000).boxed())
                .each(
                        blanks -> lie(f -> f.grantText = text -> text + " ".repeat(blanks)),
                        IntStream.of(6000, 6144, 10_000, 40_000).boxed())
                .each(
                        blanks -> lie(f -> f.grantOrderText = text -> text + " ".repeat(blanks)),
                        IntStream.of(8192, 9000, 10_000, 20_000).boxed())
                .each(
                        n -> lie(f -> f.people = Collections.nCopies(n, "alice").toArray(String[]::new)),
                        IntStream.of(9, 10, 16, 64).boxed());
    }

    private Row keyReused() {
        List<KeyPair> keys = new ArrayList<>(List.of(world.rsa, world.live));
        for (int i = 0; i < 13; i++) {
            keys.add(Installation.pair(i % 2 == 0 ? "secp256r1" : "secp384r1"));
        }
        return new Row("the predecessor's key again", RefusalCode.KEY_REUSED)
                .each(
                        i -> lie(f -> {
                            f.live = keys.get(i);
                            f.next = Optional.of(keys.get(i));
                        }),
                        IntStream.range(0, keys.size()).boxed());
    }
}
