package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.Sha256;
import io.countersign.x509.Csr;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders that are well signed and still not to be carried out, each with a code of its own. */
final class OrderAbuseTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final Instant NOW = INSTALLATION.now();

    private Csr csr;
    private Forgery forgery;

    @BeforeEach
    void makeOneGoodOrder() {
        csr = Installation.csr(Installation.etcdPeer("cp-1"));
        forgery = new Forgery(INSTALLATION, csr);
        assertThat(verdict(forgery.good(), NOW)).isInstanceOf(Verdict.Plan.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dep", "clu", "rid", "iat", "exp", "items"})
    void refusesMissingNullAndUnknownClaims(String claim) {
        var good = forgery.claims().deepCopy();
        assertRefused(forgery.withClaims(claims -> claims.remove(claim)), RefusalCode.PAYLOAD_MALFORMED);
        assertRefused(forgery.withClaims(claims -> claims.putNull(claim)), RefusalCode.PAYLOAD_MALFORMED);
        assertRefused(
                forgery.withClaims(claims -> {
                    claims.setAll(good);
                    claims.put(claim + "x", 1);
                }),
                RefusalCode.PAYLOAD_MALFORMED);
    }

    @Test
    void refusesDoubledClaimsFloatsAndOtherEncodings() {
        String json = forgery.claims().toString();
        String iat = "\"iat\":" + NOW.getEpochSecond();
        assertThat(json).contains(iat);
        for (String bad : new String[] {
            json.replace(iat, iat + "," + iat),
            json.replace(iat, iat + ".0"),
            json.replace(iat, "\"iat\":1e9"),
            json.replace(iat, "\"iat\":\"" + NOW.getEpochSecond() + "\""),
            json.replace(iat, "\"iat\":99999999999999999999"),
            json.replace(iat, "\"iat\":-1"),
            json.replace(iat, "\"iat\":true"),
            json + " {}",
            "\ufeff" + json,
            "[" + json + "]",
            "null",
            ""
        }) {
            SignedItem signed = bad.isEmpty() ? forgery.withPayloadText(" ") : forgery.withPayloadText(bad);
            assertRefused(signed, RefusalCode.PAYLOAD_MALFORMED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deny", "grant", "revoke", "bundle", "policy", "ISSUE"})
    void refusesAnotherActThanIssue(String act) {
        assertRefused(
                forgery.withClaims(claims -> {
                    claims.put("act", act);
                    if (act.equals("deny")) {
                        claims.remove("items");
                        claims.remove("req");
                        claims.putArray("requests").add("abcdefghijklmnopqrst");
                    }
                }),
                RefusalCode.WRONG_ACT);
    }

    @Test
    void refusesAnotherVersionOfOrders() {
        assertRefused(forgery.withClaims(claims -> claims.put("v", 2)), RefusalCode.WRONG_ACT);
    }

    @Test
    void refusesAnOrderOfAnotherInstallation() {
        assertRefused(forgery.withClaims(claims -> claims.put("dep", "ff".repeat(16))), RefusalCode.WRONG_DEPLOYMENT);
    }

    @Test
    void refusesAnOrderFromTheFutureBeyondTheTolerance() {
        assertThat(verdict(forgery.good(), NOW.minusSeconds(60))).isInstanceOf(Verdict.Plan.class);
        assertRefused(forgery.good(), NOW.minusSeconds(61), RefusalCode.ORDER_FROM_THE_FUTURE);
    }

    @Test
    void refusesAnOrderFromItsUseByOn() {
        Instant useBy = NOW.plus(OrderWriter.USUAL_USE_BY);
        assertThat(verdict(forgery.good(), useBy.minusSeconds(1))).isInstanceOf(Verdict.Plan.class);
        assertRefused(forgery.good(), useBy, RefusalCode.ORDER_PAST_USE_BY);
    }

    @Test
    void refusesAUseByBeyondProfileAndInstallation() {
        long iat = NOW.getEpochSecond();
        assertRefused(
                forgery.withClaims(
                        claims -> claims.put("exp", iat + Duration.ofHours(24).toSeconds() + 1)),
                RefusalCode.USE_BY_TOO_FAR);
        assertRefused(
                forgery.withClaims(
                        claims -> claims.put("exp", iat + Duration.ofDays(7).toSeconds() + 1)),
                RefusalCode.USE_BY_TOO_FAR);
    }

    @Test
    void refusesEverythingOnceTheTrustDocumentHasExpired() {
        Instant expired = INSTALLATION.trust().expires();
        assertRefused(forgery.good(), expired, RefusalCode.TRUST_EXPIRED);
    }

    @Test
    void refusesALineageOfAnotherClusterThanTheOrder() {
        assertRefusedItem(item -> item.put("lin", "other/etcd-peer/cp-1"), RefusalCode.LINEAGE_MISMATCH);
    }

    @Test
    void refusesAnUnknownIssuerAndOneOfAnotherCluster() {
        assertRefusedItem(item -> item.put("iss", Sha256.of(new byte[] {1}).toString()), RefusalCode.ISSUER_UNKNOWN);
        assertRefusedItem(
                item -> item.put(
                        "iss", INSTALLATION.issuer("other", "etcd-ca").digest().toString()),
                RefusalCode.ISSUER_OF_ANOTHER_CLUSTER);
        assertRefusedItem(
                item -> item.put(
                        "iss", INSTALLATION.issuer("demo", "ca").digest().toString()),
                RefusalCode.ISSUER_NOT_FOR_PROFILE);
        assertRefused(
                new Forgery(INSTALLATION, csr).withClaims(claims -> claims.put("clu", "other")),
                RefusalCode.ISSUER_OF_ANOTHER_CLUSTER);
    }

    @Test
    void refusesAnUnknownAndAnEditedProfile() {
        assertRefusedItem(item -> item.put("pro", "etcd-queen"), RefusalCode.PROFILE_UNKNOWN);
        assertRefusedItem(item -> item.put("prh", Sha256.of(new byte[] {1}).toString()), RefusalCode.PROFILE_CHANGED);
    }

    @Test
    void refusesAnEditedItem() {
        SignedItem good = forgery.good();
        String edited = good.itemText().replace("cp-1", "cp-2");
        assertRefused(new SignedItem(good.approvals(), 0, edited, good.csr()), RefusalCode.ITEM_MISMATCH);
        assertRefused(new SignedItem(good.approvals(), 1, good.itemText(), good.csr()), RefusalCode.ITEM_MISMATCH);
        assertRefused(new SignedItem(good.approvals(), -1, good.itemText(), good.csr()), RefusalCode.ITEM_MISMATCH);
    }

    @Test
    void refusesAnItemInAnotherSpelling() {
        String text = forgery.good().itemText();
        assertRefused(forgery.withItemText(text + " "), RefusalCode.ITEM_MALFORMED);
        assertRefused(
                forgery.withItemText(text.replace("[\"cp-1\",\"localhost\"]", "[\"localhost\",\"cp-1\"]")),
                RefusalCode.ITEM_MALFORMED);
        assertRefusedItem(item -> item.put("ca", true), RefusalCode.ITEM_MALFORMED);
        assertRefusedItem(item -> item.putNull("nbf"), RefusalCode.ITEM_MALFORMED);
        assertRefusedItem(item -> item.put("naf", 1.5), RefusalCode.ITEM_MALFORMED);
    }

    @Test
    void refusesAnEditedOrExchangedCsr() {
        SignedItem good = forgery.good();
        byte[] edited = good.csr().toArray();
        edited[edited.length - 1] ^= 1;
        assertRefused(new SignedItem(good.approvals(), 0, good.itemText(), Bytes.of(edited)), RefusalCode.CSR_MISMATCH);
        assertRefused(
                new SignedItem(
                        good.approvals(),
                        0,
                        good.itemText(),
                        Installation.csr(Installation.etcdPeer("cp-1")).der()),
                RefusalCode.CSR_MISMATCH);
    }

    @Test
    void refusesKeysNamesAndLineagesThatDifferFromTheCsr() {
        assertRefusedItem(item -> item.put("spk", Sha256.of(new byte[] {1}).toString()), RefusalCode.KEY_MISMATCH);
        assertRefusedItem(item -> ((ObjectNode) item.get("sub")).put("cn", "cp-2"), RefusalCode.NAMES_MISMATCH);
        assertRefusedItem(item -> item.put("lin", "demo/etcd-peer/worker-1"), RefusalCode.LINEAGE_MISMATCH);
    }

    @Test
    void refusesTheKeyOfACa() {
        Csr ofCa = Installation.csr(INSTALLATION.caKeys("demo", "ca"), Installation.etcdPeer("cp-1"));
        assertRefused(rewritten(ofCa, item -> {}), RefusalCode.KEY_OF_A_CA);
    }

    @Test
    void refusesSystemMastersForAUser() {
        Csr evil = Installation.csr(Names.subject("mallory", "system:masters"));
        SignedItem signed = rewritten(evil, item -> {
            item.put("lin", "demo/user/mallory");
            item.put("pro", "user");
            item.put(
                    "prh",
                    INSTALLATION.trust().profile("user").orElseThrow().digest().toString());
            item.put("iss", INSTALLATION.issuer("demo", "ca").digest().toString());
            item.put("naf", NOW.plus(Duration.ofHours(8)).getEpochSecond());
        });
        assertRefused(signed, RefusalCode.RESERVED_NAME);
    }

    @Test
    void refusesValiditiesOutsideOrderProfileAndIssuer() {
        long now = NOW.getEpochSecond();
        assertRefusedItem(item -> item.put("nbf", now - 301), RefusalCode.VALIDITY_NOT_ALLOWED);
        assertRefusedItem(item -> item.put("nbf", now + 86_401), RefusalCode.VALIDITY_NOT_ALLOWED);
        assertRefusedItem(item -> item.put("naf", now), RefusalCode.VALIDITY_NOT_ALLOWED);
        assertRefusedItem(
                item -> item.put("naf", now + Duration.ofDays(365).toSeconds() + 1), RefusalCode.VALIDITY_NOT_ALLOWED);
    }

    private SignedItem rewritten(Csr other, Consumer<ObjectNode> change) {
        SignedItem signed = new Forgery(INSTALLATION, csr).withItem(item -> {
            item.put("csr", other.digest().toString());
            item.put("spk", other.keyDigest().toString());
            ObjectNode subject = item.putObject("sub");
            subject.put("cn", other.names().commonName());
            other.names().organizations().forEach(subject.putArray("o")::add);
            ObjectNode san = item.putObject("san");
            other.names().dns().forEach(san.putArray("dns")::add);
            other.names().ips().forEach(san.putArray("ip")::add);
            san.putArray("uri");
            change.accept(item);
        });
        return new SignedItem(signed.approvals(), 0, signed.itemText(), other.der());
    }

    private void assertRefusedItem(Consumer<ObjectNode> change, RefusalCode code) {
        assertRefused(new Forgery(INSTALLATION, csr).withItem(change), code);
    }

    private static Verdict verdict(SignedItem signed, Instant now) {
        try {
            return Decision.decide(INSTALLATION.trust(), Stops.NONE, signed, now, INSTALLATION.serials());
        } catch (SerialUnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertRefused(SignedItem signed, RefusalCode code) {
        assertRefused(signed, NOW, code);
    }

    private static void assertRefused(SignedItem signed, Instant now, RefusalCode code) {
        assertThat(verdict(signed, now)).isInstanceOfSatisfying(Verdict.Refused.class, refused -> assertThat(
                        refused.refusal().code())
                .as(refused.refusal().detail())
                .isEqualTo(code));
    }
}
