package io.countersign.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PeerAllowlistTest {
    private final PeerAllowlist allowlist = new PeerAllowlist(List.of(
            new PeerAllowlist.Entry("spiffe://example/person/*", Set.of("requests:read")),
            new PeerAllowlist.Entry("spiffe://example/person/alice", Set.of("requests:create")),
            new PeerAllowlist.Entry("spiffe://example/agent/demo/*", Set.of("agent:work"))));

    @Test
    void permitsWhatIsListedAndAddsUpOverEntries() {
        Peer alice = new Peer("spiffe://example/person/alice");
        assertThat(allowlist.permits(alice, "requests:read")).isTrue();
        assertThat(allowlist.operations(alice)).containsExactlyInAnyOrder("requests:read", "requests:create");
        assertThat(allowlist.permits(new Peer("spiffe://example/agent/demo/cp-1"), "agent:work"))
                .isTrue();
    }

    @Test
    void refusesEveryoneElse() {
        assertThat(allowlist.permits(new Peer("spiffe://example/person/bob"), "requests:create"))
                .isFalse();
        assertThat(allowlist.permits(new Peer("spiffe://example/person/alice"), "agent:work"))
                .isFalse();
        assertThat(new PeerAllowlist(List.of()).permits(new Peer("spiffe://example/person/alice"), "requests:read"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spiffe://other/person/alice",
                "spiffe://example/person/alice/more",
                "spiffe://example/person/",
                "spiffe://example/person",
                "spiffe://example/Person/alice",
                "spiffe://example/agent/prod/cp-1",
                "https://example/person/alice",
                ""
            })
    void aNeighbouringNameIsNobody(String id) {
        assertThat(allowlist.operations(new Peer(id))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spiffe://*/person/alice",
                "spiffe://example/person/al*",
                "spiffe://example",
                "spiffe://example/",
                "spiffe:///person/alice",
                "person/alice",
                "*"
            })
    void refusesAPatternThatSaysTooMuchOrTooLittle(String who) {
        assertThatThrownBy(() -> new PeerAllowlist.Entry(who, Set.of("a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void splitsAnIdBehindItsTrustDomain() {
        assertThat(new Peer("spiffe://example/agent/demo/cp-1").path()).containsExactly("agent", "demo", "cp-1");
        assertThat(new Peer("nobody").path()).isEmpty();
    }
}
