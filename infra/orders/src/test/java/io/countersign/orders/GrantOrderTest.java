package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the registry and the approvers' tool ask of a grant order. */
final class GrantOrderTest {
    private static final CorpusWorld WORLD = new CorpusWorld();

    private final GrantText peer = text("demo/etcd-peer/cp-1", Installation.etcdPeer("cp-1"));
    private final GrantText scheduler = text("demo/scheduler/cp-1", Names.subject("system:kube-scheduler"));

    @Test
    void gathersApprovalsUntilTheStrictestProfileIsSatisfied() throws RefusedException {
        GrantOrder order = order(scheduler, peer);
        CheckedGrant one = check(order, List.of(scheduler, peer), "bob");
        assertThat(one.isComplete()).isFalse();
        assertThat(one.persons()).containsExactly("bob");
        assertThat(one.needed()).isEqualTo(2);
        CheckedGrant two = check(order, List.of(scheduler, peer), "bob", "carol");
        assertThat(two.isComplete()).isTrue();
        assertThat(two.texts()).containsExactly(scheduler, peer);
        assertThat(two.order().digest()).isEqualTo(order.digest());
        assertThat(check(order(scheduler), List.of(scheduler), "bob").isComplete())
                .isTrue();
    }

    @Test
    void countsThoseWhoCountForEveryGrant() throws RefusedException {
        GrantOrder order = new GrantWriter(WORLD.trust, () -> WORLD.now, new SecureRandom())
                .grant(List.of(scheduler, peer), Optional.of("alice"), Optional.empty());
        CheckedGrant checked = check(order, List.of(scheduler, peer), "alice", "bob");
        assertThat(checked.persons()).containsExactly("bob");
        assertThat(checked.isComplete()).isFalse();
    }

    @Test
    void wantsEveryTextInTheOrdersSequence() {
        GrantOrder order = order(scheduler, peer);
        assertRefused(RefusalCode.GRANT_NOT_ORDERED, order, List.of(peer, scheduler), "bob");
        assertRefused(RefusalCode.GRANT_NOT_ORDERED, order, List.of(scheduler), "bob");
        assertRefused(RefusalCode.GRANT_NOT_ORDERED, order, List.of(scheduler, peer, peer), "bob");
    }

    @Test
    void refusesNamesAndLineagesThatTheProfileDoesNotGive() {
        GrantText wide = text("demo/etcd-peer/cp-1", Installation.etcdPeer("cp-2"));
        assertRefused(RefusalCode.LINEAGE_MISMATCH, order(wide), List.of(wide), "alice", "bob");
        GrantText away = text("other/etcd-peer/cp-1", Installation.etcdPeer("cp-1"));
        assertRefused(RefusalCode.ISSUER_OF_ANOTHER_CLUSTER, order(peer, away), List.of(peer, away), "alice", "bob");
        GrantText elsewhere = new GrantText(
                peer.issuer(),
                Lineage.parse("other/etcd-peer/cp-1"),
                peer.profile(),
                peer.profileDigest(),
                peer.names(),
                peer.life(),
                peer.gap(),
                peer.since(),
                peer.until());
        assertRefused(RefusalCode.LINEAGE_MISMATCH, order(peer, elsewhere), List.of(peer, elsewhere), "alice", "bob");
    }

    @Test
    void refusesWhatIsStopped() throws RefusedException {
        GrantOrder order = order(peer);
        StopWriter writer = WORLD.installation.stopWriter();
        assertStopped(RefusalCode.ORDER_CANCELLED, order, writer.cancel(order.digest(), "no"));
        assertStopped(RefusalCode.LINEAGE_FROZEN, order, writer.freeze("demo", Optional.of(peer.lineage()), "no"));
        assertStopped(RefusalCode.PROFILE_DISABLED, order, writer.disable("etcd-peer", Optional.empty(), "no"));
        assertStopped(RefusalCode.APPROVER_NOT_ACTIVE, order, writer.suspend("alice", "no"));
    }

    @Test
    void refusesToGrantForProfilesOfTheOwnClusterUnderAnyName() {
        for (String name : List.of("infrastructure", "person")) {
            var profile = io.countersign.x509.Profile.parse(
                    WORLD.trust.profile(name).orElseThrow().text().replace("\"" + name + "\"", "\"renamed\""));
            assertThat(profile.name()).isEqualTo("renamed");
            assertThatThrownBy(() -> GrantLimits.check(order(peer), peer, profile, WORLD.now))
                    .hasMessageContaining("profile-not-grantable");
        }
    }

    @Test
    void knowsProfilesOfPeopleByNameAndByComponent() {
        String user = WORLD.trust.profile("user").orElseThrow().text();
        for (String member : List.of("name", "component")) {
            var profile = io.countersign.x509.Profile.parse(
                    user.replace("\"" + member + "\": \"user\"", "\"" + member + "\": \"contractor\""));
            assertThat(List.of(profile.name(), profile.component())).containsExactlyInAnyOrder("user", "contractor");
            assertThatThrownBy(() -> GrantLimits.check(order(peer), peer, profile, WORLD.now))
                    .hasMessageContaining("profile-not-grantable");
        }
    }

    private static GrantText text(String lineage, Names names) {
        Lineage place = Lineage.parse(lineage);
        var profile = WORLD.trust.profile(place.component()).orElseThrow();
        return new GrantText(
                WORLD.installation.issuer(place.cluster(), profile.issuer()).digest(),
                place,
                profile.name(),
                profile.digest(),
                names,
                Duration.ofDays(90),
                Duration.ofDays(20),
                WORLD.now.minusSeconds(300),
                WORLD.now.plus(Duration.ofDays(400)));
    }

    private static GrantOrder order(GrantText... texts) {
        try {
            return new GrantWriter(WORLD.trust, () -> WORLD.now, new SecureRandom())
                    .grant(List.of(texts), Optional.of("rita"), Optional.empty());
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CheckedGrant check(GrantOrder order, List<GrantText> texts, String... people)
            throws RefusedException {
        return Decision.checkGrant(
                WORLD.trust, Stops.NONE, order.payload(), WORLD.signatures(order.payload(), people), texts, WORLD.now);
    }

    private void assertStopped(RefusalCode code, GrantOrder order, StopOrder stop) {
        assertThatThrownBy(() -> Decision.checkGrant(
                        WORLD.trust,
                        WORLD.stops(stop),
                        order.payload(),
                        WORLD.signatures(order.payload(), "alice", "bob"),
                        List.of(peer),
                        WORLD.now))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(code.code());
    }

    private static void assertRefused(RefusalCode code, GrantOrder order, List<GrantText> texts, String... people) {
        assertThatThrownBy(() -> check(order, texts, people))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                                refused.refusal().code())
                        .as(refused.getMessage())
                        .isEqualTo(code));
    }
}
