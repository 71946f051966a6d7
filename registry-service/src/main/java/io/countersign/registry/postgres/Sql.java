package io.countersign.registry.postgres;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.contracts.Names;
import io.countersign.contracts.Sha256;
import io.countersign.registry.core.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements of one connection with our own values as parameters; every failure is a {@link StoreException}. */
final class Sql {
    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** Makes a value from the current row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    <T> List<T> list(Reader<T> reader, String statement, Object... parameters) {
        try (PreparedStatement prepared = prepare(statement, parameters);
                ResultSet rows = prepared.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(reader.read(new Row(rows)));
            }
            return result;
        } catch (SQLException failure) {
            throw failed("query failed", failure);
        }
    }

    <T> Optional<T> first(Reader<T> reader, String statement, Object... parameters) {
        return list(reader, statement, parameters).stream().findFirst();
    }

    /** Changes rows and returns their number. */
    int update(String statement, Object... parameters) {
        try (PreparedStatement prepared = prepare(statement, parameters)) {
            return prepared.executeUpdate();
        } catch (SQLException failure) {
            throw failed("update failed", failure);
        }
    }

    /**
     * By SQLSTATE class: 22 and 23 are faults of the data, 42 of the statement; the rest (connection, resources, operator,
     * deadlock) passes.
     */
    static StoreException failed(String what, SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        boolean fault = state.startsWith("22") || state.startsWith("23") || state.startsWith("42");
        return new StoreException(what, !fault, failure);
    }

    private PreparedStatement prepare(String statement, Object... parameters) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        try {
            for (int i = 0; i < parameters.length; i++) {
                prepared.setObject(i + 1, value(parameters[i]));
            }
            return prepared;
        } catch (SQLException | RuntimeException failure) {
            prepared.close();
            throw failure;
        }
    }

    private static Object value(Object parameter) {
        if (parameter instanceof Optional<?> optional) {
            return optional.map(Sql::value).orElse(null);
        }
        if (parameter instanceof Sha256 digest) {
            return digest.octets();
        }
        if (parameter instanceof Bytes bytes) {
            return bytes.toArray();
        }
        if (parameter instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }
        if (parameter instanceof Names names) {
            return new String(Json.canonical(names), StandardCharsets.UTF_8);
        }
        if (parameter instanceof Number || parameter instanceof Boolean || parameter instanceof byte[]) {
            return parameter;
        }
        // Postgres texts hold no NUL; input from outside may.
        return parameter == null ? null : parameter.toString().replace('\0', '\uFFFD');
    }

    /** The current row. */
    static final class Row {
        private final ResultSet rows;

        private Row(ResultSet rows) {
            this.rows = rows;
        }

        String text(String column) throws SQLException {
            return rows.getString(column);
        }

        Optional<String> optionalText(String column) throws SQLException {
            return Optional.ofNullable(rows.getString(column));
        }

        long number(String column) throws SQLException {
            return rows.getLong(column);
        }

        Optional<Long> optionalNumber(String column) throws SQLException {
            long number = rows.getLong(column);
            return rows.wasNull() ? Optional.empty() : Optional.of(number);
        }

        boolean truth(String column) throws SQLException {
            return rows.getBoolean(column);
        }

        byte[] octets(String column) throws SQLException {
            return rows.getBytes(column);
        }

        Bytes bytes(String column) throws SQLException {
            return Bytes.of(rows.getBytes(column));
        }

        Optional<Bytes> optionalBytes(String column) throws SQLException {
            return Optional.ofNullable(rows.getBytes(column)).map(Bytes::of);
        }

        Sha256 digest(String column) throws SQLException {
            return Sha256.fromOctets(rows.getBytes(column));
        }

        Optional<Sha256> optionalDigest(String column) throws SQLException {
            return Optional.ofNullable(rows.getBytes(column)).map(Sha256::fromOctets);
        }

        Instant instant(String column) throws SQLException {
            return rows.getObject(column, OffsetDateTime.class).toInstant();
        }

        Optional<Instant> optionalInstant(String column) throws SQLException {
            return Optional.ofNullable(rows.getObject(column, OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant);
        }

        Names names(String column) throws SQLException {
            try {
                return Json.TOLERANT.readValue(rows.getString(column), Names.class);
            } catch (IOException damaged) {
                throw new SQLException("names are not readable", damaged);
            }
        }
    }
}
