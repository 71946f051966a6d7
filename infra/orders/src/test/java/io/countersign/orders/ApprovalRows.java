package io.countersign.orders;

import io.countersign.contracts.RefusalCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One good order of two people whose first approval is shown in every bad dress. */
final class ApprovalRows {
    private final CorpusWorld world;

    ApprovalRows(CorpusWorld world) {
        this.world = world;
    }

    List<Row> all() {
        return List.of(
                alg(),
                header(),
                typ(),
                encoding(),
                signature(),
                kid(),
                ended(),
                tooFew(),
                robot(),
                role(),
                requester(),
                differ(),
                sizes());
    }

    Row.Attempt lie(Function<Forgery, SignedItem> change) {
        return () ->
                world.decide(change.apply(new Forgery(world.installation, world.csr(Installation.etcdPeer("cp-1")))));
    }

    private Row.Attempt headed(String header) {
        return lie(forgery -> forgery.withHeader(header));
    }

    private String header(String alg, String kid, String typ) {
        return "{\"alg\":\"" + alg + "\",\"kid\":\"" + kid + "\",\"typ\":\"" + typ + "\"}";
    }

    private String alice() {
        return world.key("alice").publicKey().kid();
    }

    private Row alg() {
        return new Row("another algorithm than the roster's", RefusalCode.WRONG_ALG)
                .each(
                        alg -> headed(header(alg, alice(), MessageType.ORDER.typ())),
                        "none",
                        "None",
                        "NONE",
                        "nOnE",
                        "HS256",
                        "HS384",
                        "HS512",
                        "RS256",
                        "RS384",
                        "RS512",
                        "PS256",
                        "PS384",
                        "PS512",
                        "ES384",
                        "ES512",
                        "ES256K",
                        "EdDSA",
                        "es256",
                        "ES256 ",
                        "");
    }

    private Row header() {
        Row row = new Row("a header with more or less", RefusalCode.HEADER_NOT_EXACT);
        String good = header("ES256", alice(), MessageType.ORDER.typ());
        for (String member : new String[] {
            "\"jwk\":{}",
            "\"jwk\":{\"kty\":\"EC\"}",
            "\"jku\":\"https://example.test\"",
            "\"x5u\":\"https://example.test\"",
            "\"x5c\":[]",
            "\"x5c\":[\"MIIB\"]",
            "\"x5t\":\"AA\"",
            "\"crit\":[\"b64\"],\"b64\":false",
            "\"b64\":false",
            "\"crit\":[\"exp\"]",
            "\"cty\":\"JWT\"",
            "\"alg\":\"ES256\"",
            "\"alg\":\"none\"",
            "\"kid\":\"x\"",
            "\"typ\":\"JWT\"",
            "\"exp\":0",
            "\"\":null"
        }) {
            row.with(member + " before", headed("{" + member + "," + good.substring(1)));
            row.with(member + " behind", headed(good.substring(0, good.length() - 1) + "," + member + "}"));
        }
        row.each(
                this::headed,
                "{}",
                "[]",
                "null",
                "1",
                "x",
                "\ufeff" + good,
                good + good,
                good + " x",
                "[" + good + "]",
                good.replace("\"ES256\"", "null"),
                good.replace("\"ES256\"", "1"),
                good.replace("\"ES256\"", "[\"ES256\"]"),
                good.replace("\"alg\"", "\"Alg\""),
                good.replace("{", "{/**/"),
                good.replace("\"", "'"));
        return row;
    }

    private Row typ() {
        return new Row("a signature made for another purpose", RefusalCode.WRONG_TYP)
                .each(
                        typ -> headed(header("ES256", alice(), typ)),
                        "countersign-trust+jws",
                        "countersign-continuity+jws",
                        "countersign-request+jws",
                        "countersign-transcript+jws",
                        "countersign-decision+jws",
                        "countersign-policy+jws",
                        "countersign-renewal+jws",
                        "Countersign-Order+jws",
                        "countersign-order+JWS",
                        "countersign-order",
                        "countersign-order+jwt",
                        "application/countersign-order+jws",
                        " countersign-order+jws",
                        "countersign-order+jws ",
                        "JWT",
                        "JOSE",
                        "");
    }

