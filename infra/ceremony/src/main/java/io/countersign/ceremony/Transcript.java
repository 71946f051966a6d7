package io.countersign.ceremony;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.orders.MessageType;
import io.countersign.orders.StrictJws;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What happened, signed by the officers present; becomes leaf 0 of the log. Certificates stand in it whole, so that the
 * registry can import them and anybody can check them.
 *
 * @param v version of this form; 2 since it names the CRLs
 * @param plan SHA-256 of the plan's file
 * @param trust SHA-256 of trust document 1's file, the pin
 * @param logKeys verifier keys of the log
 * @param order payload of the order for the first certificates
 * @param approvals of that order
 * @param crls number 1 of every CA that has a CRL
 * @param persons who were present
 * @param caveats what this ceremony does not prove
 */
record Transcript(
        int v,
        String deployment,
        Instant heldAt,
        String trustDomain,
        Sha256 plan,
        Sha256 trust,
        String logOrigin,
        List<String> logKeys,
        List<Issuer> issuers,
        List<TokenRecord> tokens,
        String order,
        List<Approval> approvals,
        List<First> certificates,
        List<FirstCrl> crls,
        List<String> persons,
        List<String> caveats) {
    static final int VERSION = 2;

    record Issuer(String cluster, String name, Bytes certificate, Sha256 sha256) {}

    /** @param itemText text of the order's item that became this certificate */
    record First(Lineage lineage, String itemText, Bytes certificate, Sha256 sha256) {
        static First of(FirstCertificates.Issued issued) {
            return new First(
                    issued.request().lineage(),
                    issued.itemText(),
                    issued.certificate().der(),
                    issued.certificate().fingerprint());
        }
    }

    /** @param sha256 of the CRL's DER, which stands in the folder */
    record FirstCrl(String cluster, String name, Sha256 sha256) {
        static FirstCrl of(FirstCrls.Signed signed) {
            return new FirstCrl(
                    signed.issuer().cluster(),
                    signed.issuer().name(),
                    signed.crl().der().sha256());
        }
    }

    Transcript {
        logKeys = List.copyOf(logKeys);
        issuers = List.copyOf(issuers);
        tokens = List.copyOf(tokens);
        approvals = List.copyOf(approvals);
        certificates = List.copyOf(certificates);
        crls = List.copyOf(crls);
        persons = List.copyOf(persons);
        caveats = List.copyOf(caveats);
    }

    /** Signed by these officers; throws when it would not fit into one log entry. */
    CeremonyHeld signedBy(List<PersonPresent> officers) throws CeremonyException {
        String payload = StrictJws.payload(Json.canonical(this));
        CeremonyHeld held = new CeremonyHeld(
                payload,
                officers.stream()
                        .map(officer -> StrictJws.sign(MessageType.TRANSCRIPT, payload, officer.key()))
                        .toList());
        try {
            // The audit-service makes this event of it; better to learn of a limit here than at its first start.
            Event.of(EventType.CEREMONY_HELD, ServiceName.AUDIT.source(), deployment, heldAt, held, Optional.empty());
            return held;
        } catch (IllegalArgumentException e) {
            throw new CeremonyException(
                    "the transcript is no log entry, plan fewer first certificates: " + e.getMessage(), e);
        }
    }

    static Transcript read(CeremonyHeld held) throws CeremonyException {
        try {
            return Json.STRICT.readValue(Base64.getUrlDecoder().decode(held.payload()), Transcript.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new CeremonyException("the transcript's payload cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CeremonyException("the transcript's payload cannot be read", e);
        }
    }
}
