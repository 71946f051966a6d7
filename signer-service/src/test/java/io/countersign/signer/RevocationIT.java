package io.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateRevoked;
import io.countersign.contracts.event.CrlIntended;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.contracts.event.RevocationRefused;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.Installation;
import io.countersign.orders.RevocationFile;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.TbsCrl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CRLs with a real broker and token, and with somebody who owns the broker. */
@WithStack
final class RevocationIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Stack stack;
    private SignerWorld world;
    private Installation installation;
    private SignerWorld.Tap outcomes;
    private Auditor auditor;

    RevocationIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void makeWorld() throws Exception {
        stack.resetTopics();
        world = new SignerWorld(stack, "revocation-" + System.nanoTime());
        installation = world.installation();
        outcomes = world.tapFromBeginning(Topic.CERTIFICATES);
    }

    @AfterEach
    void endWorld() throws Exception {
        if (auditor != null) {
            auditor.close();
        }
        world.close();
    }

    @Test
    void listsWhatARevokerOrderedThroughTheBrokerOrPastItAndForgetsNothing() throws Exception {
        drop("ceremony.crl", first().der().toArray());
        Crl former = crl(now().minus(Duration.ofMinutes(10)), List.of());
        publish(former);
        world.startAndAwait();
        auditor = new Auditor(stack, world);

        SignedRevocation order = order(1, "revoker");
        approve(order);
        Crl second = crlWith(1);
        assertThat(second.number()).isGreaterThan(former.number());
        assertThat(outcomes.events())
                .filteredOn(event -> event.type() == EventType.CERTIFICATE_REVOKED)
                .singleElement()
                .satisfies(
                        event -> assertThat(event.data(CertificateRevoked.class).crlNumber())
                                .isEqualTo(second.number()));
        assertThat(world.signatures()).isEqualTo(1);

        // Twice the same, and an intent of somebody who owns the broker that forgets it; then an order past the broker.
        approve(order);
        approve(order(1, "revoker-second"));
        Instant now = now();
        TbsCrl forgetful = TbsCrl.build(etcd(), Crl.numberAfter(second.number(), now), now, List.of());
        Event forged = intent(forgetful, second);
        world.asBrokerAdmin(Topic.INTENTS, forged.subject(), forged.bytes());
        await("forgery seen")
                .atMost(LONG)
                .until(() -> world.metric("countersign_signer_crl_intents_overtaken_total") == 1);
        Files.write(
                Files.createDirectories(world.spool().resolve("revocations")).resolve("urgent.json"),
                RevocationFile.of(order(2, "revoker", "revoker-second")));
        Crl third = crlWith(2);
        assertThat(third.contains(second)).isTrue();
        assertThat(third.number()).isGreaterThan(second.number());
        assertThat(crls()).extracting(Crl::number).containsExactly(former.number(), second.number(), third.number());
        assertThat(world.signatures()).isEqualTo(2);
        assertThat(world.metric("countersign_signer_crl_entries")).isEqualTo(2);
    }

    @Test
    void renewsAnOldCrlWithoutNews() throws Exception {
        Crl old = crl(
                now().minus(Duration.ofMinutes(61)),
                Revokes.order(installation, now(), 1).entries());
        publish(old);
        world.startAndAwait();
        auditor = new Auditor(stack, world);
        await("renewed").atMost(LONG).until(() -> crls().size() == 2);
        Crl renewed = crls().get(1);
        assertThat(renewed.entries()).isEqualTo(old.entries());
        assertThat(renewed.number()).isGreaterThan(old.number());
        assertThat(renewed.thisUpdate()).isAfter(old.thisUpdate().plus(Duration.ofHours(1)));
    }

    @Test
    void goesOnFromTheNewestCrlInAnotherInstanceThatKnowsItFromTheTopicAlone() throws Exception {
        drop("ceremony.crl", first().der().toArray());
        ServiceProcess one = world.startAndAwait();
        auditor = new Auditor(stack, world);
        approve(order(1, "revoker"));
        Crl before = crlWith(1);

        world.startSecondAndAwait();
        one.kill9();
        approve(order(2, "revoker", "revoker-second"));
        Crl after = crlWith(2);
        assertThat(after.contains(before)).isTrue();
        assertThat(after.number()).isGreaterThan(before.number());
    }

    @Test
    void publishesEveryEntryWithAHigherNumberWhenEveryTopicIsDeleted() throws Exception {
        drop("ceremony.crl", first().der().toArray());
        world.startAndAwait();
        auditor = new Auditor(stack, world);
        approve(order(1, "revoker"));
        Crl before = crlWith(1);
        auditor.close();

        stack.resetTopics();
        outcomes = world.tapFromBeginning(Topic.CERTIFICATES);
        auditor = new Auditor(stack, world);
        await("a CRL again").atMost(LONG).until(() -> !crls().isEmpty());
        assertThat(crls()).allSatisfy(after -> {
            assertThat(after.contains(before)).isTrue();
            assertThat(after.number()).isGreaterThan(before.number());
        });
    }

    @Test
    void signsNoCrlWithoutKnowingAnEarlierOneAndHealsByAnyCopy() throws Exception {
        world.startAndAwait();
        auditor = new Auditor(stack, world);
        approve(order(1, "revoker"));
        Event refused = await("refusal")
                .atMost(LONG)
                .until(
                        () -> outcomes.events().stream()
                                .filter(event -> event.type() == EventType.REVOCATION_REFUSED)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(refused.data(RevocationRefused.class).code()).isEqualTo("crl-state-unknown");
        await("red")
                .atMost(LONG)
                .until(() -> world.ops("/readyz?verbose").body().contains("crls folder"));
        assertThat(world.signatures()).isZero();

        Instant former = now().minus(Duration.ofDays(20));
        Crl copy = crl(former, Revokes.order(installation, former, 3).entries());
        drop("found-on-a-node.crl", copy.pem().getBytes(StandardCharsets.US_ASCII));
        Crl healed = crlWith(1);
        assertThat(healed.contains(copy)).isTrue();
        await("green").atMost(LONG).until(() -> world.ops("/readyz").statusCode() == 200);
    }

    private IssuerCertificate etcd() {
        return Revokes.etcd(installation).certificate();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private SignedRevocation order(int number, String... revokers) {
        return installation.signed(Revokes.order(installation, Instant.now(), number), revokers);
    }

    private void approve(SignedRevocation order) throws Exception {
        world.asRegistry(Revokes.approved(installation, order));
    }

    private Crl first() throws Exception {
        return world.token().crl(TbsCrl.build(etcd(), 1, now().minus(Duration.ofDays(1)), List.of()));
    }

    private Crl crl(Instant at, Collection<CrlEntry> entries) throws Exception {
        return world.token().crl(TbsCrl.build(etcd(), at.getEpochSecond(), at, entries));
    }

    private void drop(String name, byte[] content) throws Exception {
        Path folder = Files.createDirectories(world.spool().resolve("crls"));
        Files.move(Files.write(folder.resolve(name + ".tmp"), content), folder.resolve(name));
    }

    /** As a former signer did. */
    private void publish(Crl crl) throws Exception {
        CrlPublished data = new CrlPublished(
                crl.issuer(),
                crl.number(),
                crl.thisUpdate(),
                crl.nextUpdate(),
                crl.tbs(),
                crl.entries().size(),
                "intent",
                0,
                crl.der());
        Event event = Event.of(
                EventType.CRL_PUBLISHED,
                ServiceName.SIGNER.source(),
                crl.issuer().toString(),
                crl.thisUpdate(),
                data,
                Optional.empty());
        world.asBrokerAdmin(Topic.CERTIFICATES, event.subject(), event.bytes());
    }

    private Event intent(TbsCrl tbs, Crl previous) {
        CrlIntended data = new CrlIntended(
                tbs.issuer().digest(),
                tbs.number(),
                tbs.thisUpdate(),
                tbs.nextUpdate(),
                tbs.digest(),
                previous.tbs(),
                tbs.entries().size(),
                List.of(),
                installation.trust().digest());
        return Event.of(
                EventType.CRL_INTENDED,
                ServiceName.SIGNER.source(),
                data.issuer().toString(),
                tbs.thisUpdate(),
                data,
                Optional.empty());
    }

    /** Every CRL of etcd in the topic, each verified under the pinned issuer. */
    private List<Crl> crls() throws Exception {
        List<Crl> crls = new ArrayList<>();
        for (Event event : outcomes.events()) {
            if (event.data() instanceof CrlPublished data && data.issuer().equals(etcd().digest())) {
                crls.add(Crl.verify(data.crl().toArray(), etcd()));
            }
        }
        return crls;
    }

    private Crl crlWith(int number) {
        return await("CRL with certificate " + number)
                .atMost(LONG)
                .until(
                        () -> crls().stream()
                                .filter(crl -> crl.lists(Revokes.serial(number)).isPresent())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
