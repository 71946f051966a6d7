package io.countersign.cli.key;

import io.countersign.cli.CliException;
import io.countersign.orders.ApproverKey;

/** A key that can sign until it is closed; a card is logged out then. */
public final class OpenKey implements AutoCloseable {
    /** What ends the use of a key. */
    interface End {
        void run() throws CliException;
    }

    private final ApproverKey key;
    private final End end;

    OpenKey(ApproverKey key, End end) {
        this.key = key;
        this.end = end;
    }

    public ApproverKey key() {
        return key;
    }

    /** By which rosters and signatures call it. */
    public String kid() {
        return key.publicKey().kid();
    }

    @Override
    public void close() throws CliException {
        end.run();
    }
}