    private Row encoding() {
        Row row = new Row("an approval in another encoding", RefusalCode.ENVELOPE_MALFORMED);
        for (String suffix :
                new String[] {"=", "==", " ", "\n", "\r\n", "\t", "\u0000", ".", "+", "/", "%3d", "\u00e9"}) {
            row.with(
                    "header + '" + suffix + "'",
                    first(one -> new Envelope(one.header() + suffix, one.payload(), one.signature())));
            row.with(
                    "payload + '" + suffix + "'",
                    first(one -> new Envelope(one.header(), one.payload() + suffix, one.signature())));
            row.with(
                    "signature + '" + suffix + "'",
                    first(one -> new Envelope(one.header(), one.payload(), one.signature() + suffix)));
        }
        row.with("no signature", first(one -> new Envelope(one.header(), one.payload(), "")));
        row.with("no payload", first(one -> new Envelope(one.header(), "", one.signature())));
        row.with(
                "alg none, no signature",
                first(one -> new Envelope(
                        StrictJws.payload(
                                header("none", alice(), MessageType.ORDER.typ()).getBytes(StandardCharsets.UTF_8)),
                        one.payload(),
                        "")));
        // 64 octets leave two bits of the last character unused: all but one of their spellings are not canonical.
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        row.each(
                bits -> first(one -> {
                    String text = one.signature();
                    int last = alphabet.indexOf(text.charAt(text.length() - 1));
                    return new Envelope(
                            one.header(),
                            one.payload(),
                            text.substring(0, text.length() - 1) + alphabet.charAt(last ^ bits));
                }),
                1,
                2,
                3);
        return row;
    }

    private Row.Attempt first(Function<Envelope, Envelope> change) {
        return lie(forgery -> forgery.withFirst(change.apply(forgery.first())));
    }

    private Row signature() {
        Row row = new Row("a signature that is none", RefusalCode.APPROVAL_SIGNATURE_INVALID);
        byte[] n = raw(JwsAlgorithm.ES256.groupOrder().toByteArray());
        row.with("r = s = 0", octets(octets -> new byte[64]));
        row.with("r = 0", octets(octets -> joined(new byte[32], half(octets, 1))));
        row.with("s = 0", octets(octets -> joined(half(octets, 0), new byte[32])));
        row.with("r = n", octets(octets -> joined(n, half(octets, 1))));
        row.with("s = n", octets(octets -> joined(half(octets, 0), n)));
        row.with("exchanged halves", octets(octets -> joined(half(octets, 1), half(octets, 0))));
        row.with("63 octets", octets(octets -> Arrays.copyOf(octets, 63)));
        row.with("65 octets", octets(octets -> Arrays.copyOf(octets, 65)));
        row.with("96 octets", octets(octets -> Arrays.copyOf(octets, 96)));
        row.with(
                "bob's",
                lie(forgery -> forgery.withFirst(new Envelope(
                        forgery.first().header(),
                        forgery.first().payload(),
                        forgery.good().approvals().get(1).signature()))));
        row.each(
                place -> octets(octets -> {
                    byte[] flipped = octets.clone();
                    flipped[place] ^= 1;
                    return flipped;
                }),
                IntStream.range(0, 64).filter(i -> i % 4 == 0).boxed());
        return row;
    }

    private Row.Attempt octets(Function<byte[], byte[]> change) {
        return first(one -> new Envelope(
                one.header(), one.payload(), StrictJws.payload(change.apply(Forgery.decoded(one.signature())))));
    }

    private Row kid() {
        Row row = new Row("a key that the roster does not have", RefusalCode.KID_UNKNOWN);
        for (String kid : new String[] {"", "x", "*", "alice", "null", "0", alice() + "=", alice().substring(1)}) {
            row.with("kid '" + kid + "'", headed(header("ES256", kid, MessageType.ORDER.typ())));
        }
        for (int officer = 0; officer < 3; officer++) {
            row.with(
                    "officer " + officer,
                    headed(header(
                            "ES256",
                            world.installation.officerKey(officer).publicKey().kid(),
                            MessageType.ORDER.typ())));
        }
        for (String ca : new String[] {"ca", "etcd-ca", "front-proxy-ca"}) {
            row.with(
                    "the key of " + ca,
                    headed(header(
                            "ES256",
                            world.installation.issuer("demo", ca).keyDigest().toString(),
                            MessageType.ORDER.typ())));
        }
        row.with(
                "a stranger",
                headed(header("ES256", Installation.key("secp256r1").publicKey().kid(), MessageType.ORDER.typ())));
        return row;
    }

    private Row people(String name, RefusalCode code, String[]... sets) {
        return new Row(name, code).each(people -> lie(forgery -> forgery.approvedBy(people)), sets);
    }

    private static String[][] and(String one) {
        return Stream.of(new String[][] {
                    {},
                    {"alice"},
                    {"bob"},
                    {"carol"},
                    {"alice-second"},
                    {"system"},
                    {"alice", "bob"},
                    {"bob", "alice"},
                    {"alice", "carol"},
                    {"bob", "carol"},
                    {"alice", "system"},
                    {"alice", "alice-second"},
                    {"alice", "bob", "carol"},
                    {"carol", "bob", "alice", "alice-second"},
                    {"carol", "carol"}
                })
                .map(people -> Stream.concat(Stream.of(people), Stream.of(one)).toArray(String[]::new))
                .toArray(String[][]::new);
    }

