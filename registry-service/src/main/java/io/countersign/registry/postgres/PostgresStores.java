package io.countersign.registry.postgres;

import io.countersign.registry.core.Announcements;
import io.countersign.registry.core.CertificateStore;
import io.countersign.registry.core.ConsumedOffsets;
import io.countersign.registry.core.CrlStore;
import io.countersign.registry.core.GrantStore;
import io.countersign.registry.core.LineageStore;
import io.countersign.registry.core.OrderStore;
import io.countersign.registry.core.RequestStore;
import io.countersign.registry.core.Resubmissions;
import io.countersign.registry.core.RevocationStore;
import io.countersign.registry.core.StopStore;
import io.countersign.registry.core.Stores;
import io.countersign.registry.core.Timeline;
import io.countersign.registry.core.TrustVersions;
import java.sql.Connection;

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
    public GrantStore grants() {
        return new PostgresGrants(sql);
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
        return new PostgresTrustVersions(sql);
    }

    @Override
    public StopStore stops() {
        return new PostgresStops(sql);
    }

    @Override
    public Resubmissions resubmissions() {
        return new PostgresResubmissions(sql, outbox);
    }

    @Override
    public RevocationStore revocations() {
        return new PostgresRevocations(sql, outbox);
    }

    @Override
    public CrlStore crls() {
        return new PostgresCrls(sql);
    }

    boolean flushOutbox() {
        return outbox.flush();
    }
}
