package io.countersign.registry;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.orders.Installation;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.MessageType;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.SerialUnavailableException;
import io.countersign.orders.StrictJws;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.Csr;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A key ceremony over the test's installation: its transcript has the members that infra/ceremony writes. */
public final class CeremonyRehearsal {
    public static final Lineage SIGNER = Lineage.parse("countersign/service/signer-service");
    public static final Lineage ALICE = Lineage.parse("countersign/person/alice");

    private final Installation installation;
    private final Map<String, Object> transcript = new LinkedHashMap<>();

    public CeremonyRehearsal(Installation installation) {
        this.installation = installation;
        Map<OrderItem, Csr> asked = new LinkedHashMap<>();
        ask(
                SIGNER,
                new Names(
                        "signer-service",
                        List.of(),
                        List.of("signer-service"),
                        List.of(),
                        List.of("spiffe://" + Installation.TRUST_DOMAIN + "/countersign/signer-service")),
                asked);
        ask(ALICE, aliceNames(), asked);
        Order order = order(asked);
        List<Map<String, Object>> certificates = new ArrayList<>();
        for (OrderItem item : asked.keySet()) {
            certificates.add(first(item, certificate(order, item, asked.get(item), caKeys(item))));
        }
        transcript.put("v", 2);
        transcript.put("deployment", Installation.DEPLOYMENT);
        transcript.put("heldAt", installation.now());
        transcript.put("trustDomain", Installation.TRUST_DOMAIN);
        transcript.put("trust", Sha256.of(installation.file()));
        transcript.put("order", order.payload());
        transcript.put("certificates", certificates);
        transcript.put("caveats", List.of("a rehearsal"));
    }

    /** With this member in place of its own. */
    public CeremonyRehearsal with(String member, Object value) {
        transcript.put(member, value);
        return this;
    }

    /** With this certificate alone: alice's, ordered as the others, signed with any key as the CA's. */
    public CeremonyRehearsal signedBy(KeyPair keys) {
        Map<OrderItem, Csr> asked = new LinkedHashMap<>();
        ask(ALICE, aliceNames(), asked);
        Order order = order(asked);
        OrderItem item = asked.keySet().iterator().next();
        return with("order", order.payload())
                .with("certificates", List.of(first(item, certificate(order, item, asked.get(item), keys))));
    }

    /** With an order that names none of the certificates. */
    public CeremonyRehearsal orderedElsewhere() {
        Map<OrderItem, Csr> asked = new LinkedHashMap<>();
        ask(ALICE, aliceNames(), asked);
        return with("order", order(asked).payload());
    }

    /** Signed by these officers, counted from 0. */
    public CeremonyHeld heldBy(int... officers) {
        return held(MessageType.TRANSCRIPT, officers);
    }

    public CeremonyHeld held(MessageType type, int... officers) {
        String payload = StrictJws.payload(Json.canonical(transcript));
        List<Approval> approvals = new ArrayList<>();
        for (int officer : officers) {
            approvals.add(StrictJws.sign(type, payload, installation.officerKey(officer)));
        }
        return new CeremonyHeld(payload, approvals);
    }

    private static Names aliceNames() {
        return new Names(
                "alice",
                List.of(),
                List.of(),
                List.of(),
                List.of("spiffe://" + Installation.TRUST_DOMAIN + "/person/alice"));
    }

    private void ask(Lineage lineage, Names names, Map<OrderItem, Csr> asked) {
        Csr csr = Installation.csr(names);
        try {
            asked.put(ItemDraft.of(csr, lineage).item(installation.trust(), installation.now()), csr);
        } catch (RefusedException refused) {
            throw new AssertionError(refused);
        }
    }

    private Order order(Map<OrderItem, Csr> asked) {
        try {
            return new OrderWriter(installation.trust(), installation::now, new SecureRandom())
                    .issue(List.copyOf(asked.keySet()), Optional.of("ceremony"), Optional.empty());
        } catch (RefusedException refused) {
            throw new AssertionError(refused);
        }
    }

    private KeyPair caKeys(OrderItem item) {
        TrustedIssuer issuer = installation.trust().issuer(item.issuer()).orElseThrow();
        return installation.caKeys(issuer.cluster(), issuer.name());
    }

    private Bytes certificate(Order order, OrderItem item, Csr csr, KeyPair caKeys) {
        TrustedIssuer issuer = installation.trust().issuer(item.issuer()).orElseThrow();
        try {
            TbsCertificate tbs = TbsCertificate.build(new TbsInput(
                    installation.trust().profile(item.profile()).orElseThrow(),
                    item.names(),
                    csr.spki(),
                    issuer.certificate(),
                    installation
                            .serials()
                            .serial(
                                    issuer.certificate(),
                                    order.digest(),
                                    order.items().indexOf(item.digest()),
                                    TbsCertificate.ENCODER),
                    item.notBefore(),
                    item.notAfter()));
            return Bytes.of(SignedCertificate.assemble(tbs, Signing.sign(caKeys, tbs.encoded())));
        } catch (SerialUnavailableException unavailable) {
            throw new AssertionError(unavailable);
        }
    }

    private static Map<String, Object> first(OrderItem item, Bytes certificate) {
        return Map.of(
                "lineage", item.lineage(),
                "itemText", item.text(),
                "certificate", certificate,
                "sha256", certificate.sha256());
    }
}
