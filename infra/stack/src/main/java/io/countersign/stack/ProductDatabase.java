package io.countersign.stack;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/**
 * The product's databases. The owner role creates tables (migrations run under its own certificate); the service role reads
 * and writes rows and can create nothing, not even a temporary table.
 */
public enum ProductDatabase {
    REGISTRY,
    AUDIT;

    /** Name of the database and of its service role. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role that migrates. */
    public String ownerRole() {
        return wireName() + "_owner";
    }

    /** The role of the service. */
    public String serviceRole() {
        return wireName();
    }

    void createIfMissing(Postgres postgres) {
        try (Connection server = postgres.admin("postgres")) {
            for (String role : List.of(ownerRole(), serviceRole())) {
                if (!exists(server, "select 1 from pg_roles where rolname = '" + role + "'")) {
                    execute(server, "create role " + role + " login");
                }
            }
            if (exists(server, "select 1 from pg_database where datname = '" + wireName() + "'")) {
                return;
            }
            execute(server, "create database " + wireName() + " owner " + ownerRole());
            execute(server, "revoke all on database " + wireName() + " from public");
            execute(server, "grant connect on database " + wireName() + " to " + serviceRole());
        } catch (SQLException failure) {
            throw new StackException("cannot create database " + wireName(), failure);
        }
        grantRows(postgres);
    }

    /** Rights on tables that the owner has yet to create. */
    private void grantRows(Postgres postgres) {
        String future = "alter default privileges for role " + ownerRole() + " in schema public grant ";
        try (Connection database = postgres.admin(wireName())) {
            execute(database, "revoke all on schema public from public");
            execute(database, "grant usage on schema public to " + serviceRole());
            execute(database, future + "select, insert, update, delete on tables to " + serviceRole());
            execute(database, future + "usage, select on sequences to " + serviceRole());
        } catch (SQLException failure) {
            throw new StackException("cannot grant rights in " + wireName(), failure);
        }
    }

    void drop(Postgres postgres) {
        try (Connection server = postgres.admin("postgres")) {
            execute(server, "drop database if exists " + wireName() + " with (force)");
        } catch (SQLException failure) {
            throw new StackException("cannot drop database " + wireName(), failure);
        }
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
