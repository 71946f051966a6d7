package io.countersign.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.CliException;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import java.time.Duration;
import java.time.Instant;

/** Waits for what becomes of requests, and says it. */
final class Outcome {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Terminal terminal;
    private final RestClient registry;

    Outcome(Terminal terminal, RestClient registry) {
        this.terminal = terminal;
        this.registry = registry;
    }

    /** Looks until every request has ended or the time is over; the worst answer is the command's. */
    int await(Iterable<String> ids, Duration within) throws CliException, ProblemException {
        Instant end = terminal.clock().instant().plus(within);
        int worst = ExitCode.OK;
        for (String id : ids) {
            int exit = await(id, end);
            if (exit == ExitCode.FAILED || worst == ExitCode.OK) {
                worst = exit;
            }
        }
        return worst;
    }

    private int await(String id, Instant end) throws CliException, ProblemException {
        while (true) {
            JsonNode request = registry.get("/v1/requests/" + RestClient.segment(id));
            String state = request.path("state").asText();
            switch (state) {
                case "issued" -> {
                    terminal.out()
                            .println("request/" + id + " issued: certificate/"
                                    + request.path("certificate").asText());
                    return ExitCode.OK;
                }
                case "refused", "denied", "lapsed" -> {
                    JsonNode why = request.path("refusal");
                    terminal.out()
                            .println("request/" + id + " " + state + ": "
                                    + why.path("code").asText("-") + ": "
                                    + why.path("detail").asText("-"));
                    return ExitCode.FAILED;
                }
                default -> {
                    if (!terminal.clock().instant().isBefore(end)) {
                        terminal.out().println("request/" + id + " is still " + state);
                        return ExitCode.WAITING;
                    }
                    pause();
                }
            }
        }
    }

    private void pause() throws CliException {
        try {
            terminal.pause().pause(INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted", "the request goes on; look with: countersign get requests", e);
        }
    }
}
