package io.countersign.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.event.Redemption;
import io.countersign.orders.Decision;
import io.countersign.orders.GrantOrder;
import io.countersign.orders.GrantText;
import io.countersign.orders.GrantWriter;
import io.countersign.orders.Installation;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.SerialUnavailableException;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Stops;
import io.countersign.orders.Verdict;
import io.countersign.x509.Csr;
import io.countersign.x509.Pem;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A registry, and the signer behind it, with the real verdict over what the agent signs: what is issued here would be issued. Of
 * every fault it is told when.
 */
final class GrantingRegistry implements Registry {
    private final Installation installation;
    private final InstantSource clock;
    private final Map<String, String> certificates = new HashMap<>();
    private final Map<String, String> csrs = new HashMap<>();

    /** Every body of a renewal that left the agent, also those that nobody received. */
    final List<String> sent = new ArrayList<>();
    /** Why people were asked, one per distinct request. */
    final Set<String> asked = new LinkedHashSet<>();

    final Deque<List<Work>> work = new ArrayDeque<>();
    final List<String> reports = new ArrayList<>();

    GrantOrder grantOrder;
    List<Approval> grantApprovals = List.of();
    GrantText grant;

    boolean down;
    /** Receives a renewal, but its answer is lost. */
    boolean losesAnswers;
    /** Renewals are lost before they arrive. */
    boolean losesRenewals;

    Optional<RejectedException> rejection = Optional.empty();
    String state = "issued";
    Optional<RequestView.Reason> reason = Optional.empty();

    GrantingRegistry(Installation installation, InstantSource clock) {
        this.installation = installation;
        this.clock = clock;
    }

    /** Two persons sign this grant. */
    void sign(GrantText text) throws RefusedException {
        grant = text;
        grantOrder = new GrantWriter(installation.trust(), clock, TestCa.RANDOM)
                .grant(List.of(text), Optional.of("requester"), Optional.empty());
        grantApprovals = installation.approvals(grantOrder.payload(), Installation.ALICE, Installation.BOB);
    }

    /** The work item of a registry that knows the grant. */
    Work offer() {
        return offer(grant.text());
    }

    static Work offer(String text) {
        return new Work("renew", Node.LINEAGE, Optional.of(OfferedGrant.remembered(text)));
    }

    /** The greatest number of different orders that left the agent for one certificate; two freeze a lineage. */
    int mostOrdersOfOnePredecessor() throws IOException {
        Map<String, Set<String>> orders = new HashMap<>();
        for (String body : sent) {
            SignedRenewal renewal = Json.STRICT.readValue(body, SignedRenewal.class);
            orders.computeIfAbsent(renewal.predecessor(), unseen -> new HashSet<>())
                    .add(renewal.payload());
        }
        return orders.values().stream().mapToInt(Set::size).max().orElse(0);
    }

    SignedRenewal lastSent() throws IOException {
        return Json.STRICT.readValue(sent.get(sent.size() - 1), SignedRenewal.class);
    }

    OrderItem lastItem() throws IOException, RefusedException {
        return OrderItem.parse(lastSent().itemText());
    }

    @Override
    public RequestView renew(SignedRenewal renewal) throws IOException, RejectedException {
        sent.add(Json.STRICT.writeValueAsString(renewal));
        reach();
        if (losesRenewals) {
            throw new IOException("connection reset");
        }
        if (rejection.isPresent()) {
            throw rejection.get();
        }
        try {
            String id = accept(renewal);
            if (losesAnswers) {
                throw new IOException("connection reset");
            }
            return request(id);
        } catch (RefusedException e) {
            throw new RejectedException(e.refusal().code().code(), String.valueOf(e.getMessage()));
        }
    }

