package io.countersign.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A registry in memory whose answers a test decides, also the wrong ones. */
final class ScriptedRegistry implements Registry {
    /** Makes the certificate that answers a request. */
    interface Issuing {
        String certificateFor(String requestPem) throws Exception;
    }

    final Map<String, String> requests = new LinkedHashMap<>();
    final List<String> reports = new ArrayList<>();
    final Deque<List<Work>> work = new ArrayDeque<>();
    Issuing issuing;
    String state = "issued";
    Optional<RequestView.Reason> refusal = Optional.empty();
    Optional<RejectedException> rejection = Optional.empty();
    boolean down;
    final List<Duration> waits = new ArrayList<>();
    byte[] crl = new byte[0];
    Optional<JsonNode> trust = Optional.empty();

    ScriptedRegistry(Issuing issuing) {
        this.issuing = issuing;
    }

    @Override
    public RequestView renew(SignedRenewal renewal) {
        throw new IllegalStateException("this registry offered no grant");
    }

    @Override
    public RequestView submit(ManagedLineage managed, String requestPem, Optional<String> why)
            throws IOException, RejectedException {
        reach();
        if (rejection.isPresent()) {
            throw rejection.get();
        }
        String id = Sha256.of(requestPem.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 20);
        requests.put(id, requestPem);
        return new RequestView(id, "submitted", Optional.empty());
    }

    @Override
    public RequestView request(String id) throws IOException {
        reach();
        return new RequestView(id, state, refusal);
    }

    @Override
    public String certificate(String requestId) throws IOException {
        reach();
        try {
            return issuing.certificateFor(requests.get(requestId));
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public Optional<JsonNode> trust() throws IOException {
        reach();
        return trust;
    }

    @Override
    public byte[] crl(String cluster, String issuer) throws IOException, RejectedException {
        reach();
        if (crl.length == 0) {
            throw new RejectedException("not-found", "no CRL of " + cluster + "/" + issuer);
        }
        return crl.clone();
    }

    @Override
    public List<Work> work(Duration wait) throws IOException {
        reach();
        waits.add(wait);
        return work.isEmpty() ? List.of() : work.removeFirst();
    }

    @Override
    public void report(
            Lineage lineage, Placement placement, X509Certificate certificate, Instant at, Optional<String> detail)
            throws IOException {
        reach();
        String line = placement.wireName() + " " + certificate.getSerialNumber().toString(16);
        if (!reports.contains(line)) {
            // The real registry makes one event of a report told twice.
            reports.add(line);
        }
    }

    private void reach() throws IOException {
        if (down) {
            throw new IOException("connection refused");
        }
    }
}
