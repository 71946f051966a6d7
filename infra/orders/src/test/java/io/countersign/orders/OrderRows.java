package io.countersign.orders;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.x509.Csr;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Orders that two people really signed and that are still not to be carried out. */
final class OrderRows {
    private static final Long[] OVER = CorpusWorld.OVER;

    private final CorpusWorld world;
    private final ApprovalRows approvals;
    private final long now;

    OrderRows(CorpusWorld world) {
        this.world = world;
        this.approvals = new ApprovalRows(world);
        this.now = world.now.getEpochSecond();
    }

    List<Row> all() {
        return List.of(
                payload(),
                act(),
                deployment(),
                future(),
                pastUseBy(),
                useByTooFar(),
                issuer(),
                anotherCluster(),
                profile(),
                profileText(),
                itemMalformed(),
                itemMismatch(),
                csrMismatch(),
                keyMismatch(),
                namesMismatch(),
                lineageMismatch(),
                validity());
    }

    private Row.Attempt claims(Consumer<ObjectNode> change) {
        return approvals.lie(forgery -> forgery.withClaims(change));
    }

    private Row.Attempt text(UnaryOperator<String> change) {
        return approvals.lie(forgery -> forgery.withPayloadText(change.apply(RenewalForgery.json(forgery.claims()))));
    }

    private Row.Attempt item(Consumer<ObjectNode> change) {
        return approvals.lie(forgery -> forgery.withItem(change));
    }

    private Row payload() {
        Row row = new Row("claims of another shape", RefusalCode.PAYLOAD_MALFORMED);
        for (String member : new String[] {"dep", "clu", "rid", "iat", "exp", "items"}) {
            row.with("without " + member, claims(claims -> claims.remove(member)));
            row.with("null " + member, claims(claims -> claims.putNull(member)));
        }
        for (String member : new String[] {"nbf", "roles", "persons", "approvers", "IAT", "items ", "requests", ""}) {
            row.with("with '" + member + "'", claims(claims -> claims.put(member, 1)));
        }
        for (String member : new String[] {"iat", "exp", "v"}) {
            row.with(
                    member + " 1.0",
                    text(text -> text.replaceFirst("\"" + member + "\":(\\d+)", "\"" + member + "\":$1.0")));
            row.with(
                    member + " 1e3",
                    text(text -> text.replaceFirst("\"" + member + "\":\\d+", "\"" + member + "\":1e3")));
            row.with(
                    member + " as text",
                    text(text -> text.replaceFirst("\"" + member + "\":(\\d+)", "\"" + member + "\":\"$1\"")));
            row.with(member + " twice", text(text -> "{\"" + member + "\":1," + text.substring(1)));
        }
        row.each(payload -> text(text -> payload), "null", "[]", "1", "\"x\"", "{}", " ", "{\"v\":1}");
        row.with("byte order mark", text(text -> "\ufeff" + text));
        row.with("two objects", text(text -> text + text));
        row.with("a comment", text(text -> "/**/" + text));
        row.with("a comma behind", text(text -> text.substring(0, text.length() - 1) + ",}"));
        row.with("no item", claims(claims -> claims.putArray("items")));
        row.with("one item twice", claims(claims -> claims.withArray("/items")
                .add(claims.get("items").get(0).asText())));
        row.with("65 items", claims(claims -> IntStream.range(0, 64)
                .forEach(i -> claims.withArray("/items").add(RenewalForgery.digest("item " + i)))));
        row.with("a control in the reason", claims(claims -> claims.put("why", "a\u001b[2J")));
        row.with("a requester with blanks", claims(claims -> claims.put("req", "a b")));
        return row;
    }

    private Row act() {
        Row row = new Row("an act that issues nothing", RefusalCode.WRONG_ACT);
        row.each(
                act -> claims(claims -> claims.put("act", act)),
                "grant",
                "revoke",
                "freeze",
                "suspend",
                "cancel",
                "disable",
                "lift",
                "bundle",
                "mandate",
                "policy",
                "ISSUE",
                "Issue",
                " issue",
                "");
        row.each(version -> claims(claims -> claims.put("v", version)), 0, 2, 3, -1);
        return row;
    }

    private Row deployment() {
        return new Row("an order of another installation", RefusalCode.WRONG_DEPLOYMENT)
                .each(
                        i -> claims(claims -> claims.put("dep", String.format("%032x", i))),
                        IntStream.range(0, 15).boxed());
    }

