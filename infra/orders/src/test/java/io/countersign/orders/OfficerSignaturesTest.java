package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OfficerSignaturesTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final String PAYLOAD = StrictJws.payload("what happened".getBytes(StandardCharsets.UTF_8));

    @Test
    void namesThePersonsOnceTheThresholdIsReached() throws Exception {
        assertThat(persons(officers(), by(0), by(1))).containsExactlyInAnyOrder(Installation.ALICE, Installation.BOB);
    }

    @Test
    void refusesFewerPersonsThanTheThreshold() {
        assertRefused(RefusalCode.TRUST_TOO_FEW_OFFICERS);
        assertRefused(RefusalCode.TRUST_TOO_FEW_OFFICERS, by(0));
        assertRefused(RefusalCode.TRUST_TOO_FEW_OFFICERS, by(0), by(0));
    }

    @Test
    void countsPersonsAndNotKeys() {
        Officers twoKeysOfAlice = new Officers(
                2,
                List.of(
                        new Officers.Officer("alice", INSTALLATION.officerKey(0).publicKey()),
                        new Officers.Officer("alice", INSTALLATION.officerKey(1).publicKey()),
                        new Officers.Officer("bob", INSTALLATION.officerKey(2).publicKey())));
        assertThatThrownBy(() -> persons(twoKeysOfAlice, by(0), by(1))).hasMessageContaining("1 of 2 officers signed");
    }

    @Test
    void refusesEverythingWithOneSignatureThatIsNotAnOfficersOverThisMessage() {
        Approval approver = StrictJws.sign(MessageType.TRANSCRIPT, PAYLOAD, INSTALLATION.approver(Installation.CAROL));
        assertRefused(RefusalCode.KID_UNKNOWN, by(0), by(1), approver);
        Approval forTrust = StrictJws.sign(MessageType.TRUST, PAYLOAD, INSTALLATION.officerKey(2));
        assertRefused(RefusalCode.WRONG_TYP, by(0), by(1), forTrust);
        Approval other = StrictJws.sign(
                MessageType.TRANSCRIPT,
                StrictJws.payload("something else".getBytes(StandardCharsets.UTF_8)),
                INSTALLATION.officerKey(2));
        assertRefused(RefusalCode.APPROVAL_SIGNATURE_INVALID, by(0), by(1), other);
    }

    private static Officers officers() {
        return INSTALLATION.content().officers();
    }

    private static Approval by(int officer) {
        return StrictJws.sign(MessageType.TRANSCRIPT, PAYLOAD, INSTALLATION.officerKey(officer));
    }

    private static Iterable<String> persons(Officers officers, Approval... approvals) throws RefusedException {
        return OfficerSignatures.require(officers, MessageType.TRANSCRIPT, PAYLOAD, List.of(approvals));
    }

    private static void assertRefused(RefusalCode code, Approval... approvals) {
        assertThatThrownBy(() -> persons(officers(), approvals))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(code));
    }
}
