package io.countersign.registry.audit;

import io.countersign.runtime.tls.MutualTls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;

/** The audit-service's REST port over mutual TLS. Blocks, with every wait bounded. */
public final class AuditRest implements Receipts, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** 63 hashes and a checkpoint with many more lines than two. */
    private static final long LONGEST_RECEIPT = 64 * 1024;

    private final URI url;
    private final MutualTls tls;
    private final Runnable onIdentity = this::reconnect;
    private volatile HttpClient client;

    /** Connects at the first question. */
    public AuditRest(URI url, MutualTls tls) {
        this.url = url;
        this.tls = tls;
        this.client = client(tls);
        tls.onChange(onIdentity);
    }

    @Override
    public Optional<byte[]> of(String eventId) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/v1/receipts/" + eventId))
                .timeout(ANSWER)
                .build();
        HttpResponse<Optional<byte[]>> response = ask(request);
        return switch (response.statusCode()) {
            case 200 ->
                Optional.of(response.body()
                        .orElseThrow(() -> new IOException(
                                "the audit-service's receipt has no length or above " + LONGEST_RECEIPT + " octets")));
            // Not in the log, or not under a signed checkpoint yet: the same to us.
            case 404 -> Optional.empty();
            default -> throw new IOException("the audit-service answers " + response.statusCode());
        };
    }

    /** The request's own limit ends with the headers; this one holds for the body as well. */
    private HttpResponse<Optional<byte[]>> ask(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Optional<byte[]>>> asked = client.sendAsync(request, AuditRest::bounded);
        try {
            return asked.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new IOException("the audit-service is away: " + failure.getCause(), failure.getCause());
        } catch (TimeoutException silent) {
            throw new IOException("the audit-service gave no whole answer within " + ANSWER, silent);
        } finally {
            asked.cancel(true);
        }
    }

    private static HttpResponse.BodySubscriber<Optional<byte[]>> bounded(HttpResponse.ResponseInfo info) {
        long length = info.headers().firstValueAsLong("Content-Length").orElse(Long.MAX_VALUE);
        return length <= LONGEST_RECEIPT
                ? HttpResponse.BodySubscribers.mapping(HttpResponse.BodySubscribers.ofByteArray(), Optional::of)
                : HttpResponse.BodySubscribers.replacing(Optional.empty());
    }

    /** Open connections would keep the former identity as long as they are used. */
    private void reconnect() {
        client = client(tls);
    }

    private static HttpClient client(MutualTls tls) {
        SSLParameters parameters = tls.sslContext().getDefaultSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls.sslContext())
                .sslParameters(parameters)
                .connectTimeout(CONNECT)
                .build();
    }

    @Override
    public void close() {
        tls.removeListener(onIdentity);
    }
}
