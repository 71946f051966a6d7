package io.countersign.registry.core;

import static io.countersign.registry.core.RequestState.APPROVED;
import static io.countersign.registry.core.RequestState.ISSUED;
import static io.countersign.registry.core.RequestState.LAPSED;
import static io.countersign.registry.core.RequestState.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RequestStateTest {
    @Test
    void endsTheSameInWhateverOrderOutcomesArrive() {
        for (List<RequestState> order : List.of(
                List.of(ISSUED, LAPSED, REFUSED),
                List.of(ISSUED, REFUSED, LAPSED),
                List.of(LAPSED, ISSUED, REFUSED),
                List.of(LAPSED, REFUSED, ISSUED),
                List.of(REFUSED, ISSUED, LAPSED),
                List.of(REFUSED, LAPSED, ISSUED))) {
            assertThat(after(order)).as("%s", order).isEqualTo(ISSUED);
        }
        assertThat(after(List.of(REFUSED, LAPSED))).isEqualTo(after(List.of(LAPSED, REFUSED)));
    }

    @Test
    void staysAsItIsWhenAnOutcomeComesAgain() {
        for (RequestState outcome : List.of(ISSUED, LAPSED, REFUSED)) {
            assertThat(outcome.yieldsTo(outcome)).isFalse();
        }
    }

    @Test
    void canBeApprovedAgainAfterARefusalButNotDeniedOnceApproved() {
        assertThat(REFUSED.opensToOrder()).isTrue();
        assertThat(LAPSED.opensToOrder()).isTrue();
        assertThat(APPROVED.opensToDenial()).isFalse();
        assertThat(ISSUED.opensToOrder()).isFalse();
    }

    private static RequestState after(List<RequestState> outcomes) {
        RequestState state = APPROVED;
        for (RequestState outcome : outcomes) {
            if (state.yieldsTo(outcome)) {
                state = outcome;
            }
        }
        return state;
    }
}
