package io.countersign.ceremony;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.hsm.Hsm;
import io.countersign.hsm.HsmException;
import io.countersign.orders.Decision;
import io.countersign.orders.MessageType;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.SerialSource;
import io.countersign.orders.SerialUnavailableException;
import io.countersign.orders.Serials;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Stops;
import io.countersign.orders.StrictJws;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.Verdict;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Certificates that the persons present order, by the very rules of every later one: a signed order, the same verdict,
 * serials from the token's secret. Only the log's receipt is missing, because there is no log yet (or no longer).
 */
final class FirstCertificates {
    static final String SERIAL_SECRET = "countersign-serial";

    /** Who asked: nobody whose approval would then not count. */
    static final String REQUESTER = "ceremony";

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final TrustDocument trust;
    private final Hsm hsm;
    private final InstantSource clock;
    private final SecureRandom random;

    FirstCertificates(TrustDocument trust, Hsm hsm, InstantSource clock, SecureRandom random) {
        this.trust = trust;
        this.hsm = hsm;
        this.clock = clock;
        this.random = random;
    }

    /**
     * @param item index in the order
     * @param itemText as the order names it by digest
     */
    record Issued(CertificateRequest request, int item, String itemText, IssuedCertificate certificate) {}

    /** @param payload the order's segment that every approver signed */
    record Outcome(String payload, List<Approval> approvals, List<Issued> certificates) {
        Outcome {
            approvals = List.copyOf(approvals);
            certificates = List.copyOf(certificates);
        }
    }

    Outcome issue(List<CertificateRequest> requests, List<PersonPresent> approvers, String reason)
            throws CeremonyException {
        // One instant for items and order: a second that ends in between would date a certificate too far before its
        // order.
        Instant now = clock.instant();
        List<OrderItem> items = draft(requests, now);
        try {
            Order order = new OrderWriter(trust, InstantSource.fixed(now), random)
                    .issue(items, Optional.of(REQUESTER), Optional.of(reason));
            List<Approval> approvals = approvers.stream()
                    .map(person -> StrictJws.sign(MessageType.ORDER, order.payload(), person.key()))
                    .toList();
            List<TbsCertificate> decided = decide(order, approvals, items, requests);
            List<Issued> issued = new ArrayList<>();
            for (int i = 0; i < decided.size(); i++) {
                issued.add(new Issued(requests.get(i), i, items.get(i).text(), sign(decided.get(i))));
            }
            return new Outcome(order.payload(), approvals, issued);
        } catch (RefusedException e) {
            throw new CeremonyException("the order of the first certificates: " + e.getMessage(), e);
        }
    }

    private List<OrderItem> draft(List<CertificateRequest> requests, Instant now) throws CeremonyException {
        List<OrderItem> items = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (CertificateRequest request : requests) {
            try {
                items.add(request.draft().item(trust, now));
            } catch (RefusedException e) {
                faults.add(request.lineage() + ": " + e.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            throw new CeremonyException("first certificates refused", faults);
        }
        return items;
    }

    /** All verdicts before the first signature: a ceremony signs everything or nothing. */
    private List<TbsCertificate> decide(
            Order order, List<Approval> approvals, List<OrderItem> items, List<CertificateRequest> requests)
            throws CeremonyException {
        List<TbsCertificate> decided = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            SignedItem signed = SignedItem.of(
                    order.payload(),
                    approvals,
                    i,
                    items.get(i).text(),
                    requests.get(i).csr().der());
            try {
                Verdict verdict = Decision.decide(trust, Stops.NONE, signed, clock.instant(), serials());
                if (verdict instanceof Verdict.Plan plan) {
                    decided.add(plan.tbs());
                } else if (verdict instanceof Verdict.Refused refused) {
                    faults.add(items.get(i).lineage() + ": " + refused.refusal());
                }
            } catch (SerialUnavailableException e) {
                throw new CeremonyException("the serial secret cannot be reached", e);
            }
        }
        if (!faults.isEmpty()) {
            throw new CeremonyException("first certificates refused", faults);
        }
        return decided;
    }

    private SerialSource serials() {
        return (issuer, order, item, encoder) -> {
            try {
                byte[] key = hsm.mac(SERIAL_SECRET, Serials.keyInput(issuer));
                return Serials.of(key, issuer, order, item, encoder);
            } catch (HsmException e) {
                throw new SerialUnavailableException("serial secret", e);
            }
        };
    }

    private IssuedCertificate sign(TbsCertificate tbs) throws CeremonyException {
        try {
            byte[] signature =
                    hsm.signingKey(tbs.input().issuer().certificate()).sign(tbs.encoded(), DEADLINE);
            return CertificateCheck.verify(SignedCertificate.assemble(tbs, signature), tbs);
        } catch (HsmException | CertificateFaultException e) {
            throw new CeremonyException("signing " + tbs.input().names().commonName() + ": " + e.getMessage(), e);
        }
    }
}
