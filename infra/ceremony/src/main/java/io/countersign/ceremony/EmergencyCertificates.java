package io.countersign.ceremony;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.hsm.Hsm;
import io.countersign.hsm.HsmPinRefusedException;
import io.countersign.hsm.RecoveryPolicy;
import io.countersign.hsm.TokenConfig;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedCluster;
import io.countersign.x509.IssuerCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way out of a closed loop: with every service certificate expired the audit-service cannot start, so nothing can be
 * issued through it. Two persons order certificates of Countersign itself for 24 hours, by the usual verdict but without
 * a receipt; {@code emergency.json} is kept to be logged late.
 */
final class EmergencyCertificates {
    static final Duration LONGEST_LIFE = Duration.ofHours(24);
    static final int LEAST_PERSONS = 2;

    /** Version of {@link Evidence}. */
    private static final int VERSION = 1;

    private final InstantSource clock;
    private final SecureRandom random;

    EmergencyCertificates(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** What has to reach the log later. */
    record Evidence(
            int v,
            String deployment,
            Instant at,
            String order,
            List<Approval> approvals,
            List<Transcript.First> certificates,
            List<Bytes> csrs) {}

    Evidence issue(PlanFile<EmergencyPlan> file, Path output) throws CeremonyException {
        EmergencyPlan plan = file.plan();
        TrustDocument trust = trust(file);
        List<PersonPresent> approvers = approvers(file, trust);
        List<CertificateRequest> requests = CertificateRequest.readAll(file, plan.certificates()).stream()
                .map(EmergencyCertificates::shortened)
                .toList();
        CeremonyFolder folder = CeremonyFolder.fresh(output);
        FirstCertificates.Outcome outcome = issue(file, trust, requests, approvers);
        for (FirstCertificates.Issued issued : outcome.certificates()) {
            List<IssuerCertificate> trusted = issued.request().trusts().stream()
                    .map(name ->
                            trust.issuer(TrustedCluster.OWN, name).orElseThrow().certificate())
                    .toList();
            folder.write(issued, trusted);
        }
        Evidence evidence = new Evidence(
                VERSION,
                trust.deployment(),
                clock.instant(),
                outcome.payload(),
                outcome.approvals(),
                outcome.certificates().stream().map(Transcript.First::of).toList(),
                requests.stream().map(request -> request.csr().der()).toList());
        folder.writeEvidence(Json.canonical(evidence));
        return evidence;
    }

    private FirstCertificates.Outcome issue(
            PlanFile<EmergencyPlan> file,
            TrustDocument trust,
            List<CertificateRequest> requests,
            List<PersonPresent> approvers)
            throws CeremonyException {
        EmergencyPlan.Token token = file.plan().token();
        TokenConfig config = TokenConfig.of(file.at(token.module()), token.label(), file.at(token.pinFile()));
        try (Hsm hsm = Hsm.open(config, RecoveryPolicy.DEFAULT, clock, random)) {
            return new FirstCertificates(trust, hsm, clock, random)
                    .issue(requests, approvers, "emergency certificates, offline");
        } catch (HsmPinRefusedException e) {
            throw new CeremonyException("token " + token.label() + ": " + e.getMessage(), e);
        }
    }

    private static TrustDocument trust(PlanFile<EmergencyPlan> file) throws CeremonyException {
        EmergencyPlan.Trust trust = file.plan().trust();
        try {
            return TrustDocument.open(Files.readAllBytes(file.at(trust.file())), Sha256.parseHex(trust.sha256()));
        } catch (RefusedException | IllegalArgumentException e) {
            throw new CeremonyException("trust document: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CeremonyException("trust document " + trust.file() + " cannot be read", e);
        }
    }

    private List<PersonPresent> approvers(PlanFile<EmergencyPlan> file, TrustDocument trust) throws CeremonyException {
        List<PersonPresent> approvers = new ArrayList<>();
        for (CeremonyPlan.Present present : file.plan().present()) {
            PrivateKey privateKey = PemFile.privateKey(file.at(present.privateKey()));
            RosterEntry entry = trust.content().roster().stream()
                    .filter(candidate -> candidate.person().equals(present.person())
                            && candidate.isActive(clock.instant())
                            && PersonPresent.fits(privateKey, candidate.key()))
                    .findFirst()
                    .orElseThrow(() -> new CeremonyException(
                            "the private key of " + present.person() + " fits no active roster entry of theirs"));
            approvers.add(PersonPresent.of(present.person(), privateKey, entry.key()));
        }
        long persons = approvers.stream().map(PersonPresent::person).distinct().count();
        if (persons < LEAST_PERSONS) {
            throw new CeremonyException("emergency certificates take " + LEAST_PERSONS + " persons, not " + persons);
        }
        return approvers;
    }

    private static CertificateRequest shortened(CertificateRequest request) {
        Duration life = request.lifetime()
                .filter(asked -> asked.compareTo(LONGEST_LIFE) < 0)
                .orElse(LONGEST_LIFE);
        return new CertificateRequest(
                request.lineage(), request.csr(), Optional.of(life), request.folder(), request.trusts());
    }
}
