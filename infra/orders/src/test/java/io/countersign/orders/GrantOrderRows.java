package io.countersign.orders;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.event.Redemption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Grant orders that the wrong people signed, or that are not what was signed; always shown by a renewal that rests on them. */
final class GrantOrderRows {
    private final CorpusWorld world;
    private final long now;

    GrantOrderRows(CorpusWorld world) {
        this.world = world;
        this.now = world.now.getEpochSecond();
    }

    List<Row> all() {
        return List.of(
                tooFew(),
                requester(),
                ended(),
                robot(),
                role(),
                asRequest(),
                signature(),
                payload(),
                act(),
                deployment(),
                future());
    }

    private Row.Attempt lie(Consumer<RenewalForgery> change) {
        return RenewalForgery.of(world, change);
    }

    private Row.Attempt signedBy(String... people) {
        return lie(f -> f.people = people);
    }

    private Row tooFew() {
        return new Row("a grant of too few people", RefusalCode.TOO_FEW_PERSONS).each(this::signedBy, new String[][] {
            {"alice"},
            {"bob"},
            {"carol"},
            {"alice-second"},
            {"system"},
            {"alice", "alice"},
            {"bob", "bob"},
            {"alice", "alice-second"},
            {"alice-second", "alice"},
            {"alice-second", "alice-second"},
            {"alice", "alice-second", "alice", "alice-second"},
            {"bob", "bob", "bob", "bob", "bob", "bob", "bob", "bob"},
            {"system", "system"},
            {"system", "system-second"},
            {"system", "system-second", "system"},
            {"system-second"}
        });
    }

    private Row requester() {
        Row row = new Row("a grant by the one who asks for it", RefusalCode.REQUESTER_NOT_COUNTED);
        for (String[] people : new String[][] {
            {"alice"},
            {"alice-second"},
            {"alice", "alice-second"},
            {"alice", "bob"},
            {"bob", "alice"},
            {"alice-second", "bob"},
            {"alice", "carol"},
            {"alice", "system"},
            {"alice", "alice-second", "bob"},
            {"carol", "alice-second", "alice"}
        }) {
            row.with("alice asks, " + List.of(people), asked("alice", people));
        }
        row.with("bob asks and signs", asked("bob", "bob", "alice"));
        row.with("carol asks and signs", asked("carol", "carol", "alice"));
        for (String[] people :
                new String[][] {{"alice", "bob"}, {"alice"}, {"alice", "bob", "carol"}, {"system", "bob"}}) {
            row.with("nobody asks, " + List.of(people), lie(f -> {
                f.people = people;
                f.grantOrder = claims -> claims.remove("req");
            }));
        }
        return row;
    }

    private Row.Attempt asked(String requester, String... people) {
        return lie(f -> {
            f.people = people;
            f.grantOrder = claims -> claims.put("req", requester);
        });
    }

    /** Fifteen sets of people with one more. */
    private Row and(String one, String name, RefusalCode code) {
        Row row = new Row(name, code);
        for (String[] people : new String[][] {
            {},
            {"alice"},
            {"bob"},
            {"carol"},
            {"alice-second"},
            {"system"},
            {"alice", "bob"},
            {"alice", "carol"},
            {"bob", "carol"},
            {"alice", "system"},
            {"alice", "alice-second"},
            {"alice", "bob", "carol"},
            {"alice", "bob", "system"},
            {"alice", "alice-second", "bob", "carol"},
            {"carol", "carol"}
        }) {
            String[] more = Stream.concat(Stream.of(people), Stream.of(one)).toArray(String[]::new);
            row.with(List.of(more).toString(), signedBy(more));
        }
        return row;
    }

    private Row ended() {
        return and("gone", "a grant by somebody who has left since", RefusalCode.APPROVER_NOT_ACTIVE);
    }

    private Row robot() {
        return and("robot", "a grant by a robot", RefusalCode.AUTHORITY_NOT_ACCEPTED);
    }

    private Row role() {
        Row row = and("dave-elsewhere", "a grant by somebody without the role here", RefusalCode.ROLE_MISSING);
        for (String[] people : new String[][] {{"revoker"}, {"alice", "revoker"}, {"alice", "bob", "rita"}}) {
            row.with(List.of(people).toString(), signedBy(people));
        }
        return row;
    }

    private Row asRequest() {
        return and("ask:rita", "a grant with the signature of the one who asks", RefusalCode.WRONG_TYP);
    }

