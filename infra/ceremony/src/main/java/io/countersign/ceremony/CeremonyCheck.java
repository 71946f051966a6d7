package io.countersign.ceremony;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.orders.MessageType;
import io.countersign.orders.OfficerSignatures;
import io.countersign.orders.OrderItem;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedCluster;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks what a ceremony left, with nothing but the folder and the pin that a person kept. */
final class CeremonyCheck {
    private final CeremonyFolder folder;
    private final List<String> faults = new ArrayList<>();

    CeremonyCheck(CeremonyFolder folder) {
        this.folder = folder;
    }

    /**
     * The transcript, when everything holds together.
     *
     * @param pin SHA-256 of the trust document from another source; without it the folder vouches for itself
     */
    Transcript verify(Optional<Sha256> pin) throws CeremonyException {
        TrustDocument trust = open(pin);
        CeremonyHeld held = folder.transcript();
        signatures(held, trust);
        Transcript transcript = Transcript.read(held);
        header(transcript, trust);
        issuers(transcript, trust);
        tokens(transcript, trust);
        certificates(transcript, trust);
        crls(transcript, trust);
        if (!faults.isEmpty()) {
            throw new CeremonyException("the ceremony's record does not hold together", faults);
        }
        return transcript;
    }

    private TrustDocument open(Optional<Sha256> pin) throws CeremonyException {
        try {
            return TrustDocument.open(folder.trust(), pin.isPresent() ? pin.get() : folder.pin());
        } catch (RefusedException e) {
            throw new CeremonyException("trust.json: " + e.getMessage(), e);
        }
    }

    private void signatures(CeremonyHeld held, TrustDocument trust) {
        try {
            OfficerSignatures.require(
                    trust.content().officers(), MessageType.TRANSCRIPT, held.payload(), held.approvals());
        } catch (RefusedException e) {
            faults.add("the transcript: " + e.getMessage());
        }
    }

    private void header(Transcript transcript, TrustDocument trust) throws CeremonyException {
        require(transcript.v() == Transcript.VERSION, "transcript of version " + transcript.v());
        require(transcript.trust().equals(Sha256.of(folder.trust())), "the transcript names another trust document");
        require(transcript.deployment().equals(trust.deployment()), "the transcript is of another installation");
        require(transcript.logKeys().equals(trust.logKeys()), "transcript and trust document know other log keys");
        require(folder.logKeys().equals(trust.logKeys()), "log.vkeys and trust document know other log keys");
    }

    private void issuers(Transcript transcript, TrustDocument trust) throws CeremonyException {
        Set<Sha256> listed =
                transcript.issuers().stream().map(Transcript.Issuer::sha256).collect(Collectors.toSet());
        Set<Sha256> trusted = trust.issuers().stream()
                .map(issuer -> issuer.certificate().digest())
                .collect(Collectors.toSet());
        require(listed.equals(trusted), "transcript and trust document know other CAs");
        for (Transcript.Issuer issuer : transcript.issuers()) {
            String place = issuer.cluster() + "/" + issuer.name();
            require(issuer.certificate().sha256().equals(issuer.sha256()), place + ": certificate and SHA-256 differ");
            Optional<TrustedIssuer> found = trust.issuer(issuer.cluster(), issuer.name());
            require(
                    found.isPresent()
                            && folder.issuerPem(issuer.cluster(), issuer.name())
                                    .equals(CeremonyFolder.pem(found.get().certificate())),
                    place + ": the PEM file is not the trusted certificate");
        }
    }

    private void tokens(Transcript transcript, TrustDocument trust) {
        require(
                transcript.tokens().size() == 2,
                "the transcript describes " + transcript.tokens().size() + " tokens");
        Set<String> expected =
                transcript.issuers().stream().map(Transcript.Issuer::name).collect(Collectors.toSet());
        expected.add(FirstCertificates.SERIAL_SECRET);
        for (TokenRecord token : transcript.tokens()) {
            boolean log = token.keys().stream().anyMatch(key -> key.label().equals(LogKeys.ED25519_LABEL));
            faults.addAll(token.faults(log ? LogKeys.LABELS : expected));
        }
        require(trust.cluster(TrustedCluster.OWN).isPresent(), "the trust document lacks Countersign's own CAs");
    }

    private void certificates(Transcript transcript, TrustDocument trust) {
        for (Transcript.First first : transcript.certificates()) {
            try {
                OrderItem item = OrderItem.parse(first.itemText());
                TrustedIssuer issuer = trust.issuer(item.issuer())
                        .orElseThrow(() -> new CertificateFaultException("its issuer is not trusted"));
                IssuedCertificate read =
                        CertificateCheck.verify(first.certificate().toArray(), issuer.certificate());
                require(
                        item.lineage().equals(first.lineage())
                                && read.names().equals(item.names())
                                && read.key().equals(item.key())
                                && read.notBefore().equals(item.notBefore())
                                && read.notAfter().equals(item.notAfter())
                                && first.sha256()
                                        .equals(Bytes.of(first.certificate().toArray())
                                                .sha256()),
                        first.lineage() + ": the certificate is not the one ordered");
            } catch (RefusedException | CertificateFaultException e) {
                faults.add(first.lineage() + ": " + e.getMessage());
            }
        }
    }

    private void crls(Transcript transcript, TrustDocument trust) throws CeremonyException {
        List<String> listed = transcript.crls().stream()
                .map(crl -> CeremonyFolder.crlName(crl.cluster(), crl.name()))
                .sorted()
                .toList();
        List<String> due = FirstCrls.issuers(trust).stream()
                .map(issuer -> CeremonyFolder.crlName(issuer.cluster(), issuer.name()))
                .sorted()
                .toList();
        require(listed.equals(due), "the transcript names the CRLs " + listed + ", due are " + due);
        for (Transcript.FirstCrl first : transcript.crls()) {
            String name = CeremonyFolder.crlName(first.cluster(), first.name());
            byte[] der = folder.crl(first.cluster(), first.name());
            require(Sha256.of(der).equals(first.sha256()), name + " is not the CRL of the transcript");
            Optional<TrustedIssuer> issuer = trust.issuer(first.cluster(), first.name());
            if (issuer.isPresent()) {
                crl(name, der, issuer.get(), transcript);
            }
        }
    }

    private void crl(String name, byte[] der, TrustedIssuer issuer, Transcript transcript) {
        try {
            Crl crl = Crl.verify(der, issuer.certificate());
            require(
                    crl.number() == FirstCrls.NUMBER
                            && crl.entries().isEmpty()
                            && crl.thisUpdate().equals(transcript.heldAt()),
                    name + " is not the first CRL, empty and of the time of the ceremony: " + crl);
        } catch (CrlFaultException e) {
            faults.add(name + ": " + e.getMessage());
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            faults.add(otherwise);
        }
    }
}