    private String accept(SignedRenewal renewal) throws RefusedException {
        Csr csr = Csr.readPem(renewal.csr());
        OrderItem item = OrderItem.parse(renewal.itemText());
        String id = RequestId.of(item.lineage(), item.profile(), csr.digest());
        if (!csrs.containsKey(id)) {
            Bytes predecessor = Bytes.of(Pem.decode(Pem.CERTIFICATE, renewal.predecessor()));
            SignedItem signed = SignedItem.of(
                            renewal.payload(), List.of(renewal.approval()), 0, renewal.itemText(), csr.der())
                    .with(Optional.of(new Redemption(grantOrder.payload(), grantApprovals, grant.text(), predecessor)));
            if (!renewal.grant().equals(grant.digest().toString())) {
                throw new RefusedException(RefusalCode.GRANT_NOT_ORDERED, "no such grant: " + renewal.grant());
            }
            TbsCertificate tbs = decide(signed);
            csrs.put(id, renewal.csr());
            certificates.put(id, finish(tbs));
        }
        return id;
    }

    /** What a signer would make of it now. */
    TbsCertificate decide(SignedItem signed) throws RefusedException {
        try {
            Verdict verdict =
                    Decision.decide(installation.trust(), Stops.NONE, signed, clock.instant(), installation.serials());
            if (verdict instanceof Verdict.Refused refused) {
                throw new RefusedException(
                        refused.refusal().code(), refused.refusal().detail());
            }
            return ((Verdict.Plan) verdict).tbs();
        } catch (SerialUnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    String finish(TbsCertificate tbs) {
        try {
            Signature signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(installation.caKeys("demo", "etcd-ca").getPrivate());
            signing.update(tbs.encoded());
            return Pem.encode(Pem.CERTIFICATE, SignedCertificate.assemble(tbs, signing.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate that two persons ordered. */
    String byPeople(String requestPem, Lineage lineage, Optional<Duration> lifetime) throws RefusedException {
        Csr csr = Csr.readPem(requestPem);
        OrderItem item = new ItemDraft(csr, lineage, Optional.empty(), lifetime, Optional.empty())
                .item(installation.trust(), clock.instant());
        Order order = new OrderWriter(installation.trust(), clock, TestCa.RANDOM)
                .issue(List.of(item), Optional.of("requester"), Optional.empty());
        return finish(decide(SignedItem.of(
                order.payload(),
                installation.approvals(order.payload(), Installation.ALICE, Installation.BOB),
                0,
                item.text(),
                csr.der())));
    }

    @Override
    public RequestView submit(ManagedLineage managed, String requestPem, Optional<String> why)
            throws IOException, RejectedException {
        reach();
        try {
            String id = RequestId.of(
                    managed.lineage(),
                    managed.profileOrDefault(),
                    Csr.readPem(requestPem).digest());
            asked.add(why.orElse("no reason"));
            if (csrs.putIfAbsent(id, requestPem) == null) {
                certificates.put(id, byPeople(requestPem, managed.lineage(), managed.lifetime()));
            }
            return request(id);
        } catch (RefusedException e) {
            throw new RejectedException(e.refusal().code().code(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public RequestView request(String id) throws IOException, RejectedException {
        reach();
        if (!csrs.containsKey(id)) {
            throw new RejectedException("request-unknown", id);
        }
        return new RequestView(id, state, reason);
    }

    @Override
    public String certificate(String requestId) throws IOException {
        reach();
        return certificates.get(requestId);
    }

    @Override
    public Optional<JsonNode> trust() {
        return Optional.empty();
    }

    @Override
    public byte[] crl(String cluster, String issuer) {
        throw new IllegalStateException("nobody asked for a CRL");
    }

    @Override
    public List<Work> work(Duration wait) throws IOException {
        reach();
        return work.isEmpty() ? List.of() : work.removeFirst();
    }

    @Override
    public void report(
            Lineage lineage, Placement placement, X509Certificate certificate, Instant at, Optional<String> detail)
            throws IOException {
        reach();
        String line = placement.wireName() + detail.map(text -> ": " + text).orElse("");
        if (!reports.contains(line)) {
            reports.add(line);
        }
    }

    private void reach() throws IOException {
        if (down) {
            throw new IOException("connection refused");
        }
    }
}
