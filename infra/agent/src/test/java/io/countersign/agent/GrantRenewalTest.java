package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.agent.ManagedLineage.KeyAlgorithm;
import io.countersign.agent.Registry.RejectedException;
import io.countersign.agent.Registry.RequestView.Reason;
import io.countersign.agent.SagaState.Step;
import io.countersign.orders.OrderItem;
import io.countersign.orders.Predecessor;
import io.countersign.x509.IssuedCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the agent signs is judged by the signer's own verdict. */
class GrantRenewalTest {
    @TempDir
    Path folder;

    private GrantedNode node;

    @BeforeEach
    void makeNode() throws Exception {
        node = new GrantedNode(folder);
    }

    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    void renewsWithoutPeopleUnderAGrant(KeyAlgorithm algorithm, @TempDir Path other) throws Exception {
        node = new GrantedNode(other, algorithm);
        IssuedCertificate old = node.live();

        node.renew();

        assertThat(node.isRenewed()).isTrue();
        assertThat(node.live().names()).isEqualTo(old.names());
        assertThat(node.live().key()).isNotEqualTo(old.key());
        assertThat(node.registry.asked).isEmpty();
        assertThat(node.registry.reports).containsExactly("installed", "served");
        assertThat(node.registry.lastItem().predecessor())
                .contains(new Predecessor(old.serial(), old.fingerprint(), 1));
        assertThat(node.rotation().state()).isEqualTo(SagaState.resting());
    }

    @Test
    void renewsTheSuccessorTooAndCountsGenerations() throws Exception {
        node.renew();
        IssuedCertificate second = node.live();
        node.now = node.now.plus(Duration.ofHours(6));
        node.renew();

        assertThat(node.live()).isNotEqualTo(second);
        assertThat(node.registry.lastItem().predecessor())
                .contains(new Predecessor(second.serial(), second.fingerprint(), 2));
        assertThat(node.registry.sent).hasSize(2);
        assertThat(node.registry.asked).isEmpty();
    }

    @Test
    void theOwnTimerUsesTheGrantOfLastTime() throws Exception {
        node.renew();
        node.now = node.now.plus(Duration.ofHours(9));
        node.renew(Optional.empty());

        assertThat(node.registry.sent).hasSize(2);
        assertThat(node.registry.asked).isEmpty();
    }

    @Test
    void aHintWithoutAGrantAsksPeopleAndForgetsTheGrant() throws Exception {
        node.renew();
        node.now = node.now.plus(Duration.ofHours(6));
        String second = node.certificate();
        node.renew(Optional.of(Node.HINT));

        assertThat(node.certificate()).isNotEqualTo(second);
        assertThat(node.registry.asked).containsExactly("no standing grant is known");
        assertThat(node.registry.reports)
                .contains("installed: approved by people, not by grant: no standing grant is known");
        assertThat(node.store().grant()).isEmpty();
    }

    @Test
    void asksForTheLifeThatTheGrantAllows() throws Exception {
        node.renew();

        assertThat(node.live().notAfter()).isEqualTo(node.now.plus(GrantedNode.LIFE));
    }

    @Test
    void asksForAShorterConfiguredLife() throws Exception {
        node.lifetime = Optional.of(Duration.ofHours(3));
        node.renew();

        assertThat(node.live().notAfter()).isEqualTo(node.now.plus(Duration.ofHours(3)));
    }

    @Test
    void doesNotAskForALongerConfiguredLife() throws Exception {
        node.lifetime = Optional.of(Duration.ofHours(30));
        node.renew();

        assertThat(node.live().notAfter()).isEqualTo(node.now.plus(GrantedNode.LIFE));
    }

    @Test
    void noCertificateOutlivesTheGrant() throws Exception {
        node.registry.sign(Grants.until(node.drafted(), Node.START.plus(Duration.ofHours(12))));
        node.renew();

        assertThat(node.live().notAfter()).isEqualTo(Node.START.plus(Duration.ofHours(12)));
        assertThat(node.registry.asked).isEmpty();
    }

