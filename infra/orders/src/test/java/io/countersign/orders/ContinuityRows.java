package io.countersign.orders;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusalCode;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Continuity signatures in every bad dress: who claims to hold the live certificate's key. */
final class ContinuityRows {
    private final CorpusWorld world;

    ContinuityRows(CorpusWorld world) {
        this.world = world;
    }

    List<Row> all() {
        return List.of(typ(), header(), envelope(), kid(), alg(), signature(), rsaSignature());
    }

    private Row.Attempt lie(Consumer<RenewalForgery> change) {
        return RenewalForgery.of(world, change);
    }

    private interface Segments {
        Envelope of(String header, String payload, String signature);
    }

    private Row typ() {
        return new Row("continuity under another typ", RefusalCode.WRONG_TYP)
                .each(
                        typ -> lie(f -> {
                            f.header = header -> header.put("typ", typ);
                            f.signed = whole -> whole.with(Optional.empty());
                        }),
                        "countersign-trust+jws",
                        "countersign-transcript+jws",
                        "countersign-renewal+jws",
                        "countersign-decision+jws",
                        "countersign-policy+jws",
                        "Countersign-Continuity+jws",
                        "countersign-continuity+JWS",
                        "countersign-continuity",
                        "countersign-continuity+jwt",
                        " countersign-continuity+jws",
                        "countersign-continuity+jws ",
                        "countersign-continuity+jws\u0000",
                        "application/countersign-continuity+jws",
                        "JWT",
                        "JOSE",
                        "jws",
                        "");
    }

    private Row header() {
        Row row = new Row("a continuity header with more or less", RefusalCode.HEADER_NOT_EXACT);
        for (String member : new String[] {
            "\"jwk\":{}",
            "\"jku\":\"https://example.test\"",
            "\"x5u\":\"https://example.test\"",
            "\"x5c\":[]",
            "\"x5t\":\"AA\"",
            "\"x5t#S256\":\"AA\"",
            "\"crit\":[\"b64\"],\"b64\":false",
            "\"b64\":true",
            "\"crit\":[]",
            "\"cty\":\"JWT\"",
            "\"zip\":\"DEF\"",
            "\"alg\":\"ES256\"",
            "\"alg\":\"none\"",
            "\"kid\":\"x\"",
            "\"typ\":\"countersign-continuity+jws\"",
            "\"pre\":\"x\"",
            "\"\":\"\""
        }) {
            row.with(member, lie(f -> f.headerText = text -> "{" + member + "," + text.substring(1)));
        }
        for (String member : new String[] {"alg", "kid", "typ"}) {
            row.with("without " + member, lie(f -> f.header = header -> header.remove(member)));
            row.with("null " + member, lie(f -> f.header = header -> header.putNull(member)));
        }
        return row;
    }

    private Row envelope() {
        Row row = new Row("a continuity signature in another encoding", RefusalCode.ENVELOPE_MALFORMED);
        for (String suffix : new String[] {"=", "==", " ", "\n", "\u0000", ".", "%3d", "\u00e9"}) {
            row.with(
                    "signature + '" + suffix + "'",
                    segments((header, payload, signature) -> new Envelope(header, payload, signature + suffix)));
            row.with(
                    "header + '" + suffix + "'",
                    segments((header, payload, signature) -> new Envelope(header + suffix, payload, signature)));
            row.with(
                    "payload + '" + suffix + "'",
                    segments((header, payload, signature) -> new Envelope(header, payload + suffix, signature)));
        }
        row.with("no signature", segments((header, payload, signature) -> new Envelope(header, payload, "")));
        row.with("no payload", segments((header, payload, signature) -> new Envelope(header, "", signature)));
        row.with("no header", segments((header, payload, signature) -> new Envelope("", payload, signature)));
        return row;
    }

    private Row.Attempt segments(Segments change) {
        return lie(f -> f.signed = whole -> {
            Envelope one = whole.approvals().get(0);
            return new SignedItem(
                    List.of(change.of(one.header(), one.payload(), one.signature())),
                    0,
                    whole.itemText(),
                    whole.csr(),
                    whole.redemption());
        });
    }

