package io.countersign.registry.postgres;

import io.countersign.contracts.Approval;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Sha256;
import io.countersign.registry.core.OrderStore;
import io.countersign.registry.core.SignedOrder;
import io.countersign.registry.core.SignedOrder.SignedApproval;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class PostgresOrders implements OrderStore {
    private final Sql sql;

    PostgresOrders(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(SignedOrder order, Instant at) {
        sql.update(
                "insert into orders (digest, payload, expires_at, made_at) values (?, ?, ?, ?)",
                order.digest(),
                order.payload(),
                order.expiresAt(),
                at);
        for (int item = 0; item < order.items().size(); item++) {
            sql.update(
                    "insert into order_items (order_digest, item, text, request) values (?, ?, ?, ?)",
                    order.digest(),
                    item,
                    order.items().get(item),
                    order.requests().get(item));
        }
        order.approvals().forEach(approval -> approve(order.digest(), approval, at));
    }

    @Override
    public Optional<SignedOrder> find(Sha256 digest) {
        return read(digest, "");
    }

    @Override
    public Optional<SignedOrder> lock(Sha256 digest) {
        return read(digest, " for update");
    }

    @Override
    public void approve(Sha256 digest, SignedApproval approval, Instant at) {
        sql.update(
                "insert into approvals (order_digest, person, header, signature, at) values (?, ?, ?, ?, ?)",
                digest,
                approval.person(),
                approval.approval().header(),
                approval.approval().signature(),
                at);
    }

    @Override
    public void redeems(Sha256 digest, CertificateId predecessor, Sha256 grant) {
        sql.update(
                "insert into redemptions (order_digest, issuer, serial, grant_digest) values (?, ?, ?, ?)",
                digest,
                predecessor.issuer(),
                predecessor.serial(),
                grant);
    }

    @Override
    public Optional<String> redeeming(CertificateId predecessor, Instant now) {
        // By issuer and serial: a signature in ECDSA has a twin, so one certificate has two digests.
        return sql.first(
                row -> row.text("id"),
                """
                select r.id from redemptions d
                join orders o on o.digest = d.order_digest
                join requests r on r.order_digest = d.order_digest
                where d.issuer = ? and d.serial = ? and r.state = 'approved' and o.expires_at > ?
                order by r.id limit 1
                """,
                predecessor.issuer(),
                predecessor.serial(),
                now);
    }

    private Optional<SignedOrder> read(Sha256 digest, String lock) {
        return sql.first(
                row -> {
                    List<Item> items = items(digest);
                    return new SignedOrder(
                            digest,
                            row.text("payload"),
                            items.stream().map(Item::text).toList(),
                            items.stream().map(Item::request).toList(),
                            row.instant("expires_at"),
                            approvals(digest));
                },
                "select * from orders where digest = ?" + lock,
                digest);
    }

    private record Item(String text, String request) {}

    private List<Item> items(Sha256 digest) {
        return sql.list(
                row -> new Item(row.text("text"), row.text("request")),
                "select text, request from order_items where order_digest = ? order by item",
                digest);
    }

    private List<SignedApproval> approvals(Sha256 digest) {
        return sql.list(
                row -> new SignedApproval(row.text("person"), new Approval(row.text("header"), row.text("signature"))),
                "select person, header, signature from approvals where order_digest = ? order by position",
                digest);
    }
}
