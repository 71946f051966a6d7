package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Context;
import io.countersign.cli.rest.RestClient;

/** The two servers a command may talk to. */
final class Clients {
    private Clients() {}

    static RestClient registry(Context context) throws CliException {
        return new RestClient(context.server(), context.identity());
    }

    static RestClient audit(Context context) throws CliException {
        return new RestClient(context.audit(), context.identity());
    }
}
