package io.countersign.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches the database, as whom, and what each role may do. */
@WithStack
final class PostgresAccessIT {
    /** SQLSTATE invalid_authorization_specification: pg_hba.conf or the DN map said no. */
    private static final String NOT_AUTHORISED = "28000";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final Stack stack;
    private final Postgres postgres;

    PostgresAccessIT(Stack stack) {
        this.stack = stack;
        this.postgres = stack.postgres();
    }

    @ParameterizedTest
    @EnumSource
    void aRecreatedDatabaseIsEmptyAndHasTheSameRights(ProductDatabase database) throws Exception {
        run(owner(database), "create table gone (id int)");
        postgres.recreate(database);
        run(owner(database), "create table gone (id int)");
        assertThat(text(service(database), "select count(*) from gone")).isEqualTo("0");
    }

    @Test
    void theServerSeesTheCertificateOverTls13() throws Exception {
        DataSource source = postgres.dataSource("registry", "registry", stack.identity("registry-service"));
        assertThat(text(source, "select version || ' ' || client_dn from pg_stat_ssl where pid = pg_backend_pid()"))
                .isEqualTo("TLSv1.3 /OU=countersign/CN=registry-service");
    }

    @ParameterizedTest
    @CsvSource({
        "registry, registry, registry-service",
        "registry, registry_owner, registry-owner",
        "audit, audit, audit-service",
        "audit, audit_owner, audit-owner",
        "postgres, postgres, admin"
    })
    void eachCertificateIsItsOwnRole(String database, String role, String name) throws Exception {
        assertThat(text(postgres.dataSource(database, role, stack.identity(name)), "select current_user"))
                .isEqualTo(role);
    }

    @ParameterizedTest
    @CsvSource({
        "registry, registry_owner, registry-service",
        "registry, postgres, registry-service",
        "registry, postgres, registry-owner",
        "audit, audit_owner, audit-service",
        "audit, audit, registry-service",
        "registry, registry, audit-service",
        "registry, registry, admin",
        "registry, registry, signer-service",
        "registry, registry, expiry-watcher",
        "audit, audit, signer-service",
        "registry, postgres, broker"
    })
    void noCertificateIsAnotherRole(String database, String role, String name) {
        refused(postgres.dataSource(database, role, stack.identity(name)));
    }

    @Test
    void noServiceEntersTheOtherDatabase() {
        assertThatThrownBy(() ->
                        text(postgres.dataSource("audit", "registry", stack.identity("registry-service")), "select 1"))
                .isInstanceOf(SQLException.class)
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo(INSUFFICIENT_PRIVILEGE);
    }

    @Test
    void refusesAConnectionWithoutCertificate() {
        refused(postgres.withoutCertificate("registry", "registry", stack.identity("registry-service")));
    }

    @Test
    void refusesAConnectionWithoutTls() {
        Properties properties = new Properties();
        properties.put("user", "registry");
        properties.put("sslmode", "disable");
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl("registry"), properties))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("no encryption");
    }

    @Test
    void refusesACertificateOfAnotherAuthorityOfTheSameName() {
        Identity rogue = stack.pki().rogue("registry-service");
        assertThatThrownBy(() -> text(postgres.dataSource("registry", "registry", rogue), "select 1"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void refusesAnExpiredCertificate() {
        Identity expired = stack.pki().expired("registry-service");
        assertThatThrownBy(() -> text(postgres.dataSource("registry", "registry", expired), "select 1"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void refusesADistinguishedNameThatIsNotMapped() {
        refused(postgres.dataSource("registry", "registry", stack.pki().unmapped("registry-service")));
    }

    @Test
    void refusesAPersonOfTheClientsAuthority() {
        refused(postgres.dataSource("registry", "registry", stack.pki().person("alice")));
    }

    @ParameterizedTest
    @EnumSource
    void theServiceRoleHandlesRowsOfTablesThatTheOwnerMade(ProductDatabase database) throws Exception {
        run(owner(database), "create table line (id bigserial primary key, name text not null)");
        run(service(database), "insert into line (name) values ('one')");
        run(service(database), "update line set name = 'two'");
        assertThat(text(service(database), "select name from line")).isEqualTo("two");
        run(service(database), "delete from line");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table own (id int)",
                "create temporary table own (id int)",
                "create schema own",
                "drop table item",
                "alter table item add column more text",
                "truncate item",
                "create index on item (name)",
                "create role own",
                "create database own",
                "copy item to program 'true'",
                "select pg_read_file('/etc/hostname')"
            })
    void theServiceRoleDefinesNothing(String statement) throws Exception {
        for (ProductDatabase database : ProductDatabase.values()) {
            run(owner(database), "create table if not exists item (id bigint primary key, name text)");
            assertThatThrownBy(() -> run(service(database), statement))
                    .isInstanceOf(SQLException.class)
                    .extracting(failure -> ((SQLException) failure).getSQLState())
                    .isEqualTo(INSUFFICIENT_PRIVILEGE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fsync, on",
        "synchronous_commit, on",
        "full_page_writes, on",
        "ssl_min_protocol_version, TLSv1.3",
        "unix_socket_directories, ''",
        "listen_addresses, 127.0.0.1"
    })
    void runsWithDurableAndClosedSettings(String setting, String value) throws Exception {
        DataSource admin = postgres.dataSource("postgres", "postgres", stack.identity("admin"));
        assertThat(text(admin, "select current_setting('" + setting + "')")).isEqualTo(value);
    }

    private void refused(DataSource source) {
        assertThatThrownBy(() -> text(source, "select 1"))
                .isInstanceOf(SQLException.class)
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo(NOT_AUTHORISED);
    }

    private DataSource owner(ProductDatabase database) {
        return postgres.dataSource(
                database.wireName(), database.ownerRole(), stack.identity(database.wireName() + "-owner"));
    }

    private DataSource service(ProductDatabase database) {
        return postgres.dataSource(
                database.wireName(), database.serviceRole(), stack.identity(database.wireName() + "-service"));
    }

    private static void run(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(DataSource source, String query) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
