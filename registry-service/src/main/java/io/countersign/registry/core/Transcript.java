package io.countersign.registry.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.orders.MessageType;
import io.countersign.orders.OfficerSignatures;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What the officers signed at the key ceremony, as far as the inventory needs it.
 *
 * @param trust SHA-256 of trust document 1's file
 * @param order payload of the order for the first certificates
 */
record Transcript(
        int v, String deployment, Instant heldAt, Sha256 trust, String order, List<Transcript.First> certificates) {
    private static final int VERSION = 2;

    /** As the audit-service names the event that is leaf 0 of the log. */
    private static final String LEAF_SUBJECT = "ceremony";

    Transcript {
        certificates = List.copyOf(certificates);
    }

    /** @param itemText text of the order's item that became this certificate */
    record First(Lineage lineage, String itemText, Bytes certificate) {}

    /**
     * The first certificates, once signatures, order and each certificate have been verified.
     *
     * @param pin SHA-256 of the trust document's file
     */
    static List<CertificateRecord> read(CeremonyHeld held, TrustDocument trust, Sha256 pin) throws TranscriptException {
        requireOfficers(held, trust);
        Transcript transcript = parse(held);
        transcript.requireThisInstallation(trust, pin);
        Order order = transcript.parseOrder();
        // Its id needs no clock: the registry names leaf 0 without having read the log.
        String leaf = Event.of(
                        EventType.CEREMONY_HELD,
                        ServiceName.AUDIT.source(),
                        LEAF_SUBJECT,
                        transcript.heldAt(),
                        held,
                        Optional.empty())
                .id();
        List<CertificateRecord> records = new ArrayList<>();
        for (First first : transcript.certificates()) {
            try {
                records.add(transcript.verified(first, order, trust, leaf));
            } catch (RefusedException | CertificateFaultException | UnreadableException fault) {
                throw new TranscriptException(first.lineage() + ": " + fault.getMessage(), fault);
            }
        }
        return records;
    }

    private static void requireOfficers(CeremonyHeld held, TrustDocument trust) throws TranscriptException {
        try {
            OfficerSignatures.require(
                    trust.content().officers(), MessageType.TRANSCRIPT, held.payload(), held.approvals());
        } catch (RefusedException refused) {
            throw new TranscriptException("the transcript: " + refused.getMessage(), refused);
        }
    }

    private static Transcript parse(CeremonyHeld held) throws TranscriptException {
        try {
            // Keys, tokens and caveats stand in it as well; they are for people.
            return Json.TOLERANT.readValue(Base64.getUrlDecoder().decode(held.payload()), Transcript.class);
        } catch (IOException | IllegalArgumentException malformed) {
            throw new TranscriptException("the transcript cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    private void requireThisInstallation(TrustDocument document, Sha256 pin) throws TranscriptException {
        if (v != VERSION) {
            throw new TranscriptException("transcript of version " + v);
        }
        if (!deployment.equals(document.deployment())) {
            throw new TranscriptException("the transcript is of another installation");
        }
        if (document.version() == 1 && !trust.equals(pin)) {
            throw new TranscriptException("the transcript names another trust document");
        }
    }

    private Order parseOrder() throws TranscriptException {
        try {
            return Order.parse(Base64.getUrlDecoder().decode(order));
        } catch (RefusedException | IllegalArgumentException malformed) {
            throw new TranscriptException("the order of the first certificates: " + malformed.getMessage(), malformed);
        }
    }

    private CertificateRecord verified(First first, Order ordered, TrustDocument document, String leaf)
            throws RefusedException, CertificateFaultException, UnreadableException, TranscriptException {
        OrderItem item = OrderItem.parse(first.itemText());
        int index = ordered.items().indexOf(item.digest());
        if (index < 0 || !item.lineage().equals(first.lineage())) {
            throw new TranscriptException(first.lineage() + ": this certificate was not ordered");
        }
        TrustedIssuer issuer = document.issuer(item.issuer())
                .orElseThrow(() -> new TranscriptException(first.lineage() + ": its issuer is not trusted"));
        IssuedCertificate read = IssuedCertificate.read(first.certificate().toArray());
        CertificateIssued told = new CertificateIssued(
                item.lineage(),
                RequestId.of(item.lineage(), item.profile(), item.csr()),
                ordered.digest(),
                index,
                CertificateCheck.id(read, issuer.certificate()),
                leaf,
                0,
                item.profile(),
                item.names(),
                item.key(),
                item.notBefore(),
                item.notAfter(),
                first.certificate());
        new CertificateVerification(document).verify(item.lineage().toString(), told);
        return CertificateRecord.of(told, heldAt, leaf);
    }
}
