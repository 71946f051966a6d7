package io.countersign.registry.postgres;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.registry.core.CertificateRecord;
import io.countersign.registry.core.CertificateStanding;
import io.countersign.registry.core.CertificateStore;
import io.countersign.registry.core.Cursor;
import io.countersign.registry.core.Listing;
import io.countersign.registry.core.Page;
import io.countersign.registry.core.StandingCertificate;
import io.countersign.registry.core.StandingRevocation;
import io.countersign.registry.postgres.Sql.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

final class PostgresCertificates implements CertificateStore {
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    /** The rows of certificates {@code c} with where each stands at the first parameter, an instant. */
    private static final String STANDING =
            """
            select * from (select c.*, r.at as revoked_at, r.reason as revoked_reason, r.crl_number, case
                    when r.serial is not null then 'revoked'
                    when c.not_after <= ? then 'expired'
                    when l.served = c.fingerprint then 'served'
                    when l.installed = c.fingerprint then 'installed'
                    when l.newest is distinct from c.fingerprint then 'superseded'
                    else 'issued' end as standing,
                split_part(c.lineage, '/', 2) as component
                from certificates c left join lineages l on l.lineage = c.lineage
                    left join revoked r on r.issuer = c.issuer and r.serial = c.serial) as c
            where true
            """;

    private final Sql sql;

    PostgresCertificates(Sql sql) {
        this.sql = sql;
    }

    @Override
    public CertificateRecord add(CertificateRecord certificate) {
        sql.update(
                """
                insert into certificates (fingerprint, issuer, serial, tbs, lineage, cluster, request, order_digest, item, profile,
                    names, key_digest, not_before, not_after, der, issued_at, leaf_index, intent, event_id)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (issuer, serial, tbs) do nothing
                """,
                certificate.fingerprint(),
                certificate.id().issuer(),
                certificate.id().serial(),
                certificate.id().tbs(),
                certificate.lineage(),
                certificate.lineage().cluster(),
                certificate.request(),
                certificate.order(),
                certificate.item(),
                certificate.profile(),
                certificate.names(),
                certificate.key(),
                certificate.notBefore(),
                certificate.notAfter(),
                certificate.der(),
                certificate.issuedAt(),
                certificate.leafIndex(),
                certificate.intent(),
                certificate.event());
        CertificateRecord first = byId(certificate.id())
                .orElseThrow(() -> new IllegalStateException("just written: " + certificate.fingerprint()));
        sql.update(
                "insert into fingerprints (fingerprint, certificate) values (?, ?) on conflict do nothing",
                certificate.fingerprint(),
                first.fingerprint());
        return first;
    }

    @Override
    public Optional<CertificateRecord> byId(CertificateId id) {
        return sql.first(
                PostgresCertificates::read,
                "select * from certificates where issuer = ? and serial = ? and tbs = ?",
                id.issuer(),
                id.serial(),
                id.tbs());
    }

    @Override
    public Optional<CertificateRecord> byFingerprint(Sha256 fingerprint) {
        return sql.first(
                PostgresCertificates::read,
                """
                select c.* from certificates c join fingerprints f on f.certificate = c.fingerprint where f.fingerprint = ?
                """,
                fingerprint);
    }

    @Override
    public Optional<CertificateRecord> bySerial(Sha256 issuer, SerialNumber serial) {
        return sql.first(
                PostgresCertificates::read,
                "select * from certificates where issuer = ? and serial = ? order by not_before desc, fingerprint limit 1",
                issuer,
                serial);
    }

    @Override
    public Optional<CertificateRecord> byAnyName(String name) {
        if (FINGERPRINT.matcher(name).matches()) {
            return byFingerprint(Sha256.parseHex(name));
        }
        return sql.first(
                PostgresCertificates::read,
                "select * from certificates where serial = ? or request = ? order by not_before desc, fingerprint limit 1",
                name,
                name);
    }

    @Override
    public List<CertificateRecord> live(Lineage lineage, Instant now) {
        return sql.list(
                PostgresCertificates::read,
                "select * from certificates where lineage = ? and not_after > ? order by not_after desc, fingerprint limit 100",
                lineage,
                now);
    }

    @Override
    public Page<StandingCertificate> list(Listing listing, Instant now) {
        return new PageQuery(STANDING, now)
                .where("standing", listing.state())
                .where("cluster", listing.cluster())
                .where("component", listing.component())
                .behind(
                        listing.after(),
                        "(not_after, fingerprint) > (?, decode(?, 'hex'))",
                        after -> List.of(after.at(), after.name()))
                .page(
                        sql,
                        PostgresCertificates::readStanding,
                        "not_after, fingerprint",
                        listing,
                        last -> new Cursor(
                                last.certificate().notAfter(),
                                last.certificate().fingerprint().hex()));
    }

    @Override
    public StandingCertificate standing(CertificateRecord certificate, Instant now) {
        return sql.first(
                        PostgresCertificates::readStanding,
                        STANDING + " and fingerprint = ?",
                        now,
                        certificate.fingerprint())
                .orElseThrow(() -> new IllegalStateException("never stored: " + certificate.fingerprint()));
    }

    private static StandingCertificate readStanding(Row row) throws SQLException {
        String reason = row.text("revoked_reason");
        long number = row.number("crl_number");
        return new StandingCertificate(
                read(row),
                CertificateStanding.valueOf(row.text("standing").toUpperCase(Locale.ROOT)),
                row.optionalInstant("revoked_at")
                        .map(at -> new StandingRevocation(at, RevocationReason.parse(reason), number)));
    }

    static CertificateRecord read(Row row) throws SQLException {
        return new CertificateRecord(
                new CertificateId(row.digest("issuer"), SerialNumber.parse(row.text("serial")), row.digest("tbs")),
                row.digest("fingerprint"),
                Lineage.parse(row.text("lineage")),
                row.text("request"),
                row.digest("order_digest"),
                (int) row.number("item"),
                row.text("profile"),
                row.names("names"),
                row.digest("key_digest"),
                row.instant("not_before"),
                row.instant("not_after"),
                row.bytes("der"),
                row.instant("issued_at"),
                row.number("leaf_index"),
                row.text("intent"),
                row.text("event_id"));
    }
}
