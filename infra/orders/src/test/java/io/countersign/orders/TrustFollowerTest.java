package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A registry that withholds, invents and takes back. */
final class TrustFollowerTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final TrustDocument FIRST = INSTALLATION.trust();
    private static final Instant NOW = INSTALLATION.now();

    private final Map<Long, byte[]> kept = new TreeMap<>();
    private boolean full;
    private final TrustFollower.Memory memory = new TrustFollower.Memory() {
        @Override
        public Optional<byte[]> read(long version) {
            return Optional.ofNullable(kept.get(version));
        }

        @Override
        public void write(long version, byte[] file) throws IOException {
            if (full) {
                throw new IOException("no space");
            }
            kept.put(version, file);
        }
    };
    private final byte[] second = after(FIRST, 20, 0, 1);
    private final ObjectNode answer = JsonNodeFactory.instance.objectNode();

    private static byte[] after(TrustDocument former, int days, int... officers) {
        return INSTALLATION.file(TrustDraft.after(former).content(NOW, Duration.ofDays(days)), officers);
    }

    private void shows(int version, byte[] file, boolean logged) {
        answer.withArray("versions")
                .addObject()
                .put("version", version)
                .put("document", Base64.getEncoder().encodeToString(file))
                .put("logged", logged);
    }

    private TrustFollower follower() throws Exception {
        return TrustFollower.of(FIRST, memory, NOW);
    }

    private void assertRefused(TrustFollower follower, RefusalCode code) {
        assertThatThrownBy(() -> follower.follow(answer, NOW))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo(code));
    }

    @Test
    void followsInWhateverOrderTheVersionsAreListed() throws Exception {
        TrustDocument two = FIRST.succeededBy(second, NOW);
        byte[] third = after(two, 25, 1, 2);
        shows(3, third, true);
        shows(1, INSTALLATION.file(), true);
        shows(2, second, true);
        TrustFollower follower = follower();

        assertThat(follower.follow(answer, NOW)).isEmpty();

        assertThat(follower.current().version()).isEqualTo(3);
        assertThat(kept).containsOnlyKeys(2L, 3L);
        assertThat(follower().current().version())
                .as("after a restart, nobody asked")
                .isEqualTo(3);
    }

    @Test
    void goesByNoVersionThatIsNotLogged() throws Exception {
        shows(2, second, false);
        TrustFollower follower = follower();

        assertThat(follower.follow(answer, NOW)).containsExactly(2L);
        assertThat(follower.current().version()).isEqualTo(1);
        assertThat(kept).isEmpty();
    }

    @Test
    void refusesToGoBack() throws Exception {
        shows(2, second, true);
        follower().follow(answer, NOW);
        answer.removeAll();
        shows(1, INSTALLATION.file(), true);

        TrustFollower restarted = follower();
        assertRefused(restarted, RefusalCode.TRUST_ROLLBACK);
        assertThat(restarted.current().version()).isEqualTo(2);
    }

    @Test
    void refusesAnotherContentOfAVersionItSaw() throws Exception {
        shows(2, second, true);
        follower().follow(answer, NOW);
        answer.removeAll();
        shows(2, after(FIRST, 21, 0, 1), true);

        assertRefused(follower(), RefusalCode.TRUST_FORK);
    }

    @Test
    void keepsWhatCountedBeforeTheOneThatDoesNot() throws Exception {
        shows(2, second, true);
        shows(3, after(FIRST.succeededBy(second, NOW), 25, 1), true);
        TrustFollower follower = follower();

        assertRefused(follower, RefusalCode.TRUST_TOO_FEW_OFFICERS);
        assertThat(follower.current().version()).isEqualTo(2);
    }

    @Test
    void refusesWhatIsNoFileAtAll() throws Exception {
        answer.withArray("versions")
                .addObject()
                .put("version", 2)
                .put("document", "?")
                .put("logged", true);

        assertRefused(follower(), RefusalCode.TRUST_MALFORMED);
    }

    @Test
    void goesByNothingThatItCannotRemember() throws Exception {
        shows(2, second, true);
        full = true;
        TrustFollower follower = follower();

        assertThatThrownBy(() -> follower.follow(answer, NOW)).isInstanceOf(IOException.class);
        assertThat(follower.current().version()).isEqualTo(1);
    }

    @Test
    void refusesAMemoryThatSomebodyChanged() {
        kept.put(2L, after(FIRST, 20, 1));

        assertThatThrownBy(this::follower).isInstanceOf(RefusedException.class);
    }
}
