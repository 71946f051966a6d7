package io.countersign.ceremony;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.hsm.Hsm;
import io.countersign.hsm.HsmException;
import io.countersign.hsm.HsmPinRefusedException;
import io.countersign.hsm.KeyKind;
import io.countersign.hsm.RecoveryPolicy;
import io.countersign.hsm.TokenConfig;
import io.countersign.hsm.TokenProvisioner;
import io.countersign.orders.TrustedCluster;
import io.countersign.tlog.VerifierKey;
import io.countersign.x509.ProfileCatalog;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds the ceremony. Everything that can be wrong with plan, persons and requests is found before a token is touched;
 * after that a failure means: wipe both tokens and begin again.
 */
final class KeyCeremony {
    private static final Duration TRUST_LIFETIME = Duration.ofDays(365);

    /** As kubeadm's CAs. */
    private static final Duration CA_LIFETIME = Duration.ofDays(3650);

    private static final String REASON = "first certificates at the key ceremony";

    private final InstantSource clock;
    private final SecureRandom random;

    KeyCeremony(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** Leaves its results in an empty folder and gives back what was signed. */
    Transcript hold(PlanFile<CeremonyPlan> file, Path output) throws CeremonyException {
        CeremonyPlan plan = file.plan();
        Attendance attendance = Attendance.of(file);
        List<CertificateRequest> requests = CertificateRequest.readAll(file, plan.certificates());
        requireAllowedNames(plan, requests);
        CeremonyFolder folder = CeremonyFolder.fresh(output);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);

        List<CertificateAuthority> authorities = new ArrayList<>();
        TokenRecord issuing = makeIssuingToken(file, now, authorities);
        List<VerifierKey> logKeys = new ArrayList<>();
        TokenRecord log = makeLogToken(file, logKeys);
        requireSound(issuing.faults(issuingLabels(plan.cluster().name())));
        requireSound(log.faults(LogKeys.LABELS));

        TrustVersionOne trust = TrustVersionOne.sign(
                attendance, deployment(), now, plan.trustLifetime().orElse(TRUST_LIFETIME), plan, authorities, logKeys);
        FirstSignatures first = sign(file, trust, now, requests, attendance.presentApprovers());
        Transcript transcript = transcript(file, now, attendance, trust, authorities, List.of(issuing, log), first);
        CeremonyHeld held = transcript.signedBy(attendance.presentOfficers());

        folder.write(trust);
        authorities.forEach(folder::write);
        first.crls().forEach(folder::write);
        first.order()
                .certificates()
                .forEach(issued -> folder.write(
                        issued,
                        issued.request().trusts().stream()
                                .map(name -> trust.document()
                                        .issuer(TrustedCluster.OWN, name)
                                        .orElseThrow()
                                        .certificate())
                                .toList()));
        folder.write(held);
        folder.writeReport(Report.of(transcript));
        return transcript;
    }

    /** What the issuing token must hold, no more and no less. */
    static Set<String> issuingLabels(String cluster) {
        Set<String> labels = CertificateAuthority.places(cluster).stream()
                .map(CertificateAuthority.Place::name)
                .collect(Collectors.toSet());
        labels.add(FirstCertificates.SERIAL_SECRET);
        return Set.copyOf(labels);
    }

