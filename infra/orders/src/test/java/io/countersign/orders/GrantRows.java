package io.countersign.orders;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.x509.ProfileCatalog;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Grants that go too far, and renewals that go further than their grant. */
final class GrantRows {
    private static final long DAY = Duration.ofDays(1).toSeconds();

    private final CorpusWorld world;
    private final long now;

    GrantRows(CorpusWorld world) {
        this.world = world;
        this.now = world.now.getEpochSecond();
    }

    List<Row> all() {
        return List.of(
                textMalformed(),
                otherGrant(),
                notOrdered(),
                notGrantable(),
                tooLong(),
                lifeTooLong(),
                gapNotAllowed(),
                ended(),
                anotherScope(),
                anotherProfileText(),
                otherNames(),
                lifeExceeded(),
                outlived(),
                tooOld(),
                gapNotKept(),
                tooEarly());
    }

    private Row.Attempt lie(Consumer<RenewalForgery> change) {
        return RenewalForgery.of(world, change);
    }

    private Row textMalformed() {
        Row row = new Row("a grant in another spelling", RefusalCode.GRANT_MALFORMED);
        for (String member : new String[] {"iss", "lin", "pro", "prh", "sub", "san", "life", "gap", "since", "until"}) {
            row.with("without " + member, lie(f -> f.grant = grant -> grant.remove(member)));
            row.with("null " + member, lie(f -> f.grant = grant -> grant.putNull(member)));
            row.with(
                    "twice " + member,
                    lie(f -> f.grantText = text -> {
                        String value = RenewalForgery.tree(text).get(member).toString();
                        return "{\"" + member + "\":" + value + "," + text.substring(1);
                    }));
        }
        row.with("unknown member", lie(f -> f.grant = grant -> grant.put("count", 5)));
        row.with("blank behind", lie(f -> f.grantText = text -> text + " "));
        row.with("blank before", lie(f -> f.grantText = text -> " " + text));
        row.with("byte order mark", lie(f -> f.grantText = text -> "\ufeff" + text));
        row.with("life 1.0", lie(f -> f.grantText = text -> text.replace("\"life\":108000", "\"life\":108000.0")));
        row.with("life 1e3", lie(f -> f.grantText = text -> text.replace("\"life\":108000", "\"life\":108e3")));
        row.with("negative gap", lie(f -> f.grant = grant -> grant.put("gap", -1)));
        row.with("life as text", lie(f -> f.grant = grant -> grant.put("life", "108000")));
        row.with("since before 1970", lie(f -> f.grant = grant -> grant.put("since", -1)));
        row.with("until after 9999", lie(f -> f.grant = grant -> grant.put("until", 253_402_300_800L)));
        row.with(
                "unsorted names",
                lie(f -> f.grantText = text -> text.replace("[\"cp-1\",\"localhost\"]", "[\"localhost\",\"cp-1\"]")));
        row.with("no grant", lie(f -> f.grantText = text -> "null"));
        return row;
    }

    private Row otherGrant() {
        return new Row("another grant than the order names", RefusalCode.GRANT_MISMATCH)
                .with("none named", lie(f -> f.claims = claims -> claims.remove("gra")))
                .each(
                        i -> lie(f -> f.claims = claims -> claims.put("gra", RenewalForgery.digest("grant " + i))),
                        IntStream.range(0, 14).boxed());
    }

    private Row notOrdered() {
        return new Row("a grant that nobody signed", RefusalCode.GRANT_NOT_ORDERED)
                .each(
                        n -> lie(f -> f.grantOrder = claims -> {
                            var grants = claims.putArray("grants");
                            IntStream.range(0, n).forEach(i -> grants.add(RenewalForgery.digest("grant " + i)));
                        }),
                        IntStream.rangeClosed(1, 64)
                                .filter(n -> n < 12 || n % 16 == 0)
                                .boxed());
    }

    private Row notGrantable() {
        Row row = new Row("a grant over what always takes people", RefusalCode.PROFILE_NOT_GRANTABLE);
        for (int node = 1; node <= 4; node++) {
            String instance = "cp-" + node;
            row.with(
                    "super-admin of " + instance,
                    granting(
                            "demo/super-admin/" + instance, Names.subject("kubernetes-super-admin", "system:masters")));
            row.with(
                    "front-proxy-client of " + instance,
                    granting("demo/front-proxy-client/" + instance, Names.subject("front-proxy-client")));
        }
        for (String user : new String[] {"anna", "ben", "carla"}) {
            row.with("user " + user, granting("demo/user/" + user, Names.subject(user, "team-a")));
            row.with(
                    "person " + user,
                    granting(
                            "countersign/person/" + user,
                            own(user, "spiffe://" + Installation.TRUST_DOMAIN + "/person/" + user)));
        }
        for (String service : new String[] {"admin", "audit-owner", "broker", "postgres", "registry-owner"}) {
            row.with(
                    "infrastructure " + service,
                    granting(
                            "countersign/infrastructure/" + service,
                            own(service, "spiffe://" + Installation.TRUST_DOMAIN + "/countersign/" + service)));
        }
        return row;
    }

