package io.countersign.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Reader;
import java.nio.file.Files;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.AuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithStack
final class SuperUsersIT {
    private final Stack stack;

    SuperUsersIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void theBrokerNamesItselfAndTheAdministratorOnly() throws Exception {
        // From the file it runs with: the broker shows no value of a setting that belongs to its authorizer.
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(stack.broker().configuration())) {
            properties.load(reader);
        }
        assertThat(properties.getProperty("super.users").split(";", -1))
                .containsExactlyInAnyOrder("User:broker", "User:admin");
        assertThat(properties).containsEntry("allow.everyone.if.no.acl.found", "false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "broker"})
    void superUsersMayReadEveryRight(String name) throws Exception {
        try (Admin admin = stack.broker().as(stack.identity(name)).admin()) {
            assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get(20, TimeUnit.SECONDS))
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry-service",
                "signer-service",
                "audit-service",
                "expiry-watcher",
                "registry-owner",
                "audit-owner",
                "postgres",
                "broker-2",
                "administrator"
            })
    void nobodyElseMayAdminister(String name) {
        try (Admin client = stack.broker().as(stack.identity(name)).admin()) {
            assertThatThrownBy(() ->
                            client.describeAcls(AclBindingFilter.ANY).values().get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() -> client.createTopics(List.of(new NewTopic("test-own-" + name, 1, (short) 1)))
                            .all()
                            .get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() -> client.createAcls(Topics.readWrite(name, "countersign.approvals"))
                            .all()
                            .get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(AuthorizationException.class);
        }
    }
}
