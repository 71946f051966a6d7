package io.countersign.audit.postgres;

import io.countersign.audit.core.Fork;
import io.countersign.audit.core.IssuerSerial;
import io.countersign.audit.core.LeafIndex;
import io.countersign.audit.core.Ruling;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What was ruled on redemptions of standing grants, in the index's own connection and transaction. */
final class RedemptionTables {
    private static final String REDEEM =
            """
            insert into redeemed_certificate (issuer, serial, leaf) values (?, ?, ?)
            on conflict (issuer, serial) do nothing""";
    private static final String WITHHOLD =
            """
            insert into withheld_receipt (leaf, first_leaf) values (?, ?) on conflict (leaf) do nothing""";
    private static final String BURN =
            """
            insert into burnt_grant (grant_text, first_leaf, second_leaf) values (?, ?, ?)
            on conflict (grant_text) do nothing""";
    private static final String REDEEMERS =
            """
            select issuer, serial, leaf from redeemed_certificate
            where (issuer, serial) in (select * from unnest(?, ?))""";
    private static final String BURNT =
            "select grant_text, first_leaf, second_leaf from burnt_grant where grant_text = any (?)";
    private static final String WITHHELD_FOR = "select first_leaf from withheld_receipt where leaf = ?";

    private final Connection connection;

    RedemptionTables(Connection connection) {
        this.connection = connection;
    }

    void add(long firstLeaf, List<LeafIndex.Entry> leaves) throws SQLException {
        for (int i = 0; i < leaves.size(); i++) {
            if (leaves.get(i).ruling().isPresent()) {
                add(firstLeaf + i, leaves.get(i).ruling().get());
            }
        }
    }

    private void add(long leaf, Ruling ruling) throws SQLException {
        if (ruling instanceof Ruling.Redeems redeems) {
            try (PreparedStatement insert = connection.prepareStatement(REDEEM)) {
                insert.setBytes(1, redeems.predecessor().issuer().octets());
                insert.setBytes(2, octets(redeems.predecessor().serial()));
                insert.setLong(3, leaf);
                insert.executeUpdate();
            }
        } else if (ruling instanceof Ruling.Withholds withholds) {
            try (PreparedStatement insert = connection.prepareStatement(WITHHOLD)) {
                insert.setLong(1, leaf);
                insert.setLong(2, withholds.first());
                insert.executeUpdate();
            }
            for (Sha256 grant : withholds.burns()) {
                burn(grant, new Fork(withholds.first(), leaf));
            }
        }
    }

    private void burn(Sha256 grant, Fork fork) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(BURN)) {
            insert.setBytes(1, grant.octets());
            insert.setLong(2, fork.first());
            insert.setLong(3, fork.second());
            insert.executeUpdate();
        }
    }

    Map<IssuerSerial, Long> redeemers(Collection<IssuerSerial> predecessors) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(REDEEMERS)) {
            find.setArray(
                    1, octets(predecessors, predecessor -> predecessor.issuer().octets()));
            find.setArray(2, octets(predecessors, predecessor -> octets(predecessor.serial())));
            Map<IssuerSerial, Long> found = new HashMap<>();
            try (ResultSet rows = find.executeQuery()) {
                while (rows.next()) {
                    found.put(
                            new IssuerSerial(
                                    Sha256.fromOctets(rows.getBytes(1)),
                                    new SerialNumber(new BigInteger(rows.getBytes(2)))),
                            rows.getLong(3));
                }
            }
            return found;
        }
    }

    Map<Sha256, Fork> burnt(Collection<Sha256> grants) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(BURNT)) {
            find.setArray(1, octets(grants, Sha256::octets));
            Map<Sha256, Fork> found = new HashMap<>();
            try (ResultSet rows = find.executeQuery()) {
                while (rows.next()) {
                    found.put(Sha256.fromOctets(rows.getBytes(1)), new Fork(rows.getLong(2), rows.getLong(3)));
                }
            }
            return found;
        }
    }

    Optional<Long> withheldFor(long leaf) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(WITHHELD_FOR)) {
            find.setLong(1, leaf);
            try (ResultSet row = find.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    private <T> Array octets(Collection<T> values, Function<T, byte[]> part) throws SQLException {
        return connection.createArrayOf("bytea", values.stream().map(part).toArray(byte[][]::new));
    }

    private static byte[] octets(SerialNumber serial) {
        return serial.value().toByteArray();
    }
}
