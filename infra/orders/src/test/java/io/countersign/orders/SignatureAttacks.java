package io.countersign.orders;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusalCode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** One message's signature by a P-256 key that may sign it, spoilt in every way but the message. */
final class SignatureAttacks {
    private static final int HALF = 32;

    private final MessageType type;
    private final String payload;
    private final ApproverKey key;
    private final Approval good;

    SignatureAttacks(MessageType type, String payload, ApproverKey key) {
        this.type = type;
        this.payload = payload;
        this.key = key;
        this.good = StrictJws.sign(type, payload, key);
    }

    /** A row for each way to spoil a signature. */
    List<HostileRow> rows(String whose, Function<Approval, HostileRow.Attempt> offered) {
        List<HostileRow> rows = new ArrayList<>();
        rows.add(row(whose + " header with more or less", RefusalCode.HEADER_NOT_EXACT, headers(), offered));
        rows.add(row(whose + " signature for another purpose", RefusalCode.WRONG_TYP, purposes(), offered));
        rows.add(row(whose + " signature by another algorithm", RefusalCode.WRONG_ALG, algorithms(), offered));
        rows.add(row(
                whose + " signature that does not verify",
                RefusalCode.APPROVAL_SIGNATURE_INVALID,
                signatures(),
                offered));
        rows.add(row(whose + " signature in another spelling", RefusalCode.ENVELOPE_MALFORMED, spellings(), offered));
        return rows;
    }

    private static HostileRow row(
            String name,
            RefusalCode code,
            Map<String, Approval> approvals,
            Function<Approval, HostileRow.Attempt> offered) {
        HostileRow row = new HostileRow(name, code);
        approvals.forEach((what, approval) -> row.add(what, offered.apply(approval)));
        return row;
    }

    private Map<String, Approval> headers() {
        String json = text(good.header());
        Map<String, Approval> made = new TreeMap<>();
        for (String member : List.of(
                "\"jku\":\"https://evil.test/keys\"",
                "\"x5u\":\"https://evil.test/cert\"",
                "\"jwk\":{}",
                "\"x5c\":[]",
                "\"x5t\":\"AA\"",
                "\"crit\":[\"b64\"]",
                "\"b64\":false",
                "\"cty\":\"JWT\"",
                "\"nonce\":\"1\"",
                "\"Alg\":\"ES256\"",
                "\"alg\":\"ES256\"",
                "\"kid\":\"x\"",
                "\"typ\":\"x\"",
                "\"zip\":\"DEF\"")) {
            made.put("with " + member, resigned(json.replaceFirst("\\{", "{" + member + ",")));
        }
        for (String member : List.of("alg", "kid", "typ")) {
            made.put(
                    "without " + member,
                    resigned(json.replaceFirst("\"" + member + "\":\"[^\"]*\",?", "")
                            .replace(",}", "}")));
            made.put(
                    member + " null",
                    resigned(json.replaceFirst("\"" + member + "\":\"[^\"]*\"", "\"" + member + "\":null")));
        }
        made.put("an array", resigned("[" + json + "]"));
        made.put("two objects", resigned(json + "{}"));
        made.put("not JSON", resigned("ES256"));
        made.put("a byte order mark", resigned("\ufeff" + json));
        return made;
    }

    private Map<String, Approval> purposes() {
        Map<String, Approval> made = new TreeMap<>();
        for (MessageType other : MessageType.values()) {
            if (other != type) {
                made.put("typ of " + other, StrictJws.sign(other, payload, key));
            }
        }
        String typ = type.typ();
        for (String bad : List.of(
                "",
                "JWT",
                "JOSE",
                "application/" + typ,
                typ.toUpperCase(Locale.ROOT),
                " " + typ,
                typ + " ",
                typ + "\\u0000",
                typ.replace("+jws", ""),
                typ.replace("+jws", "+jwt"),
                typ.replace("countersign", "countersigns"),
                typ.replace('-', '_'),
                typ + "+jws",
                "*")) {
            made.put("typ '" + bad + "'", resigned(text(good.header()).replace("\"" + typ + "\"", "\"" + bad + "\"")));
        }
        return made;
    }