    private Row ended() {
        return people("an approver who has left", RefusalCode.APPROVER_NOT_ACTIVE, and("gone"));
    }

    private Row role() {
        Row row = people("an approver of another cluster", RefusalCode.ROLE_MISSING, and("dave-elsewhere"));
        return row.each(people -> lie(forgery -> forgery.approvedBy(people)), and("revoker"));
    }

    private Row robot() {
        return people("a robot in the quorum", RefusalCode.AUTHORITY_NOT_ACCEPTED, and("robot"));
    }

    private Row tooFew() {
        return people("too few people", RefusalCode.TOO_FEW_PERSONS, new String[][] {
            {"alice"},
            {"bob"},
            {"carol"},
            {"alice-second"},
            {"system"},
            {"carol", "carol"},
            {"alice", "alice"},
            {"alice", "alice-second"},
            {"alice-second", "alice"},
            {"alice", "alice", "alice-second"},
            {"bob", "bob", "bob"},
            {"carol", "carol", "carol", "carol", "carol", "carol", "carol", "carol"},
            {"system", "system"},
            {"bob", "bob"},
            {"system", "system", "system"}
        });
    }

    private Row requester() {
        Row row = new Row("the one who asks approves", RefusalCode.REQUESTER_NOT_COUNTED);
        for (String[] people : new String[][] {
            {"alice"},
            {"alice-second"},
            {"alice", "alice"},
            {"alice", "alice-second"},
            {"alice", "bob"},
            {"bob", "alice"},
            {"alice-second", "bob"},
            {"alice", "carol"},
            {"carol", "alice-second"},
            {"alice", "system"},
            {"alice", "alice-second", "bob"}
        }) {
            row.with("alice asks, " + List.of(people), asked("alice", people));
        }
        row.with("bob asks", asked("bob", "alice", "bob"));
        row.with("carol asks", asked("carol", "alice", "carol"));
        for (String[] people : new String[][] {{"alice", "bob"}, {"alice", "bob", "carol"}, {"alice"}}) {
            row.with("nobody asks, " + List.of(people), lie(forgery -> {
                forgery.claims().remove("req");
                return forgery.approvedBy(people);
            }));
        }
        return row;
    }

    private Row.Attempt asked(String requester, String... people) {
        return lie(forgery -> {
            forgery.claims().put("req", requester);
            return forgery.approvedBy(people);
        });
    }

    private Row differ() {
        return new Row("approvals of different orders", RefusalCode.PAYLOADS_DIFFER)
                .each(
                        i -> lie(forgery -> {
                            forgery.claims().put("rid", String.format("%032x", i));
                            return forgery.withFirst(
                                    forgery.approvedBy("alice").approvals().get(0));
                        }),
                        IntStream.range(0, 8).boxed())
                .each(
                        i -> lie(forgery -> {
                            forgery.claims().put("why", "reason " + i);
                            return forgery.withFirst(
                                    forgery.approvedBy("carol").approvals().get(0));
                        }),
                        IntStream.range(0, 8).boxed());
    }

    private Row sizes() {
        return new Row("an order too large", RefusalCode.ORDER_TOO_LARGE)
                .each(
                        n -> lie(forgery -> forgery.approvedBy(
                                Collections.nCopies(n, "alice").toArray(String[]::new))),
                        IntStream.of(9, 10, 16, 64).boxed())
                .each(
                        n -> headed(header("ES256", alice(), MessageType.ORDER.typ()) + " ".repeat(n)),
                        IntStream.of(400, 500, 1000, 4000, 10_000).boxed())
                .each(
                        n -> first(
                                one -> new Envelope(one.header(), one.payload() + "AAAA".repeat(n), one.signature())),
                        IntStream.of(4096, 5000, 20_000).boxed())
                .each(
                        n -> lie(forgery -> forgery.withItemText(forgery.good().itemText() + " ".repeat(n))),
                        IntStream.of(6000, 6144, 8000).boxed());
    }

    private static byte[] half(byte[] octets, int which) {
        return Arrays.copyOfRange(octets, 32 * which, 32 * which + 32);
    }

    private static byte[] joined(byte[] r, byte[] s) {
        byte[] both = Arrays.copyOf(r, 64);
        System.arraycopy(s, 0, both, 32, 32);
        return both;
    }

    private static byte[] raw(byte[] value) {
        return Arrays.copyOfRange(value, value.length - 32, value.length);
    }
}
