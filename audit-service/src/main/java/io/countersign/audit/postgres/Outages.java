package io.countersign.audit.postgres;

import io.countersign.audit.core.OutageException;
import java.sql.SQLException;

/** What a failed statement means to the log: nothing was lost, the database does not answer now. */
final class Outages {
    private Outages() {}

    static OutageException of(String what, SQLException cause) {
        return new OutageException(what + ": " + cause.getMessage() + " (SQLSTATE " + cause.getSQLState() + ")", cause);
    }
}
