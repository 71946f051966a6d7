package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.Csr;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may order what: persons are counted, never keys. */
final class QuorumTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));

    private Forgery forgery;

    @BeforeEach
    void makeOneOrder() {
        forgery = new Forgery(INSTALLATION, Installation.csr(Installation.etcdPeer("cp-1")));
    }

    @Test
    void acceptsAnyTwoPersonsInAnyOrder() throws RefusedException {
        for (String[] two :
                new String[][] {{"alice", "bob"}, {"bob", "alice"}, {"alice-second", "carol"}, {"carol", "bob", "alice"}
                }) {
            ApprovedItem approved = check(forgery.approvedBy(two));
            assertThat(approved.isComplete()).isTrue();
            assertThat(approved.needed()).isEqualTo(2);
        }
    }

    @Test
    void countsTwoKeysOfOnePersonOnce() {
        assertRefused(forgery.approvedBy("alice", "alice-second"), RefusalCode.TOO_FEW_PERSONS);
    }

    @Test
    void countsOneApprovalTwiceOnce() {
        assertRefused(forgery.approvedBy("alice", "alice"), RefusalCode.TOO_FEW_PERSONS);
    }

    @Test
    void refusesTooFewPersons() {
        assertRefused(forgery.approvedBy("bob"), RefusalCode.TOO_FEW_PERSONS);
    }

    @Test
    void refusesAnApproverOfAnotherCluster() {
        assertRefused(forgery.approvedBy("alice", "bob", "dave-elsewhere"), RefusalCode.ROLE_MISSING);
    }

    @Test
    void refusesARosterEntryWithoutTheRole() {
        assertRefused(forgery.approvedBy("alice", "revoker"), RefusalCode.ROLE_MISSING);
    }

    @Test
    void leavesTheRequesterOutOfTheCount() {
        forgery.claims().put("req", "alice");
        assertRefused(forgery.approvedBy("alice", "bob"), RefusalCode.REQUESTER_NOT_COUNTED);
        assertRefused(forgery.approvedBy("alice-second", "bob"), RefusalCode.REQUESTER_NOT_COUNTED);
        assertRefused(forgery.approvedBy("alice"), RefusalCode.REQUESTER_NOT_COUNTED);
    }

    @Test
    void acceptsTheRequesterBesideEnoughOthers() throws RefusedException {
        forgery.claims().put("req", "alice");
        assertThat(check(forgery.approvedBy("alice", "bob", "carol")).persons())
                .containsExactlyInAnyOrder("bob", "carol");
    }

    @Test
    void refusesToForgetWhoAsked() {
        forgery.claims().remove("req");
        assertRefused(forgery.approvedBy("alice", "bob"), RefusalCode.REQUESTER_NOT_COUNTED);
    }

    @Test
    void refusesTheKeyOfARobot() {
        assertRefused(forgery.approvedBy("alice", "bob", "robot"), RefusalCode.AUTHORITY_NOT_ACCEPTED);
    }

    @Test
    void acceptsAnApprovalSystemBesideAHuman() throws RefusedException {
        assertThat(check(forgery.approvedBy("alice", "system")).isComplete()).isTrue();
        assertRefused(forgery.approvedBy("system", "system"), RefusalCode.TOO_FEW_PERSONS);
    }

    @Test
    void doesNotTakeTheRequesterForTheHumanBesideApprovalSystems() throws RefusedException {
        forgery.claims().put("req", "alice");
        ApprovedItem soFar =
                Decision.checkSoFar(INSTALLATION.trust(), Stops.NONE, forgery.approvedBy("bob"), INSTALLATION.now());
        assertThat(new Quorum(List.of(entry("ci", RosterEntry.Kind.SYSTEM), entry("bob", RosterEntry.Kind.HUMAN)))
                        .objection(soFar.order(), soFar.profile()))
                .isEmpty();
        assertThat(new Quorum(List.of(
                                entry("ci", RosterEntry.Kind.SYSTEM),
                                entry("cd", RosterEntry.Kind.SYSTEM),
                                entry("alice", RosterEntry.Kind.HUMAN)))
                        .objection(soFar.order(), soFar.profile()))
                .hasValueSatisfying(refusal -> assertThat(refusal.code()).isEqualTo(RefusalCode.TOO_FEW_PERSONS));
    }

    @Test
    void showsHowManyPersonsAreStillMissing() throws RefusedException {
        ApprovedItem soFar =
                Decision.checkSoFar(INSTALLATION.trust(), Stops.NONE, forgery.approvedBy("bob"), INSTALLATION.now());
        assertThat(soFar.isComplete()).isFalse();
        assertThat(soFar.persons()).containsExactly("bob");
        assertThat(soFar.needed()).isEqualTo(2);
    }

    @Test
    void checksEverythingElseAlreadyWhilePersonsAreMissing() {
        forgery.claims().put("dep", "0".repeat(32));
        assertThatThrownBy(() -> Decision.checkSoFar(
                        INSTALLATION.trust(), Stops.NONE, forgery.approvedBy("bob"), INSTALLATION.now()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.WRONG_DEPLOYMENT));
    }

    @Test
    void takesOnePersonWhereTheProfileSaysSo() throws RefusedException {
        Csr user = Installation.csr(Names.subject("anna", "team-a"));
        OrderItem item =
                ItemDraft.of(user, Lineage.parse("demo/user/anna")).item(INSTALLATION.trust(), INSTALLATION.now());
        Order order = new OrderWriter(INSTALLATION.trust(), INSTALLATION::now, new SecureRandom())
                .issue(List.of(item), Optional.of("anna"), Optional.empty());
        SignedItem signed = SignedItem.of(
                order.payload(), INSTALLATION.approvals(order.payload(), "alice"), 0, item.text(), user.der());
        assertThat(check(signed).isComplete()).isTrue();
    }

    @Test
    void acceptsADenialByOneApproverOfTheClusterOnly() throws RefusedException {
        Order denial = new OrderWriter(INSTALLATION.trust(), INSTALLATION::now, new SecureRandom())
                .deny("demo", List.of("abcdefghijklmnopqrst"), "not this week");
        Order checked = Decision.checkDenial(
                INSTALLATION.trust(),
                Stops.NONE,
                denial.payload(),
                INSTALLATION.approvals(denial.payload(), "bob"),
                INSTALLATION.now());
        assertThat(checked.requests()).containsExactly("abcdefghijklmnopqrst");
        assertThat(checked.reason()).contains("not this week");
        assertThatThrownBy(() -> Decision.checkDenial(
                        INSTALLATION.trust(),
                        Stops.NONE,
                        denial.payload(),
                        INSTALLATION.approvals(denial.payload(), "dave-elsewhere"),
                        INSTALLATION.now()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("role-missing");
    }

    /** Only who they are matters to a quorum; signatures are checked before. */
    private static RosterEntry entry(String person, RosterEntry.Kind kind) {
        RosterEntry any = INSTALLATION.trust().content().roster().get(0);
        return new RosterEntry(person, kind, any.key(), Set.of(RosterEntry.Role.APPROVER), Set.of("demo"), any.until());
    }

    private static ApprovedItem check(SignedItem signed) throws RefusedException {
        return Decision.check(INSTALLATION.trust(), Stops.NONE, signed, INSTALLATION.now());
    }

    private static void assertRefused(SignedItem signed, RefusalCode code) {
        assertThatThrownBy(() -> check(signed)).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().code())
                .as(refused.getMessage())
                .isEqualTo(code));
    }
}
