package io.countersign.registry.postgres;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.registry.core.CrlStore;
import io.countersign.registry.core.KeptCrl;
import io.countersign.registry.core.StandingRevocation;
import io.countersign.registry.postgres.Sql.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

final class PostgresCrls implements CrlStore {
    private static final Duration KEEP_BYTES = Duration.ofDays(7);

    private final Sql sql;

    PostgresCrls(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(KeptCrl crl) {
        sql.update(
                """
                insert into crls (issuer, number, this_update, next_update, tbs, entries, der) values (?, ?, ?, ?, ?, ?, ?)
                """,
                crl.issuer(),
                crl.number(),
                crl.thisUpdate(),
                crl.nextUpdate(),
                crl.tbs(),
                crl.entries(),
                crl.der());
        sql.update(
                "update crls set der = null where issuer = ? and this_update < ? and number < ? and der is not null",
                crl.issuer(),
                crl.thisUpdate().minus(KEEP_BYTES),
                crl.number());
    }

    @Override
    public Optional<KeptCrl> find(Sha256 issuer, long number) {
        return sql.first(PostgresCrls::read, "select * from crls where issuer = ? and number = ?", issuer, number);
    }

    @Override
    public Optional<KeptCrl> newest(Sha256 issuer) {
        return before(issuer, Long.MAX_VALUE);
    }

    @Override
    public Optional<KeptCrl> before(Sha256 issuer, long number) {
        return sql.first(
                PostgresCrls::read,
                "select * from crls where issuer = ? and number < ? order by number desc limit 1",
                issuer,
                number);
    }

    @Override
    public Optional<KeptCrl> after(Sha256 issuer, long number) {
        return sql.first(
                PostgresCrls::read,
                "select * from crls where issuer = ? and number > ? order by number limit 1",
                issuer,
                number);
    }

    @Override
    public boolean list(Sha256 issuer, CrlEntry entry, long number) {
        boolean news = sql.update(
                        """
                        insert into revoked (issuer, serial, at, reason, crl_number) values (?, ?, ?, ?, ?)
                        on conflict (issuer, serial) do nothing
                        """,
                        issuer,
                        entry.serial(),
                        entry.at(),
                        entry.reason().wireName(),
                        number)
                == 1;
        if (!news) {
            sql.update(
                    "update revoked set crl_number = ? where issuer = ? and serial = ? and crl_number > ?",
                    number,
                    issuer,
                    entry.serial(),
                    number);
        }
        return news;
    }

    @Override
    public List<CrlEntry> entries(Sha256 issuer) {
        return sql.list(
                row -> new CrlEntry(
                        SerialNumber.parse(row.text("serial")),
                        row.instant("at"),
                        RevocationReason.parse(row.text("reason"))),
                "select serial, at, reason from revoked where issuer = ? order by serial",
                issuer);
    }

    @Override
    public Optional<StandingRevocation> revocation(Sha256 issuer, SerialNumber serial) {
        return sql.first(
                row -> new StandingRevocation(
                        row.instant("at"), RevocationReason.parse(row.text("reason")), row.number("crl_number")),
                "select * from revoked where issuer = ? and serial = ?",
                issuer,
                serial);
    }

    private static KeptCrl read(Row row) throws SQLException {
        return new KeptCrl(
                row.digest("issuer"),
                row.number("number"),
                row.instant("this_update"),
                row.instant("next_update"),
                row.digest("tbs"),
                (int) row.number("entries"),
                row.optionalBytes("der"));
    }
}