    private Row future() {
        return new Row("an order from the future", RefusalCode.ORDER_FROM_THE_FUTURE)
                .each(
                        over -> claims(claims -> {
                            claims.put("iat", now + 60 + over);
                            claims.put("exp", now + 60 + over + 3600);
                        }),
                        OVER);
    }

    private Row pastUseBy() {
        return new Row("an order past its use-by", RefusalCode.ORDER_PAST_USE_BY)
                .with("at its use-by", claims(claims -> {
                    claims.put("iat", now - 3600);
                    claims.put("exp", now);
                }))
                .each(
                        over -> claims(claims -> {
                            claims.put("iat", now - 3600 - over);
                            claims.put("exp", now - over);
                        }),
                        OVER);
    }

    private Row useByTooFar() {
        return new Row("an order usable for too long", RefusalCode.USE_BY_TOO_FAR)
                .each(over -> claims(claims -> claims.put("exp", now + 86_400 + over)), OVER);
    }

    private Row issuer() {
        return new Row("an issuer that nobody trusts", RefusalCode.ISSUER_UNKNOWN)
                .each(
                        i -> item(item -> item.put("iss", RenewalForgery.digest("issuer " + i))),
                        IntStream.range(0, 15).boxed());
    }

    private Row anotherCluster() {
        Row row = new Row("the CA of another cluster", RefusalCode.ISSUER_OF_ANOTHER_CLUSTER);
        for (String cluster : new String[] {"other", "countersign", "none"}) {
            row.with("the order for " + cluster, claims(claims -> claims.put("clu", cluster)));
        }
        for (TrustedIssuer issuer : world.trust.issuers()) {
            if (!issuer.cluster().equals("demo")) {
                String digest = issuer.certificate().digest().toString();
                String name = issuer.cluster() + "/" + issuer.name();
                row.with(name, item(item -> item.put("iss", digest)));
                row.with(name + ", the lineage too", item(item -> {
                    item.put("iss", digest);
                    item.put("lin", issuer.cluster() + "/etcd-peer/cp-1");
                }));
                row.with(name + ", for a node", item(item -> {
                    item.put("iss", digest);
                    item.put("lin", "demo/etcd-peer/cp-2");
                }));
            }
        }
        return row;
    }

    private Row profile() {
        return new Row("a profile that there is not", RefusalCode.PROFILE_UNKNOWN)
                .each(
                        name -> item(item -> item.put("pro", name)),
                        "etcd-queen",
                        "",
                        " ",
                        "etcd-peer ",
                        "ETCD-PEER",
                        "Etcd-peer",
                        "etcd_peer",
                        "etcdpeer",
                        "etcd-peer/",
                        "../etcd-peer",
                        "etcd-peer\u0000",
                        "null",
                        "*",
                        "ca",
                        "etcd-ca",
                        "sub-ca");
    }

    private Row profileText() {
        return new Row("a profile edited since", RefusalCode.PROFILE_CHANGED)
                .each(
                        i -> item(item -> item.put("prh", RenewalForgery.digest("profile " + i))),
                        IntStream.range(0, 15).boxed());
    }

    private Row itemMalformed() {
        Row row = new Row("an item in another spelling", RefusalCode.ITEM_MALFORMED);
        for (String member : new String[] {"iss", "lin", "pro", "prh", "csr", "spk", "sub", "san", "nbf", "naf"}) {
            row.with("without " + member, item(item -> item.remove(member)));
            row.with("null " + member, item(item -> item.putNull(member)));
        }
        row.each(member -> item(item -> item.put(member, 1)), "ca", "path", "eku", "pre", "", "serial");
        row.each(
                suffix -> approvals.lie(
                        forgery -> forgery.withItemText(forgery.good().itemText() + suffix)),
                " ",
                "\n",
                "{}",
                "x");
        row.with("nbf 1.0", item(item -> item.put("nbf", 1.5)));
        row.with(
                "unsorted names",
                approvals.lie(forgery -> forgery.withItemText(
                        forgery.good().itemText().replace("[\"cp-1\",\"localhost\"]", "[\"localhost\",\"cp-1\"]"))));
        return row;
    }

