package io.countersign.registry.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.registry.core.StoreException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

final class OutboxQueueTest {
    private final List<String> calls = new ArrayList<>();

    @Test
    void endsTheSessionWhoseAnswerToTheLockWasLost() {
        OutboxQueue queue = new OutboxQueue(failing());
        assertThatThrownBy(queue::lead).isInstanceOf(StoreException.class);
        // A lock given by a server whose answer was lost would live on with the session.
        assertThat(calls).containsSubsequence("getConnection", "prepareStatement", "abort", "close");
        assertThatThrownBy(queue::lead).isInstanceOf(StoreException.class);
        assertThat(calls.stream().filter("getConnection"::equals)).hasSize(2);
        assertThat(calls.stream().filter("close"::equals)).hasSize(2);
    }

    /** Gives connections, each of which breaks at its first statement. */
    private DataSource failing() {
        Connection connection = fake(Connection.class);
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return connection;
                });
    }

    private <T> T fake(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    if (method.getName().equals("prepareStatement")) {
                        throw new SQLException("the connection broke", "08006");
                    }
                    return null;
                }));
    }
}
