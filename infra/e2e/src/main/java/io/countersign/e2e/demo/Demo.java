package io.countersign.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.e2e.installation.Installation;
import io.countersign.e2e.installation.Wanted;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Runs the steps in order and stops at the first that does not hold. */
final class Demo implements AutoCloseable {
    private final Installation installation;
    private final Story story;
    private final List<Step> steps;
    private final Map<Wanted, String> requests = new LinkedHashMap<>();

    Demo(Path root, Path folder, Story story) throws IOException {
        this.installation = Installation.fresh(root, folder);
        this.story = story;
        this.steps = List.of(
                new CeremonyStep(),
                new StackStep(),
                new ServicesStep(),
                new RequestsStep(),
                new ApprovalsStep(),
                new CertificatesStep(),
                new RefusalsStep(),
                new InventoryStep(),
                new HandsOffStep(),
                new RotationStep(),
                new RevocationStep(),
                new LogStep(new SecureRandom()));
    }

    /** Whether every step held. */
    boolean run() {
        for (Step step : steps) {
            if (!act(step) || !check(step)) {
                return false;
            }
        }
        story.tell();
        return true;
    }

    List<Step> steps() {
        return steps;
    }

    /** The first half of a step; false when it failed, which the story then says. */
    boolean act(Step step) {
        story.begin(steps.indexOf(step) + 1, steps.size(), step);
        try {
            step.act(this);
            return true;
        } catch (Exception e) {
            return failed(step, e);
        }
    }

    /** The second half. */
    boolean check(Step step) {
        try {
            story.end(step.check(this));
            return true;
        } catch (Exception e) {
            return failed(step, e);
        }
    }

    private boolean failed(Step step, Exception why) {
        story.fail(step, why);
        story.say("logs: " + installation.layout().folder().resolve("services"));
        return false;
    }

    Installation installation() {
        return installation;
    }

    void say(String text) {
        story.say(text);
    }

    void remember(Wanted wanted, String request) {
        requests.put(wanted, request);
    }

    /** Request ids by what was wanted, in the order of submission. */
    Map<Wanted, String> requests() {
        return Collections.unmodifiableMap(requests);
    }

    /** How many items of a list answer match. */
    long count(JsonNode list, Predicate<JsonNode> matches) {
        long count = 0;
        for (JsonNode item : list.path("items")) {
            count += matches.test(item) ? 1 : 0;
        }
        return count;
    }

    /** Leaves all processes running; returns their pids, newest first. */
    List<Long> keep() {
        return installation.keep();
    }

    void printCommands(PrintStream out) {
        installation.copyableCommands().forEach(out::println);
    }

    @Override
    public void close() {
        installation.close();
    }
}
