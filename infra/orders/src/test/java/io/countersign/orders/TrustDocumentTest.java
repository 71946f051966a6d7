package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class TrustDocumentTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));

    @Test
    void saysWhatTheOfficersSigned() throws RefusedException {
        TrustDocument trust = TrustDocument.open(INSTALLATION.file(), Sha256.of(INSTALLATION.file()));
        assertThat(trust.content()).isEqualTo(INSTALLATION.content());
        assertThat(trust.deployment()).isEqualTo(Installation.DEPLOYMENT);
        assertThat(trust.version()).isEqualTo(1);
        assertThat(trust.issuer("demo", "etcd-ca").orElseThrow().certificate())
                .isEqualTo(INSTALLATION.issuer("demo", "etcd-ca"));
        assertThat(trust.issuer("demo", "services")).isEmpty();
        assertThat(trust.digest())
                .isEqualTo(Sha256.of(Forgery.decoded(INSTALLATION.content().payload())));
    }

    @Test
    void refusesAnyFileButThePinnedOne() {
        byte[] file = INSTALLATION.file();
        byte[] longer = (new String(file, StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> TrustDocument.open(longer, Sha256.of(file)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.TRUST_NOT_PINNED));
    }

    @Test
    void countsOfficersByPersonAndNotByKey() {
        Approval one = INSTALLATION.officerSignature(INSTALLATION.content(), 0);
        assertRefused(List.of(one), RefusalCode.TRUST_TOO_FEW_OFFICERS);
        assertRefused(List.of(one, one), RefusalCode.TRUST_TOO_FEW_OFFICERS);
    }

    @Test
    void refusesSignaturesOfOthersAndForOtherPurposes() {
        TrustContent content = INSTALLATION.content();
        Approval good = INSTALLATION.officerSignature(content, 0);
        Approval approver =
                StrictJws.sign(MessageType.TRUST, content.payload(), INSTALLATION.approver(Installation.ALICE));
        assertRefused(List.of(good, approver), RefusalCode.KID_UNKNOWN);
        Approval transcript = StrictJws.sign(MessageType.TRANSCRIPT, content.payload(), INSTALLATION.officerKey(1));
        assertRefused(List.of(good, transcript), RefusalCode.WRONG_TYP);
        Approval other = new Approval(
                good.header(), INSTALLATION.officerSignature(content, 1).signature());
        assertRefused(List.of(good, other), RefusalCode.APPROVAL_SIGNATURE_INVALID);
    }

    @Test
    void refusesContradictionsInTheContent() {
        assertMalformed(trust -> trust.put("comment", "x"), "unknown member");
        assertMalformed(trust -> trust.remove("roster"), "missing");
        assertMalformed(trust -> trust.put("v", 2), "v must be 1");
        assertMalformed(trust -> trust.put("version", 2), "names the one before");
        assertMalformed(trust -> trust.put("dep", "short"), "128 bits");
        assertMalformed(trust -> trust.put("expires", trust.get("issued").asLong()), "expires before");
        assertMalformed(trust -> trust.withObject("/limits").put("useBy", 8 * 86_400), "use-by cap");
        assertMalformed(trust -> trust.withObject("/officers").put("threshold", 1), "threshold");
        assertMalformed(trust -> trust.withObject("/officers").put("threshold", 4), "threshold");
        assertMalformed(trust -> trust.withObject("/officers").put("threshold", 2L - (1L << 32)), "threshold");
        assertMalformed(
                trust -> trust.withArray("/roster").add(trust.get("roster").get(0)), "listed twice");
        assertMalformed(
                trust -> trust.withArray("/clusters").add(trust.get("clusters").get(0)), "listed twice");
        assertMalformed(
                trust -> ((ObjectNode) trust.get("profiles").get(0)).put("text", "{}"), "not the one its sha256");
        assertMalformed(trust -> ((ObjectNode) trust.get("roster").get(0)).put("alg", "ES384"), "alg does not fit");
        assertMalformed(trust -> ((ObjectNode) trust.get("roster").get(0)).put("kind", "god"), "unknown kind");
        assertMalformed(
                trust -> {
                    var issuers = (ArrayNode) trust.get("clusters").get(0).get("issuers");
                    ((ObjectNode) issuers.get(0))
                            .put(
                                    "certificate",
                                    issuers.get(1).get("certificate").asText());
                },
                "CA key is listed twice");
    }

    @Test
    void refusesAFileThatSaysAMemberTwice() {
        String file = new String(INSTALLATION.file(), StandardCharsets.UTF_8);
        byte[] doubled = file.replaceFirst("\\{", "{\"payload\":\"AA\",").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> TrustDocument.open(doubled, Sha256.of(doubled)))
                .hasMessageContaining("trust-malformed");
    }

    private static void assertMalformed(Consumer<ObjectNode> change, String message) {
        byte[] payload = Forgery.decoded(INSTALLATION.content().payload());
        try {
            ObjectNode tree = (ObjectNode) Json.parse(payload);
            change.accept(tree);
            assertThatThrownBy(() -> TrustContent.parse(Json.canonical(tree)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("trust-malformed")
                    .hasMessageContaining(message);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertRefused(List<Approval> signatures, RefusalCode code) {
        byte[] file = TrustDocument.file(INSTALLATION.content(), new ArrayList<>(signatures));
        assertThatThrownBy(() -> TrustDocument.open(file, Sha256.of(file)))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                                refused.refusal().code())
                        .as(refused.getMessage())
                        .isEqualTo(code));
    }
}
