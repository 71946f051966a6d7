package io.countersign.runtime.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServiceLifeTest {
    private final List<String> happened = new ArrayList<>();
    private final ServiceLife life = new ServiceLife("sample", Duration.ofSeconds(5));

    private final class Noted implements Part {
        private final String name;
        private final Exception onStart;
        private final Exception onStop;

        Noted(String name, Exception onStart, Exception onStop) {
            this.name = name;
            this.onStart = onStart;
            this.onStop = onStop;
        }

        @Override
        public void start() throws Exception {
            happened.add("start " + name);
            if (onStart != null) {
                throw onStart;
            }
        }

        @Override
        public void stop(Duration deadline) throws Exception {
            happened.add("stop " + name);
            if (onStop != null) {
                throw onStop;
            }
        }
    }

    @Test
    void startsInOrderAndStopsInReverse() {
        life.add("a", new Noted("a", null, null));
        life.closing("b", () -> happened.add("close b"));
        life.add("c", new Noted("c", null, null));
        life.requestStop();
        assertThat(life.run()).isZero();
        assertThat(happened).containsExactly("start a", "start c", "stop c", "close b", "stop a");
    }

    @Test
    void aFailedStartStopsWhatRanAndEndsWithOne() {
        life.add("a", new Noted("a", null, null));
        life.add("b", new Noted("b", new IOException("port in use"), null));
        life.add("c", new Noted("c", null, null));
        assertThat(life.run()).isEqualTo(1);
        assertThat(happened).containsExactly("start a", "start b", "stop c", "stop b", "stop a");
    }

    @Test
    void aPartThatFailsLaterEndsTheService() {
        life.add("a", new Noted("a", null, null));
        life.fail("a", new AssertionError("an Error in a loop"));
        assertThat(life.run()).isEqualTo(1);
        assertThat(happened).containsExactly("start a", "stop a");
    }

    @Test
    void aPartThatCannotStopDoesNotKeepTheOthers() {
        life.add("a", new Noted("a", null, null));
        life.add("b", new Noted("b", null, new IOException("stuck")));
        life.requestStop();
        assertThat(life.run()).isEqualTo(1);
        assertThat(happened).containsExactly("start a", "start b", "stop b", "stop a");
    }
}
