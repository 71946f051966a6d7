package io.countersign.registry.postgres;

import io.countersign.contracts.Sha256;
import io.countersign.registry.core.Announcements;
import io.countersign.registry.core.CertificateStore;
import io.countersign.registry.core.ConsumedOffsets;
import io.countersign.registry.core.LineageStore;
import io.countersign.registry.core.OrderStore;
import io.countersign.registry.core.RequestStore;
import io.countersign.registry.core.Stores;
import io.countersign.registry.core.Timeline;
import io.countersign.registry.core.TrustVersions;
import java.sql.Connection;
import java.time.Instant;

/** The stores over one connection, for one transaction. */
final class PostgresStores implements Stores {
    private final Sql sql;
    private final Outbox outbox;
    private final PostgresCertificates certificates;

    PostgresStores(Connection connection) {
        this.sql = new Sql(connection);
        this.outbox = new Outbox(sql);
        this.certificates = new PostgresCertificates(sql);
    }

    @Override
    public RequestStore requests() {
        return new PostgresRequests(sql);
    }

    @Override
    public OrderStore orders() {
        return new PostgresOrders(sql);
    }

    @Override
    public CertificateStore certificates() {
        return certificates;
    }

    @Override
    public LineageStore lineages() {
        return new PostgresLineages(sql, certificates);
    }

    @Override
    public Timeline timeline() {
        return new PostgresTimeline(sql);
    }

    @Override
    public Announcements announcements() {
        return outbox;
    }

    @Override
    public ConsumedOffsets consumed() {
        return new PostgresConsumed(sql);
    }

    @Override
    public TrustVersions trustVersions() {
        return this::addTrustVersion;
    }

    boolean flushOutbox() {
        return outbox.flush();
    }

    private boolean addTrustVersion(long version, Sha256 digest, Instant at) {
        return sql.update(
                        "insert into trust_versions (version, digest, published_at) values (?, ?, ?) on conflict do nothing",
                        version,
                        digest,
                        at)
                == 1;
    }
}
