package io.countersign.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Order;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** The registry's REST over mutual TLS 1.3, with the JDK's own client. Not safe for concurrent callers: the agent has one thread. */
final class HttpRegistry implements Registry {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    /** The registry takes no longer story; the rest stands in the agent's own log. */
    private static final int MAX_DETAIL = 500;

    private final URI server;
    private final String node;
    private final ClientIdentity identity;

    private HttpClient client;
    private String clientVersion = "";

    HttpRegistry(URI server, String node, ClientIdentity identity) {
        this.server = server;
        this.node = node;
        this.identity = identity;
    }

    @Override
    public RequestView submit(ManagedLineage managed, String requestPem, Optional<String> why)
            throws IOException, RejectedException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("cluster", managed.lineage().cluster());
        body.put("component", managed.lineage().component());
        body.put("instance", managed.lineage().instance());
        managed.profile().ifPresent(profile -> body.put("profile", profile));
        body.put("csr", requestPem);
        body.put("reason", reason(why));
        managed.lifetime().ifPresent(lifetime -> body.put("lifetime", lifetime.toString()));
        return view(json(post("/v1/requests", body)));
    }

    @Override
    public RequestView renew(SignedRenewal renewal) throws IOException, RejectedException, InterruptedException {
        return view(json(post("/v1/renewals", renewal)));
    }

    /** A story that the registry would not take must not cost the request. */
    private String reason(Optional<String> why) {
        String text = "renewal by the agent of " + node
                + why.map(story -> ", not by grant: " + story).orElse("");
        String printable = text.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Cf}]", " ");
        return printable.substring(0, Math.min(printable.length(), Order.MAX_REASON_LENGTH));
    }

    @Override
    public RequestView request(String id) throws IOException, RejectedException, InterruptedException {
        return view(json(get("/v1/requests/" + id, "application/json", ANSWER)));
    }

    @Override
    public String certificate(String requestId) throws IOException, RejectedException, InterruptedException {
        return get("/v1/certificates/" + requestId, "application/x-pem-file", ANSWER);
    }

    @Override
    public Optional<JsonNode> trust() throws IOException, RejectedException, InterruptedException {
        try {
            return Optional.of(json(get("/v1/trust", "application/json", ANSWER)));
        } catch (RejectedException e) {
            if (e.code().equals("not-found")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public byte[] crl(String cluster, String issuer) throws IOException, RejectedException, InterruptedException {
        return send(question("/v1/crls/" + cluster + "/" + issuer, "application/pkix-crl", ANSWER));
    }

    @Override
    public List<Work> work(Duration wait) throws IOException, RejectedException, InterruptedException {
        JsonNode answer =
                json(get("/v1/agent/work?wait=" + wait.toSeconds() + "s", "application/json", wait.plus(ANSWER)));
        List<Work> work = new ArrayList<>();
        for (JsonNode item : answer.path("items")) {
            try {
                work.add(new Work(
                        item.path("kind").asText(),
                        Lineage.parse(item.path("lineage").asText()),
                        grant(item.path("grant"))));
            } catch (IllegalArgumentException e) {
                throw new IOException("the registry answered with work that names no lineage", e);
            }
        }
        return work;
    }

    private static Optional<OfferedGrant> grant(JsonNode grant) {
        return grant.isObject()
                ? Optional.of(new OfferedGrant(
                        grant.path("text").asText(), grant.path("digest").asText()))
                : Optional.empty();
    }

    @Override
    public void report(
            Lineage lineage, Placement placement, X509Certificate certificate, Instant at, Optional<String> detail)
            throws IOException, RejectedException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("lineage", lineage.toString());
        body.put("node", node);
        body.put("kind", placement.wireName());
        try {
            body.put("certificate", Pem.encode(Pem.CERTIFICATE, certificate.getEncoded()));
            body.put("fingerprint", Sha256.of(certificate.getEncoded()).hex());
        } catch (CertificateEncodingException e) {
            throw new IOException("cannot encode the certificate of " + lineage, e);
        }
        body.put("at", at.toString());
        detail.map(text -> text.substring(0, Math.min(text.length(), MAX_DETAIL)))
                .ifPresent(text -> body.put("detail", text));
        post("/v1/agent/reports", body);
    }

    private String get(String path, String accept, Duration timeout)
            throws IOException, RejectedException, InterruptedException {
        return text(send(question(path, accept, timeout)));
    }

    private HttpRequest question(String path, String accept, Duration timeout) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(timeout)
                .header("Accept", accept)
                .GET()
                .build();
    }

    private String post(String path, Object body) throws IOException, RejectedException, InterruptedException {
        return text(send(HttpRequest.newBuilder(server.resolve(path))
                .timeout(ANSWER)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.STRICT.writeValueAsBytes(body)))
                .build()));
    }

    private byte[] send(HttpRequest request) throws IOException, RejectedException, InterruptedException {
        HttpResponse<byte[]> answer = client().send(request, BodyHandlers.ofByteArray());
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return answer.body();
        }
        // 408, 429 and 5xx speak of the moment; every other refusal of what was sent.
        if (status >= 400 && status < 500 && status != 408 && status != 429) {
            JsonNode problem = problem(text(answer.body()));
            throw new RejectedException(
                    problem.path("code").asText("http-" + status),
                    problem.path("detail").asText(problem.path("title").asText("status " + status)));
        }
        throw new IOException(request.uri().getPath() + " answered with status " + status);
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static JsonNode problem(String body) {
        try {
            return Json.TOLERANT.readTree(body);
        } catch (JsonProcessingException e) {
            // Not every proxy speaks problem+json; the status says enough.
            return Json.TOLERANT.createObjectNode();
        }
    }

    private static JsonNode json(String body) throws IOException {
        return Json.TOLERANT.readTree(body);
    }

    private static RequestView view(JsonNode request) throws IOException {
        if (!request.path("id").isTextual() || !request.path("state").isTextual()) {
            throw new IOException("the registry answered with something that is no request");
        }
        JsonNode refusal = request.path("refusal");
        return new RequestView(
                request.path("id").textValue(),
                request.path("state").textValue(),
                refusal.isObject()
                        ? Optional.of(new RequestView.Reason(
                                refusal.path("code").asText(),
                                refusal.path("detail").asText()))
                        : Optional.empty());
    }

    private HttpClient client() throws IOException {
        String version = identity.version();
        if (client == null || !version.equals(clientVersion)) {
            try {
                SSLContext context = SSLContext.getInstance("TLSv1.3");
                context.init(identity.keys(), identity.trusted(), null);
                SSLParameters parameters = context.getDefaultSSLParameters();
                parameters.setProtocols(new String[] {"TLSv1.3"});
                client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(context)
                        .sslParameters(parameters)
                        .connectTimeout(CONNECT)
                        .build();
                clientVersion = version;
            } catch (GeneralSecurityException e) {
                throw new IOException("the agent's own identity is not usable", e);
            }
        }
        return client;
    }
}
