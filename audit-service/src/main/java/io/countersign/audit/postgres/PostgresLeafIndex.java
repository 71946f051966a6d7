package io.countersign.audit.postgres;

import io.countersign.audit.core.LeafIndex;
import io.countersign.audit.core.OutageException;
import io.countersign.contracts.Sha256;
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
import javax.sql.DataSource;

/** Event ids are SHA-256 digests, kept as their 32 bytes: half the size of the text. */
public final class PostgresLeafIndex implements LeafIndex {
    private static final String ADD =
            """
            insert into leaf_index (event_id, leaf)
            select id, ? + position - 1 from unnest(?) with ordinality as fresh (id, position)
            on conflict (event_id) do nothing""";
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
    public void add(long firstLeaf, List<String> eventIds) throws OutageException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement grow = connection.prepareStatement(GROW);
                    PreparedStatement add = connection.prepareStatement(ADD)) {
                grow.setLong(1, firstLeaf + eventIds.size());
                grow.setLong(2, firstLeaf);
                if (grow.executeUpdate() != 1) {
                    throw new OutageException("leaf index: another writer moved it away from leaf " + firstLeaf);
                }
                Array ids = ids(connection, eventIds);
                add.setLong(1, firstLeaf);
                add.setArray(2, ids);
                add.executeUpdate();
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
    public void clear() throws OutageException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            // One statement, one transaction: never an empty index that claims a size.
            statement.execute("with gone as (delete from leaf_index) update leaf_index_size set size = 0");
        } catch (SQLException e) {
            throw Outages.of("leaf index", e);
        }
    }

    private static Array ids(Connection connection, Collection<String> eventIds) throws SQLException {
        List<byte[]> octets = new ArrayList<>(eventIds.size());
        for (String id : eventIds) {
            octets.add(Sha256.parse(id).octets());
        }
        return connection.createArrayOf("bytea", octets.toArray(byte[][]::new));
    }
}
