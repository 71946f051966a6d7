package io.countersign.registry.postgres;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Sha256;
import io.countersign.registry.core.TrustVersions;
import java.time.Instant;
import java.util.List;

final class PostgresTrustVersions implements TrustVersions {
    private final Sql sql;

    PostgresTrustVersions(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void lockAll() {
        // One version in weeks; which of two is the next must have one answer.
        sql.update("lock table trust_versions in share row exclusive mode");
    }

    @Override
    public boolean add(long version, Sha256 digest, Bytes file, Instant at) {
        boolean news = sql.update(
                        "insert into trust_versions (version, digest, file, published_at) values (?, ?, ?, ?)"
                                + " on conflict do nothing",
                        version,
                        digest,
                        file,
                        at)
                == 1;
        if (!news) {
            // An older registry noted the version without its bytes.
            sql.update("update trust_versions set file = ? where version = ? and file is null", file, version);
        }
        return news;
    }

    @Override
    public void announced(long version, String event) {
        sql.update("update trust_versions set event_id = ? where version = ?", event, version);
    }

    @Override
    public List<Version> all() {
        return sql.list(
                row -> new Version(row.number("version"), row.digest("digest"), row.bytes("file"), row.truth("logged")),
                "select version, digest, file, proof is not null as logged from trust_versions"
                        + " where file is not null order by version");
    }

    @Override
    public List<Bytes> loggedAfter(long version) {
        return sql.list(
                row -> row.bytes("file"),
                "select file from trust_versions where version > ? and proof is not null order by version",
                version);
    }

    @Override
    public List<Unlogged> unloggedAfter(long version) {
        return sql.list(
                row -> new Unlogged(row.number("version"), row.text("event_id"), row.bytes("value")),
                """
                select t.version, t.event_id, k.value from trust_versions t join kept_events k on k.event_id = t.event_id
                where t.version > ? and t.proof is null order by t.version
                """,
                version);
    }

    @Override
    public boolean logged(long version, String proof, Instant at) {
        return sql.update(
                        "update trust_versions set proof = ?, logged_at = ? where version = ? and proof is null",
                        proof,
                        at,
                        version)
                == 1;
    }
}
