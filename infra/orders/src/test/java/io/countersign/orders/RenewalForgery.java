package io.countersign.orders;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.Redemption;
import io.countersign.x509.Csr;
import io.countersign.x509.Profile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One good renewal under a standing grant, and every way to spoil it. The parts are made in the order in which they name one
 * another, and what a test does not touch is made and signed anew, so that only its own lie is left to find.
 */
final class RenewalForgery {
    final CorpusWorld world;
    KeyPair live;
    Optional<KeyPair> signer = Optional.empty();
    Optional<KeyPair> next = Optional.empty();
    Lineage lineage = Installation.ETCD_PEER;
    String profile = "etcd-peer";
    Names names = Installation.etcdPeer("cp-1");
    Instant now;
    Instant began;
    Instant ends;
    Stops stops = Stops.NONE;
    String[] people = {Installation.ALICE, Installation.BOB};
    Consumer<ObjectNode> grant = text -> {};
    Consumer<ObjectNode> grantOrder = claims -> {};
    Consumer<ObjectNode> item = text -> {};
    Consumer<ObjectNode> claims = order -> {};
    Consumer<ObjectNode> header = members -> {};
    UnaryOperator<String> grantText = text -> text;
    UnaryOperator<String> grantOrderText = text -> text;
    UnaryOperator<String> claimsText = text -> text;
    UnaryOperator<String> headerText = text -> text;
    UnaryOperator<Bytes> predecessor = der -> der;
    Optional<Bytes> issuedPredecessor = Optional.empty();
    UnaryOperator<byte[]> signature = octets -> octets;
    UnaryOperator<Redemption> redemption = whole -> whole;
    UnaryOperator<SignedItem> signed = whole -> whole;

    RenewalForgery(CorpusWorld world) {
        this.world = world;
        this.live = world.live;
        this.now = world.now;
        this.began = now.minus(CorpusWorld.hours(20));
        this.ends = now.plus(CorpusWorld.hours(10));
    }

    /** The answer to the renewal with this change. */
    static Row.Attempt of(CorpusWorld world, Consumer<RenewalForgery> change) {
        return () -> {
            RenewalForgery forgery = new RenewalForgery(world);
            change.accept(forgery);
            return forgery.answer();
        };
    }

    Optional<Refusal> answer() {
        return world.decide(stops, build(), now);
    }

    SignedItem build() {
        Profile rules = world.trust.profile(profile).orElseThrow();
        Sha256 issuer = world.trust
                .issuer(lineage.cluster(), rules.issuer())
                .orElseThrow()
                .certificate()
                .digest();
        Bytes honest = issuedPredecessor.orElseGet(() -> world.certificate(
                lineage.cluster(), profile, names, live.getPublic(), CorpusWorld.serial(77), began, ends));
        Bytes der = predecessor.apply(honest);
        String text = grantText.apply(json(changed(
                tree(new GrantText(
                                issuer,
                                lineage,
                                profile,
                                rules.digest(),
                                names,
                                CorpusWorld.hours(30),
                                CorpusWorld.hours(7),
                                began,
                                now.plus(CorpusWorld.hours(24 * 20)))
                        .text()),
                grant)));
        String granted = StrictJws.payload(grantOrderText
                .apply(json(changed(grantClaims(text), grantOrder)))
                .getBytes(StandardCharsets.UTF_8));
        Csr csr = csr();
        String itemText = json(changed(
                tree(new OrderItem(
                                issuer,
                                lineage,
                                profile,
                                rules.digest(),
                                csr.digest(),
                                csr.keyDigest(),
                                names,
                                now.minus(Profile.BACKDATE),
                                now.plus(CorpusWorld.hours(30)),
                                Optional.of(new Predecessor(CorpusWorld.serial(77), der.sha256(), 4)))
                        .text()),
                item));
        String payload = StrictJws.payload(claimsText
                .apply(json(changed(orderClaims(itemText, text), claims)))
                .getBytes(StandardCharsets.UTF_8));
        Redemption whole = new Redemption(granted, world.signatures(granted, people), text, der);
        return signed.apply(SignedItem.of(payload, List.of(continuity(payload)), 0, itemText, csr.der())
                .with(Optional.of(redemption.apply(whole))));
    }

    private Csr csr() {
        return next.map(keys -> Installation.csr(keys, names)).orElseGet(() -> world.csr(names));
    }

    /** The continuity signature, over the header as changed. */
    Approval continuity(String payload) {
        KeyPair keys = signer.orElse(live);
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        members.put("alg", algorithm(keys));
        members.put("kid", Sha256.of(live.getPublic().getEncoded()).toString());
        members.put("typ", MessageType.CONTINUITY.typ());
        String segment = StrictJws.payload(
                headerText.apply(json(changed(members, header))).getBytes(StandardCharsets.UTF_8));
        byte[] octets = signature.apply(sign(keys, new Envelope(segment, payload, "").signingInput()));
        return new Approval(segment, StrictJws.payload(octets));
    }

    private static String algorithm(KeyPair keys) {
        return keys.getPublic() instanceof java.security.interfaces.ECPublicKey key
                ? JwsAlgorithm.forKey(key).map(Enum::name).orElse("ES256")
                : "PS256";
    }

    private static byte[] sign(KeyPair keys, byte[] input) {
        if (keys.getPublic() instanceof java.security.interfaces.ECPublicKey key
                && JwsAlgorithm.forKey(key).isPresent()) {
            return Forgery.decoded(
                    ApproverKey.of(keys.getPrivate(), JwsKey.of(key)).sign(input));
        }
        if (keys.getPublic() instanceof java.security.interfaces.RSAPublicKey key
                && key.getModulus().bitLength() >= 2048) {
            return PssKey.of(key).sign(keys.getPrivate(), input);
        }
        try {
            Signature signing = Signature.getInstance(
                    keys.getPublic().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signing.initSign(keys.getPrivate());
            signing.update(input);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode grantClaims(String text) {
        ObjectNode tree = shared(Act.GRANT, began.plusSeconds(300));
        tree.put("req", "rita");
        tree.putArray("grants").add(digest(text));
        return tree;
    }

    private ObjectNode orderClaims(String itemText, String text) {
        ObjectNode tree = shared(Act.ISSUE, now);
        tree.put("exp", now.getEpochSecond() + 3600);
        tree.put("gra", digest(text));
        tree.putArray("items").add(digest(itemText));
        return tree;
    }

    private ObjectNode shared(Act act, Instant made) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("v", 1);
        tree.put("act", act.wireName());
        tree.put("dep", Installation.DEPLOYMENT);
        tree.put("clu", lineage.cluster());
        tree.put("rid", "ab".repeat(16));
        tree.put("iat", made.getEpochSecond());
        return tree;
    }

    static String digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    static ObjectNode tree(String json) {
        try {
            return (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String json(ObjectNode tree) {
        return new String(Json.canonical(tree), StandardCharsets.UTF_8);
    }

    private static ObjectNode changed(ObjectNode tree, Consumer<ObjectNode> change) {
        change.accept(tree);
        return tree;
    }

    /** What the checks say of it, for tests that look into the answer. */
    ApprovedItem approved() throws RefusedException {
        return Decision.check(world.trust, stops, build(), now);
    }
}
