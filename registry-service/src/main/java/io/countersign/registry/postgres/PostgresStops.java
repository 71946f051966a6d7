package io.countersign.registry.postgres;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.SignedStop;
import io.countersign.registry.core.StopStore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

final class PostgresStops implements StopStore {
    private final Sql sql;

    PostgresStops(Sql sql) {
        this.sql = sql;
    }

    @Override
    public boolean add(Sha256 digest, SignedStop signed, Instant at) {
        byte[] file = signed.file();
        return sql.update(
                        "insert into stops (telling, digest, file, at) values (?, ?, ?, ?) on conflict (telling) do nothing",
                        Sha256.of(file),
                        digest,
                        file,
                        at)
                == 1;
    }

    @Override
    public List<SignedStop> all() {
        return sql.list(
                row -> {
                    try {
                        return SignedStop.parse(row.octets("file"));
                    } catch (RefusedException damaged) {
                        throw new SQLException("a stop is not readable", damaged);
                    }
                },
                "select file from stops order by position");
    }

    @Override
    public long count() {
        return sql.first(row -> row.number("n"), "select count(*) as n from stops")
                .orElse(0L);
    }
}
