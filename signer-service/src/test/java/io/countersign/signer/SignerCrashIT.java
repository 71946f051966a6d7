package io.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.Stack;
import io.countersign.stack.Topics;
import io.countersign.stack.WithStack;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deaths between the steps, and topics that vanish: one identity comes out, whatever happens (design 3, rule 3). */
@WithStack
final class SignerCrashIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Stack stack;
    private SignerWorld world;

    SignerCrashIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void makeWorld() throws Exception {
        stack.resetTopics();
        world = new SignerWorld(stack, "crash-" + System.nanoTime());
    }

    @AfterEach
    void endWorld() throws Exception {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"APPROVALS/AFTER_SEND", "APPROVALS/AFTER_COMMIT", "RECEIPTS/BEFORE_SEND", "RECEIPTS/AFTER_SEND"})
    void issuesTheSameCertificateOnceWhereverItDies(String moment) throws Exception {
        SignerWorld.Tap intents = world.tapFromBeginning(Topic.INTENTS);
        SignerWorld.Tap outcomes = world.tapFromBeginning(Topic.CERTIFICATES);
        ServiceProcess doomed = world.start(moment);
        Event approval = Orders.etcdPeer(world.installation());
        world.asRegistry(approval);
        if (moment.startsWith("APPROVALS")) {
            assertThat(doomed.exitCode(LONG)).isEqualTo(137);
            world.startAndAwait();
        }
        await("intent").atMost(LONG).until(() -> !intents.events().isEmpty());
        Event intent = intents.events().get(0);
        world.asAudit(world.log().receipt(intent, Instant.now()));
        if (moment.startsWith("RECEIPTS")) {
            assertThat(doomed.exitCode(LONG)).isEqualTo(137);
            world.startAndAwait();
        }
        await("certificate").atMost(LONG).until(() -> !outcomes.events().isEmpty());
        CertificateIntended intended = intent.data(CertificateIntended.class);
        assertThat(outcomes.events()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(EventType.CERTIFICATE_ISSUED);
            assertThat(event.data(CertificateIssued.class).id()).isEqualTo(intended.id());
        });
        // Slow machines wait beyond the bound, and then the same intent is told again.
        assertThat(intents.events()).extracting(Event::id).containsOnly(intent.id());
    }

    @Test
    void givesNoSecondIdentityWhenEverythingIsDeliveredAgainOrEveryTopicIsDeleted() throws Exception {
        Event approval = Orders.etcdPeer(world.installation());
        CertificateIssued before = issue(approval);
        world.stopSigner();
        try (Admin admin = stack.admin()) {
            admin.deleteConsumerGroups(List.of(ServiceName.SIGNER.group()))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        SignerWorld.Tap outcomes = world.tapFromBeginning(Topic.CERTIFICATES);
        world.startAndAwait();
        await("all again").atMost(LONG).until(() -> outcomes.events().size() >= 2);
        assertThat(outcomes.events())
                .allSatisfy(event ->
                        assertThat(event.data(CertificateIssued.class).id()).isEqualTo(before.id()));
        world.stopSigner();
        stack.resetTopics();
        assertThat(issue(approval).id()).isEqualTo(before.id());
    }

    @Test
    void resumesAloneWhenTheIntentsTopicIsLostWithAnIntentNobodyHasLogged() throws Exception {
        SignerWorld.Tap former = world.tapFromBeginning(Topic.INTENTS);
        SignerWorld.Tap outcomes = world.tapFromBeginning(Topic.CERTIFICATES);
        world.startAndAwait();
        world.asRegistry(Orders.etcdPeer(world.installation()));
        await("intent").atMost(LONG).until(() -> !former.events().isEmpty());
        Event lost = former.events().get(0);
        try (Admin admin = stack.admin()) {
            admin.deleteTopics(List.of(Topic.INTENTS.wireName())).all().get(30, TimeUnit.SECONDS);
            // The second time says that the first has failed, and with it the session.
            await("told twice into the void")
                    .atMost(LONG)
                    .until(() -> world.metric("countersign_signer_intents_told_again") > 1);
            Topics.create(admin);
        }
        SignerWorld.Tap intents = world.tapFromBeginning(Topic.INTENTS);
        await("the intent again").atMost(LONG.multipliedBy(2)).until(() -> !intents.events()
                .isEmpty());
        Event again = intents.events().get(0);
        assertThat(again.bytes()).isEqualTo(lost.bytes());
        world.asAudit(world.log().receipt(again, Instant.now()));
        await("certificate").atMost(LONG).until(() -> !outcomes.events().isEmpty());
        assertThat(outcomes.events().get(0).data(CertificateIssued.class).intent())
                .isEqualTo(lost.id());
        await("ready").atMost(LONG).until(() -> world.ops("/readyz").statusCode() == 200);
    }

    private CertificateIssued issue(Event approval) throws Exception {
        SignerWorld.Tap intents = world.tapFromBeginning(Topic.INTENTS);
        SignerWorld.Tap outcomes = world.tapFromBeginning(Topic.CERTIFICATES);
        world.startAndAwait();
        world.asRegistry(approval);
        await("intent").atMost(LONG).until(() -> !intents.events().isEmpty());
        world.asAudit(world.log().receipt(intents.events().get(0), Instant.now()));
        List<Event> issued = await("certificate").atMost(LONG).until(outcomes::events, events -> !events.isEmpty());
        return issued.get(0).data(CertificateIssued.class);
    }
}