    private Row itemMismatch() {
        Row row = new Row("another item than signed", RefusalCode.ITEM_MISMATCH);
        row.each(
                index -> approvals.lie(forgery -> {
                    SignedItem good = forgery.good();
                    return new SignedItem(good.approvals(), index, good.itemText(), good.csr());
                }),
                -1,
                1,
                2,
                63,
                64,
                Integer.MAX_VALUE,
                Integer.MIN_VALUE);
        row.each(
                replacement -> approvals.lie(forgery -> {
                    SignedItem good = forgery.good();
                    return new SignedItem(
                            good.approvals(), 0, good.itemText().replace("cp-1", replacement), good.csr());
                }),
                "cp-2",
                "cp-3",
                "cp-11",
                "cp-1 ",
                "CP-1",
                "",
                "kubernetes",
                "localhost");
        return row;
    }

    private Row csrMismatch() {
        Row row = new Row("another CSR than signed", RefusalCode.CSR_MISMATCH);
        row.each(
                place -> approvals.lie(forgery -> {
                    SignedItem good = forgery.good();
                    byte[] octets = good.csr().toArray();
                    octets[place * (octets.length - 1) / 15] ^= 1;
                    return new SignedItem(good.approvals(), 0, good.itemText(), Bytes.of(octets));
                }),
                IntStream.rangeClosed(0, 15).boxed());
        row.with("of the same names", approvals.lie(forgery -> {
            SignedItem good = forgery.good();
            Csr other = Installation.csr(Installation.etcdPeer("cp-1"));
            return new SignedItem(good.approvals(), 0, good.itemText(), other.der());
        }));
        return row;
    }

    private Row keyMismatch() {
        return new Row("another key than the CSR's", RefusalCode.KEY_MISMATCH)
                .each(
                        i -> item(item -> item.put("spk", RenewalForgery.digest("key " + i))),
                        IntStream.range(0, 15).boxed());
    }

    private Row namesMismatch() {
        Row row = new Row("other names than the CSR's", RefusalCode.NAMES_MISMATCH);
        row.each(
                cn -> item(item -> ((ObjectNode) item.get("sub")).put("cn", cn)),
                "cp-2",
                "",
                "CP-1",
                "cp-1.",
                "kubernetes-admin",
                "system:node:cp-1");
        row.each(
                group -> item(item -> item.withArray("/sub/o").add(group)),
                "system:masters",
                "system:nodes",
                "kubeadm:cluster-admins",
                "x");
        row.each(
                name -> item(item -> NamesText.write(
                        item,
                        new Names(
                                "cp-1",
                                List.of(),
                                List.of("cp-1", "localhost", name),
                                List.of("127.0.0.1"),
                                List.of()))),
                "cp-2",
                "kubernetes",
                "example.test");
        row.each(
                ip -> item(item -> NamesText.write(
                        item,
                        new Names(
                                "cp-1", List.of(), List.of("cp-1", "localhost"), List.of("127.0.0.1", ip), List.of()))),
                "10.96.0.1",
                "::1",
                "10.0.0.2");
        return row;
    }

    private Row lineageMismatch() {
        return new Row("names of another lineage", RefusalCode.LINEAGE_MISMATCH)
                .each(
                        lineage -> item(item -> item.put("lin", lineage)),
                        Stream.concat(
                                IntStream.rangeClosed(2, 12).mapToObj(i -> "demo/etcd-peer/cp-" + i),
                                Stream.of(
                                        "demo/etcd-server/cp-1",
                                        "demo/super-admin/cp-1",
                                        "other/etcd-peer/cp-1",
                                        "countersign/etcd-peer/cp-1",
                                        "none/etcd-peer/cp-1")));
    }

    private Row validity() {
        Row row = new Row("a life outside order and profile", RefusalCode.VALIDITY_NOT_ALLOWED);
        row.each(over -> item(item -> item.put("nbf", now - 300 - over)), OVER);
        row.each(over -> item(item -> item.put("nbf", now + 86_400 + over)), OVER);
        row.each(over -> item(item -> item.put("naf", now + 365 * 86_400L + over)), Arrays.stream(OVER));
        row.with("no life", item(item -> item.put("naf", item.get("nbf").asLong())));
        row.with("backwards", item(item -> item.put("naf", item.get("nbf").asLong() - 1)));
        row.with("over already", item(item -> item.put("naf", now)));
        row.with("since 1970", item(item -> item.put("nbf", Instant.EPOCH.getEpochSecond())));
        return row;
    }
}