    private Row kid() {
        Row row = new Row("continuity by another key", RefusalCode.CONTINUITY_KEY_MISMATCH);
        for (String name : new String[] {"alice", "bob", "carol", "robot", "system", "gone", "rita"}) {
            row.with(
                    "kid of " + name,
                    lie(f -> f.header = header ->
                            header.put("kid", world.key(name).publicKey().kid())));
        }
        for (String ca : new String[] {"ca", "etcd-ca", "front-proxy-ca"}) {
            row.with(
                    "kid of " + ca,
                    lie(f -> f.header = header -> header.put(
                            "kid",
                            world.installation.issuer("demo", ca).keyDigest().toString())));
        }
        for (String kid : new String[] {"", "x", "*", "live", "AAAA", "null"}) {
            row.with("kid '" + kid + "'", lie(f -> f.header = header -> header.put("kid", kid)));
        }
        row.with(
                "kid padded",
                lie(f ->
                        f.header = header -> header.put("kid", header.get("kid").asText() + "=")));
        row.with(
                "kid in hex",
                lie(f -> f.header = header -> header.put(
                        "kid",
                        io.countersign.contracts.Sha256.of(f.live.getPublic().getEncoded())
                                .hex())));
        row.with(
                "a certificate for the thief's key beside the live one",
                lie(f -> f.predecessor = der -> world.certificate(
                        "demo",
                        "etcd-peer",
                        f.names,
                        Installation.pair("secp256r1").getPublic(),
                        CorpusWorld.serial(77),
                        f.began,
                        f.ends)));
        return row;
    }

    private Row alg() {
        Row row = new Row("continuity with another algorithm", RefusalCode.WRONG_ALG);
        for (String alg : new String[] {
            "none", "None", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES384",
            "ES512", "ES256K", "EdDSA", "es256", "", "ES256 "
        }) {
            row.with("P-256 with '" + alg + "'", lie(f -> f.header = header -> header.put("alg", alg)));
        }
        for (String alg : new String[] {"RS256", "RS512", "PS384", "PS512", "ES256", "HS256", "none"}) {
            row.with("RSA with " + alg, lie(f -> {
                f.live = world.rsa;
                f.header = header -> header.put("alg", alg);
            }));
        }
        row.with("RSA with 1024 bits", lie(f -> f.live = world.weakRsa));
        row.with("P-521", lie(f -> f.live = Installation.pair("secp521r1")));
        return row;
    }

