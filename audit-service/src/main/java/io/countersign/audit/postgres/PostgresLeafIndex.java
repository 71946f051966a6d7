package io.countersign.audit.postgres;

import io.countersign.audit.core.CrlId;
import io.countersign.audit.core.Fork;
import io.countersign.audit.core.IssuerSerial;
import io.countersign.audit.core.LeafIndex;
import io.countersign.audit.core.OutageException;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/** Digests are kept as their 32 bytes, half the size of the text; serials as in DER. */
public final class PostgresLeafIndex implements LeafIndex {
    private static final String ADD =
            """
            insert into leaf_index (event_id, leaf)
            select id, ? + position - 1 from unnest(?) with ordinality as fresh (id, position)
            on conflict (event_id) do nothing""";
    private static final String ADD_CERTIFICATES =
            """
            insert into certificate_index (issuer, serial, tbs, leaf)
            select * from unnest(?, ?, ?, ?) on conflict (issuer, serial, tbs) do nothing""";
    private static final String UNDER_SERIALS =
            """
            select issuer, serial, tbs, leaf from certificate_index
            where (issuer, serial) in (select * from unnest(?, ?)) order by leaf""";
    private static final String ADD_TRUST_VERSION =
            "insert into trust_version_leaf (leaf) values (?) on conflict (leaf) do nothing";
    private static final String GROW = "update leaf_index_size set size = ? where size = ?";
    private static final String FIND = "select event_id, leaf from leaf_index where event_id = any (?)";

    private final DataSource database;

    public PostgresLeafIndex(DataSource database) {
        this.database = database;
    }