    private static Names own(String name, String uri) {
        return new Names(name, List.of(), List.of(name), List.of(), List.of(uri));
    }

    /** A grant order of two people over one grant that is sound but for its profile. */
    private Row.Attempt granting(String lineage, Names names) {
        return () -> {
            Lineage place = Lineage.parse(lineage);
            var profile = world.trust.profile(place.component()).orElseThrow();
            Duration life = profile.maxLifetime();
            GrantText text = new GrantText(
                    world.installation.issuer(place.cluster(), profile.issuer()).digest(),
                    place,
                    profile.name(),
                    profile.digest(),
                    names,
                    life,
                    life.dividedBy(4),
                    world.now,
                    world.now.plus(life.multipliedBy(10)));
            GrantOrder order = new GrantWriter(world.trust, () -> world.now, new java.security.SecureRandom())
                    .grant(List.of(text), Optional.of("rita"), Optional.empty());
            return world.grant(order, List.of(text), "alice", "bob");
        };
    }

    private Row tooLong() {
        long made = now - 20 * 3600 + 300;
        return new Row("a grant of more than 400 days, or none", RefusalCode.GRANT_TOO_LONG)
                .each(
                        over -> lie(f -> f.grant = grant -> {
                            grant.put("until", made + 400 * DAY + over);
                            grant.put("gap", 43_200);
                        }),
                        CorpusWorld.OVER)
                .each(
                        over -> lie(f -> f.grant = grant -> {
                            grant.put("since", now + over);
                            grant.put("until", now + over);
                        }),
                        CorpusWorld.OVER);
    }

    private Row lifeTooLong() {
        return new Row("a grant of longer lives than the profile", RefusalCode.GRANT_LIFE_TOO_LONG)
                .with("no life", lie(f -> f.grant = grant -> grant.put("life", 0)))
                .each(over -> lie(f -> f.grant = grant -> grant.put("life", 365 * DAY + over)), CorpusWorld.OVER);
    }

    private Row gapNotAllowed() {
        Row row = new Row("a grant of too many renewals, or none", RefusalCode.GRANT_GAP_NOT_ALLOWED);
        row.with("no gap", lie(f -> f.grant = grant -> grant.put("gap", 0)));
        row.each(over -> lie(f -> f.grant = grant -> grant.put("gap", 54_000 + over)), CorpusWorld.OVER);
        // The grant reaches over 20 d and 20 h; a thousand successors take 1800 s each.
        row.each(
                gap -> lie(f -> f.grant = grant -> grant.put("gap", gap)),
                Stream.of(1, 2, 60, 300, 600, 900, 1200, 1500, 1600, 1700, 1750, 1790, 1795, 1798));
        return row;
    }

    private Row ended() {
        return new Row("a grant that has ended", RefusalCode.GRANT_ENDED)
                .with("at its very end", lie(f -> f.grant = grant -> grant.put("until", now)))
                .each(
                        over -> lie(f -> f.grant = grant -> grant.put("until", now - over)),
                        Arrays.stream(CorpusWorld.OVER).filter(over -> over < 70_000));
    }

    private Row anotherScope() {
        Row row = new Row("a grant for another lineage or profile", RefusalCode.GRANT_SCOPE_MISMATCH);
        // Schedulers of all nodes have the same names, so only the lineage tells their grants apart.
        row.each(
                node -> lie(f -> {
                    scheduler(f);
                    f.grant = grant -> grant.put("lin", "demo/scheduler/cp-" + node);
                }),
                IntStream.rangeClosed(2, 18).boxed());
        row.with(
                "etcd-server for etcd-peer",
                lie(f -> f.grant = grant -> {
                    grant.put("lin", "demo/etcd-server/cp-1");
                    grant.put("pro", "etcd-server");
                    grant.put(
                            "prh",
                            world.trust
                                    .profile("etcd-server")
                                    .orElseThrow()
                                    .digest()
                                    .toString());
                }));
        return row;
    }

    private static void scheduler(RenewalForgery forgery) {
        forgery.profile = "scheduler";
        forgery.lineage = Lineage.parse("demo/scheduler/cp-1");
        forgery.names = Names.subject("system:kube-scheduler");
    }

