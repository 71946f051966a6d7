package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No document, whoever signed it, loosens the compiled floor of profiles (security 2.4): each rule of it stands here once. */
final class ProfileFloorInTrustTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final TrustDocument FIRST = INSTALLATION.trust();
    private static final Instant NOW = INSTALLATION.now();
    private static final JsonAttacks NEXT = new JsonAttacks(Forgery.decoded(
            TrustDraft.after(FIRST).content(NOW, Duration.ofDays(30)).payload()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "super-admin | \"persons\": 2 | \"persons\": 1 | persons must be at least 2 for T0",
                "etcd-peer | \"persons\": 2 | \"persons\": 1 | persons must be at least 2 for T1",
                "scheduler | \"persons\": 1 | \"persons\": 0 | persons must be at least 1 for T2",
                "etcd-peer | \"persons\": 2 | \"persons\": -2147483648 | persons must be at least 2",
                "super-admin | \"tier\": \"T0\" | \"tier\": \"T1\" | tier must be T0",
                "front-proxy-client | \"tier\": \"T0\" | \"tier\": \"T1\" | tier must be T0",
                "admin | \"tier\": \"T1\" | \"tier\": \"T2\" | tier must be T1",
                "etcd-server | \"tier\": \"T1\" | \"tier\": \"T2\" | tier must be T1",
                "controller-manager | \"tier\": \"T1\" | \"tier\": \"T2\" | tier must be T1",
                "super-admin | \"requesterCounts\": false | \"requesterCounts\": true | requester must not count",
                "etcd-peer | \"requesterCounts\": false | \"requesterCounts\": true | requester must not count",
                "scheduler | \"o\": [] | \"o\": [\"system:masters\"] | tier must be T0",
                "user | \"o\": [] | \"o\": [\"system:nodes\"] | belongs to another profile",
                "scheduler | system:kube-scheduler | system:kube-proxy | belongs to another profile",
                "super-admin | \"maxLifetime\": \"PT24H\" | \"maxLifetime\": \"PT25H\" | system:masters",
                "kubelet-client | P90D | P91D | kubelet",
                "kubelet-serving | P90D | P91D | kubelet",
                "apiserver | P365D | P366D | maxLifetime",
                "user | PT8H | P2D | free groups",
                "apiserver | \"PT24H\" | \"P8D\" | useByCap",
                "apiserver | \"PT24H\" | \"PT0S\" | useByCap",
                "apiserver | serverAuth | codeSigning | extendedKeyUsage",
                "etcd-peer | \"clientAuth\" | \"serverAuth\" | twice",
                "apiserver | \"issuer\": \"ca\" | \"issuer\": \"root\" | issuer must be",
                "apiserver | tbs/1 | tbs/2 | encoder",
                "apiserver | \"renewAt\": 0.5 | \"renewAt\": 0.95 | renewAt",
                "apiserver | \"ou\": \"\" | \"ou\": \"countersign\" | wrong ou",
                "service | \"ou\": \"countersign\" | \"ou\": \"\" | wrong ou",
                "apiserver | kube-apiserver | {user} | free names",
                "user | \"cn\": \"{user}\" | \"cn\": \"{instance}\" | user profile",
                "etcd-peer | \"cn\": \"{instance}\" | \"cn\": \"peer\" | end in {instance}",
                "service | spiffe://{trustDomain}/countersign/ | spiffe://elsewhere/ | must begin with",
                "person | /person/ | /countersign/ | must begin with",
                "person | clientAuth | serverAuth | clients CA",
                "apiserver | \"kubernetes.default\" | \"*.example.org\" | wildcard"
            })
    void refusesAFullySignedDocumentWithAProfileBelowTheFloor(String name, String from, String to, String rule) {
        String good = FIRST.profile(name).orElseThrow().text();
        String bad = good.replace(from, to);
        assertThat(bad).isNotEqualTo(good);
        assertThatThrownBy(() -> offer(withText(name, bad)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.TRUST_MALFORMED))
                .hasMessageContaining(rule);
    }

    @Test
    void acceptsAStricterProfile() throws RefusedException {
        String stricter = FIRST.profile("etcd-peer").orElseThrow().text().replace("\"persons\": 2", "\"persons\": 3");
        TrustDocument next = offer(withText("etcd-peer", stricter));
        assertThat(Quorum.needed(next.profile("etcd-peer").orElseThrow())).isEqualTo(3);
    }

    private static byte[] withText(String name, String text) {
        return NEXT.with(tree -> tree.withArray("/profiles").forEach(entry -> {
            if (entry.get("name").asText().equals(name)) {
                ((ObjectNode) entry)
                        .put("text", text)
                        .put(
                                "sha256",
                                Sha256.of(text.getBytes(StandardCharsets.UTF_8)).toString());
            }
        }));
    }

    private static TrustDocument offer(byte[] payload) throws RefusedException {
        String segment = StrictJws.payload(payload);
        return FIRST.succeededBy(
                new TrustFile(
                                segment,
                                IntStream.range(0, 3)
                                        .mapToObj(officer -> StrictJws.sign(
                                                MessageType.TRUST, segment, INSTALLATION.officerKey(officer)))
                                        .toList())
                        .bytes(),
                NOW);
    }
}
