package io.countersign.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The demo believes its checks, so each check must fail when one thing that its step made is spoiled. */
@Execution(ExecutionMode.CONCURRENT)
final class SpoiledDemoIT {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void everyStepNoticesWhatIsSpoiledAndIsNamed() throws Exception {
        Path root = Path.of(System.getProperty("repository.root"));
        Story story = new Story(new PrintStream(printed, true, StandardCharsets.UTF_8), InstantSource.system());
        Map<String, Map<String, Spoiling>> spoilings = Spoilings.byStep();
        try (Demo demo = new Demo(root, root.resolve("infra/e2e/target/spoiled-demo"), story)) {
            assertThat(demo.steps()).extracting(Step::name).containsExactlyElementsOf(spoilings.keySet());
            for (Step step : demo.steps()) {
                spoil(demo, step, spoilings.get(step.name()));
            }
        }
    }

    private void spoil(Demo demo, Step step, Map<String, Spoiling> spoilings) throws Exception {
        for (Spoiling spoiling : spoilings.values()) {
            spoiling.prepare(demo);
        }
        assertThat(demo.act(step)).as(this::told).isTrue();
        assertThat(demo.check(step)).as(this::told).isTrue();
        for (Map.Entry<String, Spoiling> spoiling : new TreeMap<>(spoilings).entrySet()) {
            printed.reset();
            spoiling.getValue().spoil(demo);
            boolean held = demo.check(step);
            String story = told();
            spoiling.getValue().undo(demo);
            assertThat(held).as("%s: %s", step.name(), spoiling.getKey()).isFalse();
            assertThat(story).as(spoiling.getKey()).contains("FAILED in step '" + step.name() + "'");
            assertThat(demo.check(step))
                    .as(() -> step.name() + " made whole after " + spoiling.getKey() + ": " + told())
                    .isTrue();
        }
    }

    private String told() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
