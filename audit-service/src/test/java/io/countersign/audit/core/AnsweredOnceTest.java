package io.countersign.audit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.audit.core.TestRenewals.Grant;
import io.countersign.audit.core.TestRenewals.Live;
import io.countersign.contracts.Event;
import io.countersign.tlog.WriteProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process dies at every single moment of every write while two redemptions of one certificate come in, one by one and
 * together; every other time the index is lost with it. Whatever was said before, each intent has one answer.
 */
class AnsweredOnceTest {
    private static final TestRenewals RENEWALS = new TestRenewals(Workbench.INSTALLATION);
    private static final Grant GRANT = RENEWALS.grant(20);
    private static final Live LIVE = RENEWALS.live(77);
    private static final Event FIRST = RENEWALS.renewal(LIVE, GRANT);
    private static final Event SECOND = RENEWALS.renewal(LIVE, GRANT);
    private static final Event LATER = RENEWALS.renewal(RENEWALS.live(78), GRANT);

    @TempDir
    Path directory;

    private static final class Crash extends IOException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void whereverTheProcessDies() throws Exception {
        int moments = run(directory.resolve("whole"), Integer.MAX_VALUE, false);
        assertThat(moments).isGreaterThan(50);
        for (int at = 0; at < moments; at++) {
            run(directory.resolve("crash" + at), at, at % 2 == 0);
        }
    }

    /** Returns how many moments there were. */
    private static int run(Path directory, int dieAt, boolean loseTheIndex) throws Exception {
        int[] left = {dieAt};
        int[] passed = {0};
        try (Workbench bench = new Workbench(directory)) {
            bench.probe = (moment, file) -> {
                passed[0]++;
                if (left[0]-- == 0) {
                    throw new Crash();
                }
            };
            try {
                script(bench);
            } catch (Crash e) {
                bench.restart();
                if (loseTheIndex) {
                    bench.index.clear();
                }
            }
            bench.probe = WriteProbe.NONE;
            script(bench);
            assertThat(new TreeSet<>(new Answers(bench).all()))
                    .as("dying at moment %d", dieAt)
                    .containsExactlyInAnyOrder(
                            Answers.issued(FIRST), Answers.withheld(SECOND, FIRST), Answers.withheld(LATER, FIRST));
        }
        return passed[0];
    }

    /** Again from its start after a crash: a reader of a topic may tell all of it again. */
    private static void script(Workbench bench) throws Exception {
        Answers answers = new Answers(bench);
        answers.to(FIRST);
        answers.to(SECOND, LATER);
    }
}
