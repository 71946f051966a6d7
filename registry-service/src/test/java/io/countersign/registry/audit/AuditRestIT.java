package io.countersign.registry.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.countersign.contracts.ServiceName;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.stack.Identity;
import io.countersign.stack.MutualTlsClient;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The audit-service's answers over mutual TLS, good and bad ones. */
@WithStack
final class AuditRestIT {
    private final Stack stack;
    private HttpsServer server;

    AuditRestIT(Stack stack) {
        this.stack = stack;
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asksAsTheRegistryForOneEvent() throws Exception {
        try (MutualTls tls = tls();
                AuditRest rest = rest(tls, stack.identity(ServiceName.AUDIT), exchange -> {
                    String asked = exchange.getRequestURI() + " by "
                            + ((HttpsExchange) exchange)
                                    .getSSLSession()
                                    .getPeerPrincipal()
                                    .getName();
                    answer(exchange, 200, asked.getBytes(StandardCharsets.UTF_8));
                })) {
            assertThat(rest.of("the-id"))
                    .hasValueSatisfying(body -> assertThat(new String(body, StandardCharsets.UTF_8))
                            .startsWith("/v1/receipts/the-id by ")
                            .contains("CN=registry-service"));
        }
    }

    @Test
    void knowsNotYetFromNoAnswer() throws Exception {
        try (MutualTls tls = tls();
                AuditRest rest = rest(tls, stack.identity(ServiceName.AUDIT), exchange -> {
                    int status =
                            Integer.parseInt(exchange.getRequestURI().getPath().substring("/v1/receipts/".length()));
                    answer(exchange, status, new byte[] {1});
                })) {
            assertThat(rest.of("404")).isEmpty();
            for (String status : new String[] {"403", "500", "503", "302"}) {
                assertThatThrownBy(() -> rest.of(status))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(status);
            }
        }
    }

    @Test
    void takesNoReceiptOfAnyLength() throws Exception {
        try (MutualTls tls = tls();
                AuditRest rest = rest(tls, stack.identity(ServiceName.AUDIT), exchange -> {
                    boolean chunked = exchange.getRequestURI().getPath().endsWith("chunked");
                    exchange.sendResponseHeaders(200, chunked ? 0 : 100_000);
                    exchange.getResponseBody().write(new byte[chunked ? 10 : 100_000]);
                    exchange.close();
                })) {
            assertThatThrownBy(() -> rest.of("long"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("length");
            assertThatThrownBy(() -> rest.of("chunked"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("length");
        }
    }

    @Test
    void tellsNothingToAServerOfAnotherAuthority() throws Exception {
        try (MutualTls tls = tls();
                AuditRest rest = rest(
                        tls,
                        stack.pki()
                                .rogue(ServiceName.AUDIT.wireName())
                                .trusting(stack.pki().servicesCa()),
                        exchange -> answer(exchange, 200, new byte[] {1}))) {
            assertThatThrownBy(() -> rest.of("the-id"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("away");
        }
    }

    private interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    private MutualTls tls() throws Exception {
        return MutualTls.open(stack.identity(ServiceName.REGISTRY).folder());
    }

    private AuditRest rest(MutualTls tls, Identity of, Answering answering) throws Exception {
        SSLContext context = MutualTlsClient.context(of);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters required = context.getDefaultSSLParameters();
                required.setNeedClientAuth(true);
                parameters.setSSLParameters(required);
            }
        });
        server.createContext("/", answering::answer);
        server.start();
        return new AuditRest(
                URI.create("https://localhost:" + server.getAddress().getPort()), tls);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