    private Map<String, Approval> algorithms() {
        Map<String, Approval> made = new TreeMap<>();
        for (String alg : List.of(
                "none", "None", "", "HS256", "HS384", "HS512", "RS256", "RS512", "PS256", "PS384", "ES384", "ES512",
                "ES256K", "EdDSA", "es256", "ES256 ", "ES-256")) {
            made.put("alg '" + alg + "'", resigned(text(good.header()).replace("\"ES256\"", "\"" + alg + "\"")));
        }
        return made;
    }

    private Map<String, Approval> signatures() {
        byte[] octets = Base64.getUrlDecoder().decode(good.signature());
        byte[] r = Arrays.copyOfRange(octets, 0, HALF);
        byte[] s = Arrays.copyOfRange(octets, HALF, 2 * HALF);
        byte[] zero = new byte[HALF];
        byte[] order = unsigned(JwsAlgorithm.ES256.groupOrder());
        byte[] most = new byte[HALF];
        Arrays.fill(most, (byte) 0xff);
        Map<String, Approval> made = new TreeMap<>();
        made.put("r = s = 0", signature(zero, zero));
        made.put("r = 0", signature(zero, s));
        made.put("s = 0", signature(r, zero));
        made.put("r = n", signature(order, s));
        made.put("s = n", signature(r, order));
        made.put("s beyond n", signature(r, most));
        made.put("r beyond n", signature(most, s));
        made.put("r and s exchanged", signature(s, r));
        made.put("r alone", signature(r));
        made.put("one octet short", signature(Arrays.copyOf(octets, octets.length - 1)));
        made.put("one octet long", signature(Arrays.copyOf(octets, octets.length + 1)));
        made.put("as of P-384", signature(Arrays.copyOf(octets, 96)));
        for (int bit : new int[] {0, 7, 100, 255, 256, 300, 400, 511}) {
            byte[] flipped = octets.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            made.put("bit " + bit + " flipped", signature(flipped));
        }
        String blank = StrictJws.payload((text(good.header()) + " ").getBytes(StandardCharsets.UTF_8));
        made.put("another header", new Approval(blank, good.signature()));
        made.put(
                "another message", StrictJws.sign(type, StrictJws.payload("{}".getBytes(StandardCharsets.UTF_8)), key));
        return made;
    }

    private Map<String, Approval> spellings() {
        Map<String, Approval> made = new TreeMap<>();
        for (String tail : List.of("=", "==", " ", "\n", "\r\n", ".", "+", "/", "A=", "\u00e9", "%", "\t", "\u0000")) {
            String name = "'" + StrictJws.payload(tail.getBytes(StandardCharsets.UTF_8)) + "' behind ";
            made.put(name + "signature", new Approval(good.header(), good.signature() + tail));
            made.put(name + "header", new Approval(good.header() + tail, good.signature()));
        }
        made.put("no signature", new Approval(good.header(), ""));
        made.put("no header", new Approval("", good.signature()));
        // 64 octets end in a sextet of which four bits are unused.
        String loose = good.signature().substring(0, good.signature().length() - 1);
        char last = good.signature().charAt(good.signature().length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        made.put(
                "loose trailing bits",
                new Approval(good.header(), loose + alphabet.charAt(alphabet.indexOf(last) + 1)));
        return made;
    }

    private Approval resigned(String header) {
        String segment = StrictJws.payload(header.getBytes(StandardCharsets.UTF_8));
        return new Approval(segment, key.sign((segment + "." + payload).getBytes(StandardCharsets.US_ASCII)));
    }

    private Approval signature(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return new Approval(good.header(), StrictJws.payload(whole));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] octets = number.toByteArray();
        return Arrays.copyOfRange(octets, octets.length - HALF, octets.length);
    }

    private static String text(String segment) {
        return new String(Base64.getUrlDecoder().decode(segment), StandardCharsets.UTF_8);
    }
}
