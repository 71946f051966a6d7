package io.countersign.e2e.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.e2e.WireContract;
import io.countersign.e2e.WithInstallation;
import io.countersign.e2e.attacks.Breakpoint.Place;
import io.countersign.e2e.installation.Shell;
import io.countersign.x509.IssuedCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Security 6, test 4: three people approved where two suffice, so one order can be told in several ways; and two signers, one of
 * them frozen until the other has taken over its work and finished it, and then thawed. Whatever both of them do, the item has
 * one certificate, each intent is answered once, and nothing that any of them ever signed has other bytes.
 */
@WithInstallation(ofItsOwn = true)
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ZombieMintsTwiceIT {
    private static final String SIGNER = ServiceName.SIGNER.wireName();
    private static final String KILL_POINTS = "io.countersign.runtime.kafka.StepKillPoints";
    private static final Lineage LINEAGE = Lineage.parse("demo/controller-manager/cp-1");
    private static final Names NAMES = Names.subject("system:kube-controller-manager");
    private static final List<List<String>> SUBSETS = List.of(
            List.of("alice", "bob"), List.of("chen", "alice"), List.of("bob", "chen"), List.of("chen", "bob", "alice"));
    private static final long SEED = System.nanoTime();
    private static final int RANDOM_PAIRS = 2;
    private static final Duration TAKES_UP = Duration.ofSeconds(100);

    /** The states of security 4.2 in which a signer can be frozen. */
    enum State {
        RECEIVED,
        VERIFIED(new Place(KILL_POINTS, "lambda$static", List.of("APPROVALS", "BEFORE_SEND"))),
        INTENDED(new Place(KILL_POINTS, "lambda$static", List.of("APPROVALS", "AFTER_COMMIT"))),
        LOGGED,
        RECHECKED(new Place("io.countersign.signer.hsm.HsmToken", "sign", List.of())),
        SIGNED(new Place(KILL_POINTS, "lambda$static", List.of("RECEIPTS", "BEFORE_SEND"))),
        ISSUED(new Place(KILL_POINTS, "lambda$static", List.of("RECEIPTS", "AFTER_COMMIT")));

        /** Absent where a signer has read nothing that it has not answered. */
        private final Optional<Place> place;

        State() {
            this.place = Optional.empty();
        }

        State(Place place) {
            this.place = Optional.of(place);
        }
    }

    private final SharedInstallation site;
    private final List<SignerInstance> signers = new ArrayList<>();
    private Admin admin;

    ZombieMintsTwiceIT(SharedInstallation site) {
        this.site = site;
    }

    @BeforeAll
    void startTwoSigners() throws Exception {
        admin = site.admin().admin();
        site.installation().service(SIGNER).terminate(SharedInstallation.LONG);
        signers.add(SignerInstance.start(site, 0));
        signers.add(SignerInstance.start(site, 1));
        awaitBothAtWork();
    }

    /** Also after a failure, for the sake of the next one. */
    @AfterEach
    void thawAll() {
        audit("-CONT");
        signers.forEach(SignerInstance::thaw);
    }

    @AfterAll
    void endBoth() throws Exception {
        signers.forEach(SignerInstance::close);
        admin.close();
        assertThat(WireContract.assertKept(site)).contains(Topic.INTENTS, Topic.CERTIFICATES);
    }

    static Stream<Arguments> statesAndArrivals() {
        Random random = new Random(SEED);
        Stream<State> states = Stream.concat(
                Stream.of(State.values()),
                random.ints(RANDOM_PAIRS, 0, State.values().length).mapToObj(number -> State.values()[number]));
        return states.map(state -> {
            List<Integer> arrival =
                    new ArrayList<>(IntStream.range(0, SUBSETS.size()).boxed().toList());
            Collections.shuffle(arrival, random);
            return Arguments.of(state, arrival);
        });
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @ParameterizedTest(name = "{0}, subsets in order {1}")
    @MethodSource("statesAndArrivals")
    void getsOneCertificateForOneItem(State state, List<Integer> arrival) throws Exception {
        Asked asked = site.asked(LINEAGE, SharedInstallation.csr(NAMES));
        Forgery order = new Forgery(site, asked);
        List<Event> told = new ArrayList<>();
        for (int subset : arrival) {
            order.approvers(SUBSETS.get(subset).toArray(String[]::new));
            told.add(order.event());
        }
        SignerInstance zombie = owner();
        freeze(state, zombie, told.get(0));
        told.stream().skip(state == State.RECEIVED ? 0 : 1).forEach(this::tell);
        // The other takes over when the zombie's session is over, and has it all: an intent for every way in which the
        // order was told, and the certificate.
        await("every telling taken in")
                .atMost(SharedInstallation.LONG)
                .until(() -> intents(asked).stream().map(Event::id).distinct().count() == told.size());
        await("the certificate").atMost(SharedInstallation.LONG).until(() -> !outcomes(asked)
                .isEmpty());
        awaitAlone(zombie);
        zombie.thaw();
        awaitBothAtWork();
        issueNext();

        String about = "%s, %s, seed %d".formatted(state, arrival, SEED);
        List<Event> outcomes = outcomes(asked);
        assertThat(outcomes).as(about).extracting(Event::type).containsOnly(EventType.CERTIFICATE_ISSUED);
        assertThat(outcomes)
                .as(about)
                .extracting(Event::id)
                .containsOnly(outcomes.get(0).id());
        assertThat(outcomes)
                .as(about)
                .extracting(event -> event.data(CertificateIssued.class).intent())
                .doesNotHaveDuplicates();
        CertificateId id = outcomes.get(0).data(CertificateIssued.class).id();
        assertThat(intents(asked))
                .as(about)
                .extracting(event -> event.data(CertificateIntended.class).id())
                .containsOnly(id);
        assertThat(everWritten(asked))
                .as(about)
                .hasSizeGreaterThanOrEqualTo(outcomes.size())
                .allSatisfy(data -> {
                    assertThat(data.id()).isEqualTo(id);
                    assertThat(IssuedCertificate.read(data.certificate().toArray())
                                    .certificate()
                                    .getTBSCertificate())
                            .isEqualTo(intents(asked)
                                    .get(0)
                                    .data(CertificateIntended.class)
                                    .tbs()
                                    .toArray());
                });
        assertThat(certificates(asked)).as(about).hasSize(1);
    }

    /** Lets this signer come to this state with the order's first telling, and freezes it there. */
    private void freeze(State state, SignerInstance zombie, Event first) throws Exception {
        if (state.place.isPresent()) {
            zombie.breakpoint().arm(state.place.get());
            tell(first);
            zombie.breakpoint().awaitHalt(SharedInstallation.LONG);
            zombie.freeze();
        } else if (state == State.RECEIVED) {
            zombie.freeze();
        } else {
            audit("-STOP");
            tell(first);
            Event intent = site.awaitEvent(
                    EventType.CERTIFICATE_INTENDED, event -> event.causationId().equals(Optional.of(first.id())));
            zombie.freeze();
            audit("-CONT");
            site.awaitEvent(
                    EventType.RECEIPT_ISSUED,
                    event -> event.data(ReceiptIssued.class).intent().equals(intent.id()));
        }
    }

    private void tell(Event order) {
        site.write(ServiceName.REGISTRY.wireName(), Topic.APPROVALS, order.subject(), order.bytes());
    }

    /** The partition goes on, and all that stood before this order has been answered. */
    private void issueNext() {
        Asked next = site.asked(LINEAGE, SharedInstallation.csr(NAMES));
        Forgery order = new Forgery(site, next);
        order.approvers("alice", "bob");
        tell(order.event());
        // A thawed signer that gets the partition back may wait for receipts the other has read; then it asks again.
        await("the next order").atMost(TAKES_UP).until(() -> !outcomes(next).isEmpty());
    }

    private void audit(String signal) {
        long pid = site.installation().service("audit-service").pid();
        Shell.run("kill", signal, Long.toString(pid)).orFail();
    }

    // --- who has the lineage's partition

    private static int partition() {
        byte[] key = LINEAGE.toString().getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % Topic.APPROVALS.partitions();
    }

    private SignerInstance owner() throws Exception {
        TopicPartition approvals = new TopicPartition(Topic.APPROVALS.wireName(), partition());
        String member = group().members().stream()
                .filter(each -> each.assignment().topicPartitions().contains(approvals))
                .map(each -> each.groupInstanceId().orElseThrow())
                .findFirst()
                .orElseThrow();
        return signers.stream()
                .filter(signer -> signer.member().equals(member))
                .findFirst()
                .orElseThrow();
    }

    private void awaitBothAtWork() {
        Set<String> both = signers.stream().map(SignerInstance::member).collect(Collectors.toSet());
        await("both signers at work").atMost(SharedInstallation.LONG).until(() -> working()
                .equals(both));
    }

    private void awaitAlone(SignerInstance zombie) {
        await("the zombie counted out").atMost(SharedInstallation.LONG).until(() -> {
            Set<String> working = working();
            return !working.isEmpty() && !working.contains(zombie.member());
        });
    }

    /** The members that own partitions, once the group has agreed. */
    private Set<String> working() throws Exception {
        ConsumerGroupDescription group = group();
        return group.groupState() == GroupState.STABLE
                ? group.members().stream()
                        .filter(member -> !member.assignment().topicPartitions().isEmpty())
                        .map(member -> member.groupInstanceId().orElseThrow())
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private ConsumerGroupDescription group() throws Exception {
        String group = ServiceName.SIGNER.group();
        return admin.describeConsumerGroups(List.of(group))
                .all()
                .get(30, TimeUnit.SECONDS)
                .get(group);
    }

    // --- what came of it

    private List<Event> intents(Asked asked) {
        return site.wire()
                .events(Topic.INTENTS)
                .filter(event -> event.subject().equals(LINEAGE.toString()))
                .filter(event -> event.data(CertificateIntended.class)
                        .csr()
                        .equals(asked.csr().der()))
                .toList();
    }

    /** What readers of committed records see about this request. */
    private List<Event> outcomes(Asked asked) {
        return site.wire()
                .events(Topic.CERTIFICATES)
                .filter(event -> isAbout(event, asked))
                .toList();
    }

    private static boolean isAbout(Event event, Asked asked) {
        return new String(event.bytes(), StandardCharsets.UTF_8).contains("\"" + asked.id() + "\"");
    }

    /** Certificates for this request in every transaction, those taken back included. */
    private List<CertificateIssued> everWritten(Asked asked) {
        TopicPartition all = new TopicPartition(Topic.CERTIFICATES.wireName(), partition());
        List<CertificateIssued> written = new ArrayList<>();
        try (Consumer<String, byte[]> reader = site.admin().consumer(Map.of("isolation.level", "read_uncommitted"))) {
            reader.assign(List.of(all));
            long end = reader.endOffsets(List.of(all)).get(all);
            reader.seekToBeginning(List.of(all));
            while (reader.position(all) < end) {
                for (ConsumerRecord<String, byte[]> record : reader.poll(Duration.ofSeconds(1))) {
                    decoded(record.value())
                            .filter(event -> event.type() == EventType.CERTIFICATE_ISSUED && isAbout(event, asked))
                            .ifPresent(event -> written.add(event.data(CertificateIssued.class)));
                }
            }
        }
        return written;
    }

    private static Optional<Event> decoded(byte[] value) {
        try {
            return Optional.of(EventCodec.decode(Topic.CERTIFICATES, value));
        } catch (UnreadableException garbageOfOtherTests) {
            return Optional.empty();
        }
    }

    /** Serials of this request that the registry knows. */
    private List<String> certificates(Asked asked) {
        List<String> serials = new ArrayList<>();
        site.installation()
                .client("oscar")
                .run("get", "certificates", "--component", LINEAGE.component(), "-o", "json")
                .expect(0)
                .json()
                .path("items")
                .forEach(item -> {
                    if (item.path("request").asText().equals(asked.id())) {
                        serials.add(item.path("serial").asText());
                    }
                });
        return serials;
    }
}
