package io.countersign.registry.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.orders.Installation;
import io.countersign.orders.MessageType;
import io.countersign.registry.CeremonyRehearsal;
import io.countersign.x509.CertificateCheck;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TranscriptTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2030-05-01T12:00:00Z"));

    @Test
    void yieldsEachFirstCertificateUnderItsIssuer() throws Exception {
        List<CertificateRecord> first = read(rehearsal().heldBy(0, 1));
        assertThat(first)
                .extracting(CertificateRecord::lineage)
                .containsExactly(CeremonyRehearsal.SIGNER, CeremonyRehearsal.ALICE);
        CertificateRecord signer = first.get(0);
        CertificateRecord alice = first.get(1);
        assertThat(signer.id().issuer())
                .isEqualTo(INSTALLATION.issuer("countersign", "services").digest());
        assertThat(alice.id().issuer())
                .isEqualTo(INSTALLATION.issuer("countersign", "clients").digest());
        assertThat(CertificateCheck.verify(alice.der().toArray(), INSTALLATION.issuer("countersign", "clients"))
                        .names()
                        .commonName())
                .isEqualTo("alice");
        assertThat(alice.item()).isEqualTo(1);
        assertThat(alice.leafIndex()).isZero();
        assertThat(alice.issuedAt()).isEqualTo(INSTALLATION.now());
        assertThat(alice.event()).isEqualTo(signer.event()).isEqualTo(alice.intent());
    }

    @Test
    void refusesFewerOfficersThanTheThreshold() {
        assertRefused(rehearsal().heldBy(0), "1 of 2 officers");
        assertRefused(rehearsal().heldBy(0, 0), "1 of 2 officers");
    }

    @Test
    void refusesSignaturesMadeForSomethingElse() {
        assertRefused(rehearsal().held(MessageType.TRUST, 0, 1), "wrong-typ");
    }

    @Test
    void refusesSignaturesOverAnotherPayload() {
        CeremonyHeld signed = rehearsal().heldBy(0, 1);
        CeremonyHeld other = rehearsal().with("caveats", List.of()).heldBy(0, 1);
        assertRefused(new CeremonyHeld(other.payload(), signed.approvals()), "approval-signature-invalid");
    }

    @Test
    void refusesTheCeremonyOfAnotherInstallation() {
        assertRefused(
                rehearsal()
                        .with("deployment", "ff112233445566778899aabbccddeeff")
                        .heldBy(0, 1),
                "installation");
        Sha256 other = Sha256.of("another document".getBytes(StandardCharsets.UTF_8));
        assertRefused(rehearsal().with("trust", other).heldBy(0, 1), "trust document");
    }

    @Test
    void refusesAFormItDoesNotKnow() {
        assertRefused(rehearsal().with("v", 1).heldBy(0, 1), "version 1");
        assertRefused(rehearsal().with("certificates", "none").heldBy(0, 1), "cannot be read");
    }

    @Test
    void refusesACertificateThatNoCaOfOursSigned() {
        assertRefused(rehearsal().signedBy(Installation.pair("secp256r1")).heldBy(0, 1), "countersign/person/alice");
    }

    @Test
    void refusesACertificateThatTheOrderDoesNotName() {
        assertRefused(rehearsal().orderedElsewhere().heldBy(0, 1), "not ordered");
    }

    private static CeremonyRehearsal rehearsal() {
        return new CeremonyRehearsal(INSTALLATION);
    }

    private static List<CertificateRecord> read(CeremonyHeld held) throws TranscriptException {
        return Transcript.read(held, INSTALLATION.trust(), Sha256.of(INSTALLATION.file()));
    }

    private static void assertRefused(CeremonyHeld held, String why) {
        assertThatThrownBy(() -> read(held))
                .isInstanceOf(TranscriptException.class)
                .hasMessageContaining(why);
    }
}
