package io.countersign.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a stack of its own, because it takes the server down. */
final class PostgresLifeIT {
    @Test
    void keepsCommittedRowsThroughStopAndKill(@TempDir Path folder) throws Exception {
        try (Stack stack = new Stack(folder)) {
            Postgres postgres = stack.postgres();
            execute(postgres, "create table kept (what text)");
            execute(postgres, "insert into kept values ('before the stop')");
            postgres.stop();
            assertThat(postgres.alive()).isFalse();
            postgres.start();
            execute(postgres, "insert into kept values ('before the kill')");
            postgres.kill9();
            assertThat(postgres.alive()).isFalse();
            postgres.start();

            assertThat(count(postgres)).isEqualTo(2);
            assertThat(stack.ledger().alive()).containsExactly(postgres.pid());
        }
    }

    @Test
    void refusesToStartBesideAServerOfTheSameFolder(@TempDir Path folder) {
        try (Stack stack = new Stack(folder)) {
            Postgres postgres = stack.postgres();
            assertThatThrownBy(postgres::start)
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("runs already, pid " + postgres.pid());
        }
    }

    @Test
    void startsDespiteAPidFileThatNamesAnotherProcess(@TempDir Path folder) throws Exception {
        try (Stack stack = new Stack(folder)) {
            Postgres postgres = stack.postgres();
            postgres.stop();
            // Our own pid: alive, and certainly no server.
            Files.writeString(
                    folder.resolve("postgres/data/postmaster.pid"),
                    ProcessHandle.current().pid() + "\n");
            assertThat(postgres.alive()).isFalse();
            postgres.start();
            assertThat(postgres.alive()).isTrue();
        }
    }

    @Test
    void leavesNoProcessBehind(@TempDir Path folder) {
        long pid;
        try (Stack stack = new Stack(folder)) {
            pid = stack.postgres().pid();
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    private static void execute(Postgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.admin("registry");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(Postgres postgres) throws SQLException {
        try (Connection connection = postgres.admin("registry");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from kept")) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        }
    }
}