    @Test
    void waitsForTheGapWhereItEndsBeforeTheOwnTimer() throws Exception {
        node.now = Node.START;
        node.registry.sign(Grants.gap(node.drafted(), Duration.ofHours(5)));
        node.now = node.live().notBefore().plus(Duration.ofHours(5)).plus(Duration.ofMinutes(4));
        node.renew();
        assertThat(node.rotation().state().step()).isEqualTo(Step.RESTING);
        assertThat(node.registry.asked).isEmpty();

        node.now = node.now.plus(Duration.ofMinutes(1));
        node.renew();
        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.asked).isEmpty();
    }

    @Test
    void aRefusalByTheRegistryAsksPeopleForTheSameRequest() throws Exception {
        node.registry.rejection = Optional.of(new RejectedException("order-cancelled", "by carol"));
        node.renew();

        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.sent).hasSize(1);
        assertThat(node.registry.asked).containsExactly("the registry refused the renewal: order-cancelled: by carol");
        assertThat(node.registry.reports)
                .contains("installed: approved by people, not by grant: "
                        + "the registry refused the renewal: order-cancelled: by carol");
    }

    @Test
    void sendsTheSameBytesUntilTheRegistryAnswers() throws Exception {
        node.registry.losesAnswers = true;
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.of(node.registry.offer()));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(rotation::advance).isInstanceOf(IOException.class);
        }
        node.registry.losesAnswers = false;
        node.now = node.now.plus(Duration.ofHours(2));
        rotation.advance();

        assertThat(node.registry.sent).hasSize(4).containsOnly(node.registry.sent.get(0));
        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.asked).isEmpty();
    }

    @Test
    void anOrderThatArrivesTooLateIsLeftToPeopleAndNotMadeAgain() throws Exception {
        node.registry.losesRenewals = true;
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.of(node.registry.offer()));
        assertThatThrownBy(rotation::advance).isInstanceOf(IOException.class);
        node.registry.losesRenewals = false;
        node.now = node.now.plus(Duration.ofMinutes(61));
        node.registry.state = "submitted";
        rotation.advance();

        assertThat(node.registry.sent).hasSize(2).containsOnly(node.registry.sent.get(0));
        assertThat(node.registry.asked).singleElement().asString().contains("order-past-use-by");

        node.registry.state = "denied";
        rotation.advance();
        node.now = node.now.plus(Node.RETRY_AFTER);
        node.renew();
        assertThat(node.registry.mostOrdersOfOnePredecessor()).isEqualTo(1);
    }

    @Test
    void signsNothingBeforeTheRegistryAnswers() throws Exception {
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.of(node.registry.offer()));
        node.registry.down = true;
        assertThatThrownBy(rotation::advance).isInstanceOf(IOException.class);
        assertThat(node.store().renewal()).isEmpty();

        node.registry.down = false;
        node.now = node.now.plus(Duration.ofHours(2));
        rotation.advance();
        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.asked).isEmpty();
    }

    @Test
    void anOrderRefusedForItsAgeIsMadeAgainOnceItsUseByHasPassed() throws Exception {
        node.registry.state = "refused";
        node.registry.reason = Optional.of(new Reason("order-past-use-by", "the signer slept"));
        node.renew();
        assertThat(node.rotation().advance()).as("its use-by is still to come").isTrue();
        node.now = node.now.plus(Duration.ofHours(1));
        node.renew();
        assertThat(node.rotation().state().step()).isEqualTo(Step.RESTING);

        node.registry.state = "issued";
        node.now = node.now.plus(Node.RETRY_AFTER);
        node.renew();
        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.mostOrdersOfOnePredecessor()).isEqualTo(2);
        assertThat(node.registry.asked).isEmpty();
    }

    @Test
    void waitsWhileARefusalMayPass() throws Exception {
        node.registry.state = "refused";
        node.registry.reason = Optional.of(new Reason("trust-expired", "the officers sleep"));
        node.renew();
        assertThat(node.rotation().state().step()).isEqualTo(Step.REQUESTED);

        node.registry.state = "issued";
        node.rotation().advance();
        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.sent).hasSize(1);
    }

    @Test
    void anyOtherRefusalIsLeftToPeople() throws Exception {
        assertLeftToPeopleAfter("refused", "lineage-frozen");
    }

    @Test
    void anOrderThatLapsedWasIntendedAndIsNotMadeAgain() throws Exception {
        assertLeftToPeopleAfter("lapsed", "order-past-use-by");
    }

    @Test
    void anOrderForACertificateThatSomebodyElseRedeemedIsNotMadeAgain() throws Exception {
        assertLeftToPeopleAfter("lapsed", "predecessor-reused");
    }

    private void assertLeftToPeopleAfter(String state, String code) throws Exception {
        node.registry.state = state;
        node.registry.reason = Optional.of(new Reason(code, "told by the registry"));
        node.now = GrantedNode.HALF_OVER;
        node.renew();
        assertThat(node.rotation().state().step()).isEqualTo(Step.RESTING);
        assertThat(node.registry.sent).hasSize(1);

        node.registry.state = "issued";
        node.now = node.now.plus(Duration.ofHours(2));
        node.renew();
        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.sent).hasSize(1);
        assertThat(node.registry.asked)
                .singleElement()
                .asString()
                .contains("the one order for the successor of this certificate was signed before")
                .contains(code);
    }

    @Test
    void aCertificateThatWasNotServedIsNotRedeemedTwice() throws Exception {
        Probe working = node.probe;
        node.probe = () -> Node.parse(node.oldCertificate);
        node.renew();
        assertThat(node.isRenewed()).isFalse();

        node.probe = working;
        node.now = node.now.plus(Node.RETRY_AFTER);
        node.renew();
        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.mostOrdersOfOnePredecessor()).isEqualTo(1);
        assertThat(node.registry.asked).hasSize(1);
    }

    @Test
    void theItemSentIsOneOfTheGrantedProfileAndIssuer() throws Exception {
        node.renew();

        OrderItem item = node.registry.lastItem();
        assertThat(item.profileDigest()).isEqualTo(node.registry.grant.profileDigest());
        assertThat(item.issuer()).isEqualTo(node.registry.grant.issuer());
        assertThat(node.registry.lastSent().grant())
                .isEqualTo(node.registry.grant.digest().toString());
    }
}
