package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.RefusedException;
import org.junit.jupiter.api.Test;

/** The highest tier takes the signature of the one who asks, beside enough others'. */
final class RequestSignatureTest {
    private static final CorpusWorld WORLD = new CorpusWorld();
    private static final String SUPER_ADMIN = "demo/super-admin/cp-1";

    @Test
    void completesAnOrderOfTheHighestTier() throws RefusedException {
        for (String[] signers :
                new String[][] {{"ask:rita", "alice", "bob"}, {"alice", "ask:rita", "bob"}, {"alice", "bob", "ask:rita"}
                }) {
            ApprovedItem approved = Decision.check(
                    WORLD.trust, Stops.NONE, RequestRows.ordered(WORLD, SUPER_ADMIN, "rita", signers), WORLD.now);
            assertThat(approved.persons()).containsExactlyInAnyOrder("alice", "bob");
            assertThat(approved.isComplete()).isTrue();
        }
    }

    @Test
    void mayComeFirstOrLast() throws RefusedException {
        for (String[] signers : new String[][] {{"ask:rita"}, {"ask:rita", "alice"}, {"alice"}, {"alice", "bob"}}) {
            assertThat(soFar("rita", signers).isComplete()).isFalse();
        }
        assertThat(soFar("rita", "alice", "bob", "ask:rita").isComplete()).isTrue();
    }

    @Test
    void isAPersonsOwnEvenWhileApprovalsAreMissing() {
        assertThatThrownBy(() -> soFar("rita", "ask:alice")).hasMessageContaining("request-signature-missing");
        assertThatThrownBy(() -> soFar("rita", "alice", "ask:bob")).hasMessageContaining("request-signature-missing");
        assertThatThrownBy(() -> soFar("connector", "ask:robot")).hasMessageContaining("request-signature-missing");
    }

    @Test
    void neverApproves() {
        assertThatThrownBy(() -> Decision.check(
                        WORLD.trust,
                        Stops.NONE,
                        RequestRows.ordered(WORLD, SUPER_ADMIN, "alice", "ask:alice", "alice", "bob"),
                        WORLD.now))
                .hasMessageContaining("requester-not-counted");
        assertThatThrownBy(() -> Decision.check(
                        WORLD.trust,
                        Stops.NONE,
                        RequestRows.ordered(WORLD, SUPER_ADMIN, "rita", "ask:rita", "bob"),
                        WORLD.now))
                .hasMessageContaining("too-few-persons");
        assertThatThrownBy(() -> Decision.check(
                        WORLD.trust,
                        Stops.NONE,
                        RequestRows.ordered(WORLD, SUPER_ADMIN, "rita", "ask:rita"),
                        WORLD.now))
                .hasMessageContaining("requester-not-counted");
    }

    private static ApprovedItem soFar(String requester, String... signers) throws RefusedException {
        return Decision.checkSoFar(
                WORLD.trust, Stops.NONE, RequestRows.ordered(WORLD, SUPER_ADMIN, requester, signers), WORLD.now);
    }
}