    private static void requireAllowedNames(CeremonyPlan plan, List<CertificateRequest> requests)
            throws CeremonyException {
        ProfileCatalog profiles = ProfileCatalog.builtIn();
        List<String> faults = new ArrayList<>();
        for (CertificateRequest request : requests) {
            try {
                profiles.require(request.profile())
                        .check(request.csr().names(), request.lineage(), TrustVersionOne.ownCluster(plan));
            } catch (IllegalArgumentException | RefusedException e) {
                faults.add(request.lineage() + ": " + e.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            throw new CeremonyException("certificates of the plan", faults);
        }
    }

    private TokenRecord makeIssuingToken(
            PlanFile<CeremonyPlan> file, Instant now, List<CertificateAuthority> authorities) throws CeremonyException {
        CeremonyPlan plan = file.plan();
        CeremonyPlan.Token token = plan.tokens().issuing();
        try (TokenProvisioner provisioner = initialize(file, token)) {
            for (CertificateAuthority.Place place :
                    CertificateAuthority.places(plan.cluster().name())) {
                authorities.add(CertificateAuthority.make(
                        provisioner,
                        place,
                        plan.caKey().orElse(KeyKind.EC_P256),
                        now,
                        plan.caLifetime().orElse(CA_LIFETIME),
                        random));
            }
            provisioner.generateSecret(FirstCertificates.SERIAL_SECRET);
            return record(file, token, provisioner);
        } catch (HsmException e) {
            throw new CeremonyException("token " + token.label() + ": " + e.getMessage(), e);
        }
    }

    private TokenRecord makeLogToken(PlanFile<CeremonyPlan> file, List<VerifierKey> logKeys) throws CeremonyException {
        CeremonyPlan.Token token = file.plan().tokens().log();
        try (TokenProvisioner provisioner = initialize(file, token)) {
            logKeys.addAll(LogKeys.make(provisioner, file.plan().logOrigin()));
            return record(file, token, provisioner);
        } catch (HsmException e) {
            throw new CeremonyException("token " + token.label() + ": " + e.getMessage(), e);
        }
    }

    private TokenProvisioner initialize(PlanFile<CeremonyPlan> file, CeremonyPlan.Token token) throws HsmException {
        return TokenProvisioner.initialize(
                file.at(file.plan().tokens().module()),
                token.label(),
                file.at(token.soPinFile()),
                file.at(token.pinFile()),
                random);
    }

    private static TokenRecord record(
            PlanFile<CeremonyPlan> file, CeremonyPlan.Token token, TokenProvisioner provisioner)
            throws HsmException, CeremonyException {
        CeremonyPlan.Tokens tokens = file.plan().tokens();
        Path module = file.at(tokens.module());
        SecondTool.Listing second = new SecondTool(tokens.secondTool().orElse("pkcs11-tool"))
                .list(module, token.label(), file.at(token.pinFile()));
        return new TokenRecord(
                token.label(),
                provisioner.tokenSerial(),
                module.toString(),
                provisioner.keys(),
                second.command(),
                second.keys());
    }

    /** What the new CAs have signed. */
    private record FirstSignatures(FirstCertificates.Outcome order, List<FirstCrls.Signed> crls) {}

    private FirstSignatures sign(
            PlanFile<CeremonyPlan> file,
            TrustVersionOne trust,
            Instant now,
            List<CertificateRequest> requests,
            List<PersonPresent> approvers)
            throws CeremonyException {
        CeremonyPlan.Tokens tokens = file.plan().tokens();
        TokenConfig config = TokenConfig.of(
                file.at(tokens.module()),
                tokens.issuing().label(),
                file.at(tokens.issuing().pinFile()));
        // Through SunPKCS11, as the signer will: this also shows that it sees the keys.
        try (Hsm hsm = Hsm.open(config, RecoveryPolicy.DEFAULT, clock, random)) {
            return new FirstSignatures(
                    new FirstCertificates(trust.document(), hsm, clock, random).issue(requests, approvers, REASON),
                    new FirstCrls(trust.document(), hsm).sign(now));
        } catch (HsmPinRefusedException e) {
            throw new CeremonyException("token " + tokens.issuing().label() + ": " + e.getMessage(), e);
        }
    }

    private static Transcript transcript(
            PlanFile<CeremonyPlan> file,
            Instant now,
            Attendance attendance,
            TrustVersionOne trust,
            List<CertificateAuthority> authorities,
            List<TokenRecord> tokens,
            FirstSignatures first) {
        return new Transcript(
                Transcript.VERSION,
                trust.document().deployment(),
                now,
                trust.document().trustDomain(),
                file.digest(),
                trust.pin(),
                trust.document().log().origin(),
                trust.document().logKeys(),
                authorities.stream()
                        .map(authority -> new Transcript.Issuer(
                                authority.cluster(),
                                authority.name(),
                                authority.certificate().der(),
                                authority.certificate().digest()))
                        .toList(),
                tokens,
                first.order().payload(),
                first.order().approvals(),
                first.order().certificates().stream().map(Transcript.First::of).toList(),
                first.crls().stream().map(Transcript.FirstCrl::of).toList(),
                attendance.present().stream()
                        .map(PersonPresent::person)
                        .distinct()
                        .toList(),
                Caveats.of(file.plan().tokens().module()));
    }

    private String deployment() {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private static void requireSound(List<String> faults) throws CeremonyException {
        if (!faults.isEmpty()) {
            throw new CeremonyException("the keys are not what they must be; wipe the tokens", faults);
        }
    }
}
