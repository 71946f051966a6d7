package io.countersign.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.Test;

/** Who does not even get a connection to the broker. */
@WithStack
final class RefusedClientsIT {
    private final Stack stack;

    RefusedClientsIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void acceptsAServiceOfTheRightAuthority() throws Exception {
        assertThat(clusterId(stack.broker().as(stack.pki().issue("registry-service")), 20_000))
                .isNotBlank();
    }

    @Test
    void refusesAClientWithoutCertificate() {
        refusedInTheHandshake(
                KafkaAccess.withoutCertificate(stack.broker().bootstrap(), stack.identity("registry-service")));
    }

    @Test
    void refusesACertificateOfAnotherAuthorityOfTheSameName() {
        refusedInTheHandshake(stack.broker().as(stack.pki().rogue("registry-service")));
    }

    @Test
    void refusesAnExpiredCertificate() {
        refusedInTheHandshake(stack.broker().as(stack.pki().expired("registry-service")));
    }

    @Test
    void refusesAPersonOfTheClientsAuthority() {
        refusedInTheHandshake(stack.broker().as(stack.pki().person("alice")));
    }

    @Test
    void refusesACertificateThatIsForServersOnly() {
        refusedInTheHandshake(stack.broker().as(stack.pki().serverOnly("registry-service")));
    }

    @Test
    void refusesADistinguishedNameThatNoRuleMaps() {
        // The handshake is right, but there is no principal: the broker drops the connection, the client tries until
        // its limit.
        assertThatThrownBy(() -> clusterId(stack.broker().as(stack.pki().unmapped("admin")), 3_000))
                .isInstanceOf(ExecutionException.class);
        assertThat(LogTail.of(stack.broker().log())).contains("No rules apply to CN=admin");
    }

    @Test
    void refusesTls12() {
        KafkaAccess old = stack.broker().as(stack.identity("registry-service"));
        assertThatThrownBy(() ->
                        clusterId(old, Map.of("ssl.enabled.protocols", "TLSv1.2", "ssl.protocol", "TLSv1.2"), 20_000))
                .hasCauseInstanceOf(SslAuthenticationException.class);
    }

    @Test
    void refusesPlaintext() {
        assertThatThrownBy(() -> clusterId(KafkaAccess.plaintext(stack.broker().bootstrap()), 3_000))
                .isInstanceOf(ExecutionException.class);
    }

    private static void refusedInTheHandshake(KafkaAccess access) {
        assertThatThrownBy(() -> clusterId(access, 20_000)).hasCauseInstanceOf(SslAuthenticationException.class);
    }

    private static String clusterId(KafkaAccess access, int limitMillis) throws Exception {
        return clusterId(access, Map.of(), limitMillis);
    }

    private static String clusterId(KafkaAccess access, Map<String, Object> extra, int limitMillis) throws Exception {
        Map<String, Object> properties = access.properties();
        properties.put("default.api.timeout.ms", limitMillis);
        properties.put("request.timeout.ms", limitMillis);
        properties.putAll(extra);
        try (Admin admin = Admin.create(properties)) {
            return admin.describeCluster().clusterId().get(60, TimeUnit.SECONDS);
        }
    }
}