    private Row anotherProfileText() {
        return new Row("a grant under another text of the profile", RefusalCode.PROFILE_CHANGED)
                .each(
                        name -> lie(f -> f.grant = grant -> grant.put("prh", RenewalForgery.digest(name))),
                        ProfileCatalog.builtIn().all().stream().map(profile -> profile.name()))
                .each(
                        name -> lie(f -> f.item = item -> item.put("prh", RenewalForgery.digest(name))),
                        ProfileCatalog.builtIn().all().stream().map(profile -> profile.name()));
    }

    private Row otherNames() {
        Row row = new Row("other names than before", RefusalCode.GRANT_NAMES_MISMATCH);
        String[][] wider = {{"10.0.0.1"}, {"::1"}, {"10.0.0.1", "::1"}};
        for (String[] ips : wider) {
            row.with("a wider grant " + List.of(ips), lie(f -> f.grant = grant -> addIps(grant, ips)));
            row.with("wider than granted " + List.of(ips), lie(f -> {
                Names old = f.names;
                f.names = peer(List.of(), ips);
                f.grant = grant -> setNames(grant, old);
            }));
            row.with("wider than before " + List.of(ips), lie(f -> {
                Names old = f.names;
                f.names = peer(List.of(), ips);
                f.predecessor = der -> before(f, old);
            }));
            row.with(
                    "narrower than before " + List.of(ips),
                    lie(f -> f.predecessor = der -> before(f, peer(List.of(), ips))));
        }
        for (int node = 2; node <= 8; node++) {
            String other = "cp-" + node;
            row.with(
                    "the predecessor of " + other,
                    lie(f -> f.predecessor = der -> before(f, Installation.etcdPeer(other))));
        }
        row.with(
                "a predecessor with a further O",
                lie(f -> f.predecessor =
                        der -> before(f, new Names("cp-1", List.of("x"), f.names.dns(), f.names.ips(), List.of()))));
        return row;
    }

    private io.countersign.contracts.Bytes before(RenewalForgery forgery, Names names) {
        return world.certificate(
                "demo",
                "etcd-peer",
                names,
                forgery.live.getPublic(),
                CorpusWorld.serial(77),
                forgery.began,
                forgery.ends);
    }

    private static Names peer(List<String> dns, String... ips) {
        Names plain = Installation.etcdPeer("cp-1");
        return new Names(
                plain.commonName(),
                List.of(),
                Stream.concat(plain.dns().stream(), dns.stream()).toList(),
                Stream.concat(plain.ips().stream(), Stream.of(ips)).toList(),
                List.of());
    }

    private static void addIps(ObjectNode grant, String... ips) {
        setNames(grant, peer(List.of(), ips));
    }

    private static void setNames(ObjectNode grant, Names names) {
        NamesText.write(grant, names);
    }

    private Row lifeExceeded() {
        return new Row("a longer life than granted", RefusalCode.GRANT_LIFE_EXCEEDED)
                .each(over -> lie(f -> f.item = item -> item.put("naf", now + 30 * 3600 + over)), CorpusWorld.OVER);
    }

    private Row outlived() {
        return new Row("a certificate that outlives its grant", RefusalCode.GRANT_OUTLIVED)
                .each(
                        over -> lie(f -> f.grant = grant -> grant.put("until", now + 30 * 3600 - over)),
                        Arrays.stream(CorpusWorld.OVER).map(over -> over > 100_000 ? 100_000 : over));
    }

    private Row tooOld() {
        return new Row("a predecessor of a former grant", RefusalCode.PREDECESSOR_TOO_OLD)
                .each(
                        over -> lie(f -> f.grant = grant -> grant.put("since", now - 20 * 3600 + over)),
                        CorpusWorld.OVER);
    }

    private Row gapNotKept() {
        return new Row("a renewal too soon after the last", RefusalCode.GAP_NOT_KEPT)
                .each(
                        over -> lie(f -> f.item = item -> {
                            // Seven hours are the gap.
                            item.put("nbf", now - 20 * 3600 + 7 * 3600 - over);
                            item.put("naf", now + 3600);
                        }),
                        Arrays.stream(CorpusWorld.OVER).map(over -> over > 20_000 ? 20_000 - over % 1000 : over))
                .each(
                        over -> lie(f -> {
                            // A thief's short-lived certificates would each be in the second half of their life at
                            // once.
                            f.began = f.now.minusSeconds(10 + over / 50);
                            f.ends = f.now.plusSeconds(5);
                            f.grantOrder = claims -> claims.put("iat", now - 60);
                        }),
                        CorpusWorld.OVER);
    }

    private Row tooEarly() {
        return new Row("a renewal in the first half of a life", RefusalCode.TOO_EARLY_TO_RENEW)
                .each(
                        over -> lie(
                                f -> f.ends = f.now.plus(CorpusWorld.hours(20)).plusSeconds(2 * over)),
                        CorpusWorld.OVER);
    }
}