    @Override
    public long size() throws OutageException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select size from leaf_index_size")) {
            if (!row.next()) {
                throw new OutageException("leaf index: its size row is missing; run the migrations");
            }
            return row.getLong(1);
        } catch (SQLException e) {
            throw Outages.of("leaf index", e);
        }
    }

    @Override
    public void add(long firstLeaf, List<Entry> leaves) throws OutageException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement grow = connection.prepareStatement(GROW);
                    PreparedStatement add = connection.prepareStatement(ADD)) {
                grow.setLong(1, firstLeaf + leaves.size());
                grow.setLong(2, firstLeaf);
                if (grow.executeUpdate() != 1) {
                    throw new OutageException("leaf index: another writer moved it away from leaf " + firstLeaf);
                }
                add.setLong(1, firstLeaf);
                add.setArray(
                        2, ids(connection, leaves.stream().map(Entry::eventId).toList()));
                add.executeUpdate();
                addCertificates(connection, firstLeaf, leaves);
                new RedemptionTables(connection).add(firstLeaf, leaves);
                new CrlTable(connection).add(firstLeaf, leaves);
                addTrustVersions(connection, firstLeaf, leaves);
                connection.commit();
            } catch (SQLException | OutageException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw Outages.of("leaf index", e);
        }
    }

    private static void addCertificates(Connection connection, long firstLeaf, List<Entry> leaves) throws SQLException {
        List<CertificateId> certificates = new ArrayList<>();
        List<Long> at = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            if (leaves.get(i).issued().isPresent()) {
                certificates.add(leaves.get(i).issued().get());
                at.add(firstLeaf + i);
            }
        }
        if (certificates.isEmpty()) {
            return;
        }
        try (PreparedStatement add = connection.prepareStatement(ADD_CERTIFICATES)) {
            add.setArray(1, octets(connection, certificates, certificate -> certificate
                    .issuer()
                    .octets()));
            add.setArray(2, octets(connection, certificates, PostgresLeafIndex::serial));
            add.setArray(3, octets(connection, certificates, certificate -> certificate
                    .tbs()
                    .octets()));
            add.setArray(4, connection.createArrayOf("bigint", at.toArray()));
            add.executeUpdate();
        }
    }

    private static void addTrustVersions(Connection connection, long firstLeaf, List<Entry> leaves)
            throws SQLException {
        for (int i = 0; i < leaves.size(); i++) {
            if (leaves.get(i).isTrustVersion()) {
                try (PreparedStatement add = connection.prepareStatement(ADD_TRUST_VERSION)) {
                    add.setLong(1, firstLeaf + i);
                    add.executeUpdate();
                }
            }
        }
    }

    @Override
    public List<Long> trustVersions() throws OutageException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select leaf from trust_version_leaf order by leaf")) {
            List<Long> leaves = new ArrayList<>();
            while (rows.next()) {
                leaves.add(rows.getLong(1));
            }
            return leaves;
        } catch (SQLException e) {
            throw Outages.of("leaf index", e);
        }
    }

    @Override
    public List<Told> underSerialsOf(Collection<CertificateId> certificates) throws OutageException {
        if (certificates.isEmpty()) {
            return List.of();
        }
        try (Connection connection = database.getConnection();
                PreparedStatement find = connection.prepareStatement(UNDER_SERIALS)) {
            find.setArray(1, octets(connection, certificates, certificate -> certificate
                    .issuer()
                    .octets()));
            find.setArray(2, octets(connection, certificates, PostgresLeafIndex::serial));
            List<Told> found = new ArrayList<>();
            try (ResultSet rows = find.executeQuery()) {
                while (rows.next()) {
                    CertificateId certificate = new CertificateId(
                            Sha256.fromOctets(rows.getBytes(1)),
                            new SerialNumber(new BigInteger(rows.getBytes(2))),
                            Sha256.fromOctets(rows.getBytes(3)));
                    found.add(new Told(certificate, rows.getLong(4)));
                }
            }
            return found;
        } catch (SQLException e) {
            throw Outages.of("leaf index", e);
        }
    }

    @Override
    public List<ToldCrl> underNumbersOf(Collection<CrlId> crls) throws OutageException {
        try (Connection connection = database.getConnection()) {
            return new CrlTable(connection).underNumbersOf(crls);
        } catch (SQLException e) {
            throw Outages.of("leaf index", e);
        }
    }

    @Override
    public Map<String, Long> find(Collection<String> eventIds) throws OutageException {
        if (eventIds.isEmpty()) {
            return Map.of();
        }
        try (Connection connection = database.getConnection();
                PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setArray(1, ids(connection, eventIds));
            Map<String, Long> found = new HashMap<>();
            try (ResultSet rows = find.executeQuery()) {
                while (rows.next()) {
                    found.put(Sha256.fromOctets(rows.getBytes(1)).toString(), rows.getLong(2));
                }
            }
            return found;
        } catch (SQLException e) {
            throw Outages.of("leaf index", e);
        }
    }

    @Override
    public Map<IssuerSerial, Long> redeemers(Collection<IssuerSerial> predecessors) throws OutageException {
        return asked(tables -> tables.redeemers(predecessors));
    }

    @Override
    public Map<Sha256, Fork> burnt(Collection<Sha256> grants) throws OutageException {
        return asked(tables -> tables.burnt(grants));
    }

    @Override
    public Optional<Long> withheldFor(long leaf) throws OutageException {
        return asked(tables -> tables.withheldFor(leaf));
    }

    private interface Question<T> {
        T of(RedemptionTables tables) throws SQLException;
    }

    private <T> T asked(Question<T> question) throws OutageException {
        try (Connection connection = database.getConnection()) {
            return question.of(new RedemptionTables(connection));
        } catch (SQLException e) {
            throw Outages.of("leaf index", e);
        }
    }

    @Override
    public void clear() throws OutageException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            // One statement, one transaction: never an empty index that claims a size.
            statement.execute(
                    "with leaves as (delete from leaf_index), certificates as (delete from certificate_index),"
                            + " redeemed as (delete from redeemed_certificate), withheld as (delete from withheld_receipt),"
                            + " burnt as (delete from burnt_grant), crls as (delete from crl_index),"
                            + " versions as (delete from trust_version_leaf)"
                            + " update leaf_index_size set size = 0");
        } catch (SQLException e) {
            throw Outages.of("leaf index", e);
        }
    }

    private static byte[] serial(CertificateId certificate) {
        return certificate.serial().value().toByteArray();
    }

    private static Array octets(
            Connection connection, Collection<CertificateId> certificates, Function<CertificateId, byte[]> part)
            throws SQLException {
        return connection.createArrayOf("bytea", certificates.stream().map(part).toArray(byte[][]::new));
    }

    private static Array ids(Connection connection, Collection<String> eventIds) throws SQLException {
        List<byte[]> octets = new ArrayList<>(eventIds.size());
        for (String id : eventIds) {
            octets.add(Sha256.parse(id).octets());
        }
        return connection.createArrayOf("bytea", octets.toArray(byte[][]::new));
    }
}
