package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.agent.Registry.RejectedException;
import io.countersign.agent.SagaState.Step;
import io.countersign.agent.StepHook.Point;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Wherever a renewal by grant dies, it goes on without people, and of no certificate two successors are ordered. */
class GrantCrashTest {
    @TempDir
    Path folder;

    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"LEFT_TO_PEOPLE", "ROLLING_BACK_STORED", "ROLLED_BACK_STORED"})
    void aDeathOnTheWayForwardEndsRenewedByOneOrder(Point point) throws Exception {
        GrantedNode node = new GrantedNode(folder);
        dieAt(node, point);

        node.renew();

        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.asked).as("nobody was asked").isEmpty();
        assertThat(new LinkedHashSet<>(node.registry.sent)).as("one body").hasSize(1);
        assertThat(node.registry.reports).containsExactly("installed", "served");
        assertThat(node.rotation().state().step()).isEqualTo(Step.RESTING);
        assertThat(KeyMatch.of(Files.readString(node.keyFile), node.certificate()))
                .isTrue();
    }

    @Test
    void aDeathAfterTheOrderWasStoredSendsWhatWasStored() throws Exception {
        GrantedNode node = new GrantedNode(folder);
        dieAt(node, Point.ORDER_STORED);
        assertThat(node.registry.sent).isEmpty();
        SignedRenewal stored = node.store().renewal().orElseThrow();

        node.renew();
        assertThat(node.registry.lastSent()).isEqualTo(stored);
    }

    @Test
    void aDeathWithAnOrderSentSendsItAgainThoughItsUseByHasPassed() throws Exception {
        GrantedNode node = new GrantedNode(folder);
        dieAt(node, Point.SUBMITTED);
        node.now = node.now.plusSeconds(3 * 3600);
        node.renew(Optional.empty());

        assertThat(node.registry.sent).hasSize(2).containsOnly(node.registry.sent.get(0));
        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.asked).isEmpty();
    }

    @Test
    void aDeathWhenThePeopleAreAskedOrdersNothingMore() throws Exception {
        GrantedNode node = new GrantedNode(folder);
        node.registry.rejection = Optional.of(new RejectedException("order-cancelled", "by carol"));
        dieAt(node, Point.LEFT_TO_PEOPLE);
        node.registry.rejection = Optional.empty();
        node.renew();

        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.sent).hasSize(1);
        assertThat(node.registry.asked).hasSize(1);
        assertThat(node.registry.reports)
                .contains("installed: approved by people, not by grant: "
                        + "the registry refused the renewal: order-cancelled: by carol");
    }

    @ParameterizedTest
    @EnumSource(names = {"PROBED", "ROLLING_BACK_STORED", "ROLLED_BACK_STORED", "REPORTED"})
    void aDeathOnTheWayBackOrdersNoSecondSuccessor(Point point) throws Exception {
        GrantedNode node = new GrantedNode(folder);
        Probe working = node.probe;
        node.probe = () -> Node.parse(node.oldCertificate);
        dieAt(node, point);
        node.rotation().advance();
        assertThat(node.isRenewed()).isFalse();

        node.probe = working;
        node.now = node.now.plus(Node.RETRY_AFTER);
        node.renew();
        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.mostOrdersOfOnePredecessor()).isEqualTo(1);
        assertThat(node.registry.asked).hasSize(1);
    }

    private static void dieAt(GrantedNode node, Point point) throws Exception {
        Rotation doomed = node.rotation(reached -> {
            if (reached == point) {
                throw new Death();
            }
        });
        assertThatThrownBy(() -> {
                    doomed.startIfDue(Optional.of(node.registry.offer()));
                    doomed.advance();
                })
                .isInstanceOf(Death.class);
    }
}
