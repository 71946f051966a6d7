package io.countersign.e2e.installation;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.Countersign;
import io.countersign.contracts.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The countersign command as one person uses it: the same code as the launcher runs, with that person's context file. */
public final class Client {
    private final Path context;

    /** As whoever this context file says, towards whatever address it names. */
    public Client(Path context) {
        this.context = context;
    }

    /** What a command printed and how it ended. */
    public record Answer(String command, int exit, String out, String err) {
        public Answer expect(int expected) {
            if (exit != expected) {
                throw new FailedCheckException(
                        "countersign " + command + " ended with " + exit + ", not " + expected + "\n" + out + err);
            }
            return this;
        }

        /** Everything it said. */
        public String said() {
            return out + err;
        }

        public JsonNode json() {
            try {
                return Json.TOLERANT.readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException("countersign " + command + " printed no JSON: " + out, e);
            }
        }
    }

    public Answer run(String... arguments) {
        return run(List.of(arguments));
    }

    public Answer run(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.add("--context");
        all.add(context.toString());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Countersign.run(all.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
        return new Answer(String.join(" ", arguments), exit, out.toString(), err.toString());
    }
}
