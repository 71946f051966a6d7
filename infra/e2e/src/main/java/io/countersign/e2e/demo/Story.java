package io.countersign.e2e.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the demo tells: progress with the time of each step while it runs, the story in about ten lines at its end. */
final class Story {
    private final PrintStream out;
    private final InstantSource clock;
    private final Instant start;
    private final List<String> lines = new ArrayList<>();
    private Instant stepStart;

    Story(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
        this.start = clock.instant();
        this.stepStart = start;
    }

    void begin(int number, int of, Step step) {
        stepStart = clock.instant();
        out.println();
        out.println(String.format(
                Locale.ROOT, "[%6.1fs] %d/%d %s: %s", seconds(start), number, of, step.name(), step.title()));
    }

    /** One line of detail below the running step. */
    void say(String line) {
        line.lines().forEach(part -> out.println("          " + part));
    }

    void end(String line) {
        lines.add(line);
        out.println(String.format(Locale.ROOT, "          done in %.1f s", seconds(stepStart)));
    }

    void fail(Step step, Throwable why) {
        out.println();
        out.println("FAILED in step '" + step.name() + "': " + why.getMessage());
    }

    void tell() {
        out.println();
        out.println(String.format(Locale.ROOT, "The story (%.0f s):", seconds(start)));
        for (int i = 0; i < lines.size(); i++) {
            out.println(String.format(Locale.ROOT, "%3d. %s", i + 1, lines.get(i)));
        }
    }

    private double seconds(Instant since) {
        return Duration.between(since, clock.instant()).toMillis() / 1000.0;
    }
}
