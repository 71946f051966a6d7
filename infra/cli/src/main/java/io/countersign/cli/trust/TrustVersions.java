package io.countersign.cli.trust;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Context;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustFollower;
import java.io.IOException;

/** The version of the trust document that a command goes by, as {@link TrustFollower} finds it. */
public final class TrustVersions {
    private final Context context;
    private final Terminal terminal;

    public TrustVersions(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
    }

    /** The newest version seen so far; asks nobody. */
    public TrustDocument remembered() throws CliException {
        return follower().current();
    }

    /** The newest version, the registry's included. */
    public TrustDocument current(RestClient registry) throws CliException, ProblemException {
        TrustFollower follower = follower();
        JsonNode answer;
        try {
            answer = registry.get("/v1/trust");
        } catch (ProblemException e) {
            if (e.status() == 404) {
                return follower.current(); // It knows of no versions, which is no more than withholding them.
            }
            throw e;
        }
        try {
            for (long version : follower.follow(answer, terminal.clock().instant())) {
                terminal.err()
                        .println(
                                "trust version " + version + " is published but not in the log yet: it does not count");
            }
        } catch (RefusedException e) {
            throw CliException.failed(
                    "the registry's trust documents are refused: " + e.refusal(),
                    e.refusal().code().remedy(),
                    e);
        } catch (IOException e) {
            throw CliException.failed(
                    "the trust version cannot be remembered in " + context.memory(),
                    "make the context file's folder writable, or pin that version in the context file",
                    e);
        }
        return follower.current();
    }

    private TrustFollower follower() throws CliException {
        TrustDocument pinned = context.pinnedTrust();
        try {
            return TrustFollower.of(
                    pinned, new TrustMemory(context.memory()), terminal.clock().instant());
        } catch (RefusedException e) {
            throw CliException.failed(
                    "a remembered trust version in " + context.memory() + " does not count: " + e.refusal(),
                    "find out who changed it; removing it forgets that the version was seen",
                    e);
        } catch (IOException e) {
            throw CliException.failed(
                    "the remembered trust versions in " + context.memory() + " cannot be read",
                    "make them readable for yourself",
                    e);
        }
    }
}