    private Row signature() {
        Row row = new Row("a continuity signature that is none", RefusalCode.APPROVAL_SIGNATURE_INVALID);
        row.each(
                place -> lie(f -> f.signature = octets -> {
                    byte[] flipped = octets.clone();
                    flipped[place] ^= 1;
                    return flipped;
                }),
                IntStream.range(0, 64).filter(i -> i % 4 == 0).boxed());
        byte[] n = Forgery.decoded(StrictJws.payload(fixed(JwsAlgorithm.ES256.groupOrder())));
        row.with("r = s = 0", lie(f -> f.signature = octets -> new byte[64]));
        row.with("r = 0", lie(f -> f.signature = octets -> joined(new byte[32], half(octets, 1))));
        row.with("s = 0", lie(f -> f.signature = octets -> joined(half(octets, 0), new byte[32])));
        row.with("r = n", lie(f -> f.signature = octets -> joined(n, half(octets, 1))));
        row.with("s = n", lie(f -> f.signature = octets -> joined(half(octets, 0), n)));
        row.with("short", lie(f -> f.signature = octets -> Arrays.copyOf(octets, 63)));
        row.with("long", lie(f -> f.signature = octets -> Arrays.copyOf(octets, 65)));
        row.with("of another key", lie(f -> f.signer = Optional.of(Installation.pair("secp256r1"))));
        row.with(
                "of an approver",
                lie(f -> f.signed = whole -> {
                    Envelope one = whole.approvals().get(0);
                    Approval alice =
                            new Approval(one.header(), world.key("alice").sign(one.signingInput()));
                    return SignedItem.of(one.payload(), List.of(alice), 0, whole.itemText(), whole.csr())
                            .with(whole.redemption());
                }));
        row.with(
                "over another order",
                lie(f -> f.signed = whole -> {
                    Envelope one = whole.approvals().get(0);
                    Approval other = f.continuity(StrictJws.payload(
                            new String(Forgery.decoded(one.payload()), java.nio.charset.StandardCharsets.UTF_8)
                                    .replace("abab", "acab")
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
                    return SignedItem.of(one.payload(), List.of(other), 0, whole.itemText(), whole.csr())
                            .with(whole.redemption());
                }));
        return row;
    }

    private Row rsaSignature() {
        Row row = new Row("a PS256 signature that is none", RefusalCode.APPROVAL_SIGNATURE_INVALID);
        row.each(
                place -> rsa(octets -> {
                    byte[] flipped = octets.clone();
                    flipped[place * 255 / 16] ^= 1;
                    return flipped;
                }),
                IntStream.rangeClosed(0, 16).boxed());
        row.with("all zero", rsa(octets -> new byte[256]));
        row.with("all ones", rsa(octets -> {
            byte[] ones = new byte[256];
            Arrays.fill(ones, (byte) -1);
            return ones;
        }));
        row.with("short", rsa(octets -> Arrays.copyOf(octets, 255)));
        row.with("long", rsa(octets -> Arrays.copyOf(octets, 257)));
        row.with("with a leading zero", rsa(octets -> {
            byte[] longer = new byte[257];
            System.arraycopy(octets, 0, longer, 1, 256);
            return longer;
        }));
        for (int salt : new int[] {0, 20, 31, 33}) {
            row.with("salt of " + salt, pss(salt, "SHA-256", MGF1ParameterSpec.SHA256));
        }
        row.with("SHA-384", pss(32, "SHA-384", MGF1ParameterSpec.SHA384));
        row.with("MGF1 with SHA-1", pss(32, "SHA-256", MGF1ParameterSpec.SHA1));
        row.with("PKCS#1 v1.5", resigned("SHA256withRSA", Optional.empty()));
        return row;
    }

    private Row.Attempt rsa(UnaryOperator<byte[]> change) {
        return lie(f -> {
            f.live = world.rsa;
            f.signature = change;
        });
    }

    private Row.Attempt pss(int salt, String hash, MGF1ParameterSpec mask) {
        return resigned("RSASSA-PSS", Optional.of(new PSSParameterSpec(hash, "MGF1", mask, salt, 1)));
    }

    private Row.Attempt resigned(String algorithm, Optional<PSSParameterSpec> parameters) {
        return lie(f -> {
            f.live = world.rsa;
            f.signed = whole -> {
                Envelope one = whole.approvals().get(0);
                try {
                    Signature signing = Signature.getInstance(algorithm);
                    if (parameters.isPresent()) {
                        signing.setParameter(parameters.get());
                    }
                    signing.initSign(world.rsa.getPrivate());
                    signing.update(one.signingInput());
                    Approval approval = new Approval(one.header(), StrictJws.payload(signing.sign()));
                    return SignedItem.of(one.payload(), List.of(approval), 0, whole.itemText(), whole.csr())
                            .with(whole.redemption());
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException(e);
                }
            };
        });
    }

    private static byte[] half(byte[] octets, int which) {
        return Arrays.copyOfRange(octets, 32 * which, 32 * which + 32);
    }

    private static byte[] joined(byte[] r, byte[] s) {
        byte[] both = Arrays.copyOf(r, 64);
        System.arraycopy(s, 0, both, 32, 32);
        return both;
    }

    private static byte[] fixed(java.math.BigInteger value) {
        byte[] raw = value.toByteArray();
        return Arrays.copyOfRange(raw, raw.length - 32, raw.length);
    }
}