    private Row signature() {
        Row row = new Row("a grant that people did not sign", RefusalCode.APPROVAL_SIGNATURE_INVALID);
        row.each(
                place -> approvals(all -> {
                    byte[] octets = Forgery.decoded(all.get(0).signature());
                    octets[place * 5] ^= 1;
                    return List.of(new Approval(all.get(0).header(), StrictJws.payload(octets)), all.get(1));
                }),
                IntStream.range(0, 12).boxed());
        row.with(
                "r = s = 0",
                approvals(all ->
                        List.of(new Approval(all.get(0).header(), StrictJws.payload(new byte[64])), all.get(1))));
        row.with(
                "exchanged",
                approvals(all -> List.of(
                        new Approval(all.get(0).header(), all.get(1).signature()),
                        new Approval(all.get(1).header(), all.get(0).signature()))));
        row.with(
                "of another grant",
                lie(f -> f.redemption = whole -> with(
                        whole,
                        world.signatures(
                                StrictJws.payload("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                                "alice",
                                "bob"))));
        row.with(
                "with one member more",
                lie(f -> f.redemption = whole -> new Redemption(
                        StrictJws.payload(
                                new String(Forgery.decoded(whole.payload()), java.nio.charset.StandardCharsets.UTF_8)
                                        .replace("\"v\":1", "\"v\":1,\"why\":\"x\"")
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        whole.approvals(),
                        whole.grantText(),
                        whole.predecessor())));
        return row;
    }

    private Row.Attempt approvals(UnaryOperator<List<Approval>> change) {
        return lie(f -> f.redemption = whole -> with(whole, change.apply(whole.approvals())));
    }

    private static Redemption with(Redemption whole, List<Approval> approvals) {
        return new Redemption(whole.payload(), approvals, whole.grantText(), whole.predecessor());
    }

    private Row payload() {
        Row row = new Row("a grant order of another shape", RefusalCode.PAYLOAD_MALFORMED);
        for (String member : new String[] {"dep", "clu", "rid", "iat", "grants"}) {
            row.with("without " + member, order(claims -> claims.remove(member)));
            row.with("null " + member, order(claims -> claims.putNull(member)));
        }
        for (String member : new String[] {"exp", "items", "gra", "lin", "until", "person", ""}) {
            row.with("with '" + member + "'", order(claims -> claims.put(member, 1)));
        }
        row.with("no grants", order(claims -> claims.putArray("grants")));
        row.with("one grant twice", order(claims -> claims.withArray("/grants")
                .add(claims.get("grants").get(0).asText())));
        row.with("65 grants", order(claims -> IntStream.range(0, 64)
                .forEach(i -> claims.withArray("/grants").add(RenewalForgery.digest("grant " + i)))));
        row.with("iat 1.0", lie(f -> f.grantOrderText = text -> text.replaceFirst("\"iat\":(\\d+)", "\"iat\":$1.0")));
        row.with("iat twice", lie(f -> f.grantOrderText = text -> "{\"iat\":1," + text.substring(1)));
        row.with("null", lie(f -> f.grantOrderText = text -> "null"));
        row.with("an array", lie(f -> f.grantOrderText = text -> "[" + text + "]"));
        row.with("two objects", lie(f -> f.grantOrderText = text -> text + text));
        return row;
    }

    private Row.Attempt order(Consumer<ObjectNode> change) {
        return lie(f -> f.grantOrder = change);
    }

    private Row act() {
        Row row = new Row("an order that grants nothing", RefusalCode.WRONG_ACT);
        row.each(
                act -> order(claims -> claims.put("act", act)),
                "issue",
                "deny",
                "revoke",
                "freeze",
                "suspend",
                "cancel",
                "disable",
                "lift",
                "bundle",
                "mandate",
                "GRANT",
                "Grant",
                "grant ",
                "");
        row.each(version -> order(claims -> claims.put("v", version)), 0, 2, -1);
        return row;
    }

    private Row deployment() {
        return new Row("a grant of another installation", RefusalCode.WRONG_DEPLOYMENT)
                .each(
                        i -> order(claims -> claims.put("dep", String.format("%032x", i))),
                        IntStream.range(0, 15).boxed());
    }

    private Row future() {
        return new Row("a grant from the future", RefusalCode.ORDER_FROM_THE_FUTURE)
                .each(over -> order(claims -> claims.put("iat", now + 60 + over)), Arrays.stream(CorpusWorld.OVER));
    }
}
