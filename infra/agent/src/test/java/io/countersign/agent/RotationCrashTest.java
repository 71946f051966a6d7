package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.agent.SagaState.Step;
import io.countersign.agent.StepHook.Point;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** One row per point at which the agent may die: whatever was half done, the next start brings it to a clean end. */
class RotationCrashTest {
    @TempDir
    Path folder;

    /** The process ends here; nothing catches it. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"ROLLING_BACK_STORED", "ROLLED_BACK_STORED", "ORDER_SIGNED", "ORDER_STORED", "LEFT_TO_PEOPLE"})
    void aDeathOnTheWayForwardEndsWithTheNewPairServed(Point point) throws Exception {
        Node node = new Node(folder);
        dieAt(node, point, 1);

        Rotation next = node.rotation();
        next.startIfDue(Optional.empty());
        assertThat(next.advance()).isFalse();

        assertThat(node.certificate()).isNotEqualTo(node.oldCertificate);
        String serial = Node.serial(node.certificate());
        assertThat(node.registry.reports).containsExactly("installed " + serial, "served " + serial);
        assertThat(node.registry.requests).as("one request, whatever happened").hasSize(1);
        assertThat(next.state().step()).isEqualTo(Step.RESTING);
        assertPairFits(node);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "PROBED",
                "ROLLING_BACK_STORED",
                "FILES_STAGED",
                "KEY_REPLACED",
                "CERTIFICATE_REPLACED",
                "ROLLED_BACK_STORED",
                "REPORTED"
            })
    void aDeathOnTheWayBackEndsWithTheOldPair(Point point) throws Exception {
        Node node = new Node(folder);
        node.probe = () -> Node.parse(node.oldCertificate);
        boolean secondInstallation =
                point == Point.FILES_STAGED || point == Point.KEY_REPLACED || point == Point.CERTIFICATE_REPLACED;
        dieAt(node, point, secondInstallation ? 2 : 1);

        Rotation next = node.rotation();
        assertThat(next.advance()).isFalse();

        assertThat(node.key()).isEqualTo(node.oldKey);
        assertThat(node.certificate()).isEqualTo(node.oldCertificate);
        assertThat(node.registry.reports).singleElement().asString().startsWith("rolled-back ");
        assertThat(next.state().step()).isEqualTo(Step.RESTING);
        assertThat(next.startIfDue(Optional.empty()))
                .as("rests before it tries again")
                .isFalse();
    }

    private static void dieAt(Node node, Point point, int occurrence) throws Exception {
        int[] seen = {0};
        Rotation doomed = node.rotation(reached -> {
            if (reached == point && ++seen[0] == occurrence) {
                throw new Death();
            }
        });
        assertThatThrownBy(() -> {
                    doomed.startIfDue(Optional.empty());
                    doomed.advance();
                })
                .isInstanceOf(Death.class);
    }

    private static void assertPairFits(Node node) throws Exception {
        assertThat(KeyMatch.of(node.key(), node.certificate())).isTrue();
    }
}
