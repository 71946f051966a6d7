package io.countersign.e2e.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.WithInstallation;
import io.countersign.e2e.installation.Layout;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.x509.Csr;
import io.countersign.x509.Profile;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Security 6, test 7: somebody holds the key of a cluster's connector, and the broker with it, so that no registry looks at what he
 * orders. He wants an administrator, a control plane, another cluster; and if that fails, as many nodes as he likes.
 */
@WithInstallation
final class RobotOwnerMintsIT {
    /** Each a key of its own, under the names of the two workers that the trust document lists. */
    private static final int WORKERS = 100;

    private static final int STRANGERS = 20;

    private static final String SIGNER = "signer-service";
    private static final String MASTERS = "system:masters";

    private final SharedInstallation site;
    private final ApprovalKey robot;

    RobotOwnerMintsIT(SharedInstallation site) {
        this.site = site;
        this.robot = ApprovalKey.of(site.layout(), "connector");
    }

    @Test
    void mintsNobodyButItsOwnWorkers() throws Exception {
        Map<Event, RefusalCode> wishes = new LinkedHashMap<>();
        String user = site.freshUser();
        wishes.put(
                order("super-admin", "cp-1", Names.subject("kubernetes-super-admin", MASTERS)),
                RefusalCode.AUTHORITY_NOT_ACCEPTED);
        wishes.put(order("user", user, Names.subject(user, MASTERS)), RefusalCode.AUTHORITY_NOT_ACCEPTED);
        wishes.put(
                order("kubelet-client", "worker-1", Names.subject("system:node:worker-1", MASTERS)),
                RefusalCode.SUBJECT_NOT_ALLOWED);
        wishes.put(
                order("kubelet-client", "worker-1", Names.subject("system:node:cp-1", "system:nodes")),
                RefusalCode.SUBJECT_NOT_ALLOWED);
        wishes.put(order("kubelet-client", "cp-1", node("cp-1")), RefusalCode.NEEDS_A_PERSON);
        wishes.put(
                order("kubelet-serving", "worker-1", serving("worker-1", List.of("worker-1"), List.of("10.96.0.1"))),
                RefusalCode.NEEDS_A_PERSON);
        wishes.put(
                order("kubelet-serving", "worker-1", serving("worker-1", List.of("worker-1"), List.of("10.0.0.11"))),
                RefusalCode.NEEDS_A_PERSON);
        wishes.put(
                order(
                        "kubelet-serving",
                        "worker-1",
                        serving("worker-1", List.of("kubernetes.default.svc"), List.of("10.0.0.21"))),
                RefusalCode.NEEDS_A_PERSON);
        wishes.put(
                order("service", SIGNER, Names.subject(SIGNER), "countersign", "services"),
                RefusalCode.AUTHORITY_NOT_ACCEPTED);
        wishes.put(
                order("kubelet-client", "worker-1", node("worker-1"), "other", "ca"),
                RefusalCode.ISSUER_OF_ANOTHER_CLUSTER);
        long before = site.hsmOperations();

        wishes.keySet().forEach(this::send);

        wishes.forEach((order, code) ->
                assertThat(refused(order).code()).as(order.subject()).isEqualTo(code.code()));
        assertThat(site.hsmOperations()).isEqualTo(before);
        assertThat(issued(wishes.keySet().stream())).isEmpty();
    }

    @Test
    void getsNoNodesBeyondTheBudgetWhichARestartEmpties() throws Exception {
        Instant began = restart();
        List<Event> orders = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            String worker = "worker-" + (i % 2 + 1);
            orders.add(order("kubelet-client", worker, node(worker)));
        }
        for (int i = 0; i < STRANGERS; i++) {
            String stranger = site.freshUser();
            orders.add(order("kubelet-client", stranger, node(stranger)));
        }

        orders.forEach(this::send);
        Event last = order("kubelet-client", "cp-1", node("cp-1"));
        send(last);
        refused(last);
        orders.stream().skip(WORKERS).forEach(order -> assertThat(refused(order).code())
                .isEqualTo(RefusalCode.NODE_UNKNOWN.code()));
        long budgeted = orders.stream()
                .limit(WORKERS)
                .filter(order -> refusal(order).isPresent())
                .peek(order -> assertThat(refused(order).code()).isEqualTo(RefusalCode.BUDGET_EXCEEDED.code()))
                .peek(order -> assertThat(refused(order).retryable()).isTrue())
                .count();
        // One new node in three minutes, and none to begin with (security 3.4).
        long most = Duration.between(began, Instant.now()).toMinutes() / 3;
        assertThat(budgeted).isGreaterThanOrEqualTo(WORKERS - most).isPositive();
        assertThat(issued(orders.stream())).hasSizeLessThanOrEqualTo((int) most);

        Instant again = restart();
        List<Event> once = orders.subList(0, 20);
        once.forEach(this::send);
        List<Event> fresh = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            fresh.add(order("kubelet-client", "worker-1", node("worker-1")));
        }
        fresh.forEach(this::send);

        long more = Duration.between(again, Instant.now()).toMinutes() / 3;
        assertThat(fresh.stream().map(this::refused).filter(refused -> refused.code()
                        .equals(RefusalCode.BUDGET_EXCEEDED.code())))
                .hasSizeGreaterThanOrEqualTo(fresh.size() - (int) more);
        assertThat(issued(Stream.concat(orders.stream(), fresh.stream())))
                .hasSizeLessThanOrEqualTo((int) (most + more));
    }

    private Instant restart() {
        site.installation().service(SIGNER).kill9();
        Instant began = Instant.now();
        site.installation().awaitReady(SIGNER, site.installation().start(SIGNER));
        return began;
    }

    private static Names node(String name) {
        return Names.subject("system:node:" + name, "system:nodes");
    }

    private static Names serving(String name, List<String> dns, List<String> ips) {
        return new Names("system:node:" + name, List.of("system:nodes"), dns, ips, List.of());
    }

    private Event order(String profile, String instance, Names names) throws RefusedException {
        Profile found = site.trust().profile(profile).orElseThrow();
        return order(profile, instance, names, Layout.CLUSTER, found.issuer());
    }

    /** Whatever is wanted, well signed by the robot's key; an issuer of the demo cluster where the named one is missing. */
    private Event order(String profile, String instance, Names names, String cluster, String issuer)
            throws RefusedException {
        Profile found = site.trust().profile(profile).orElseThrow();
        Lineage lineage = new Lineage(cluster, profile, instance);
        Csr csr = SharedInstallation.csr(names);
        Sha256 authority = site.trust()
                .issuer(cluster, issuer)
                .or(() -> site.trust().issuer(Layout.CLUSTER, issuer))
                .orElseThrow()
                .certificate()
                .digest();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        OrderItem item = new OrderItem(
                authority,
                lineage,
                found.name(),
                found.digest(),
                csr.digest(),
                csr.keyDigest(),
                names,
                now,
                now.plus(Duration.ofHours(1)),
                Optional.empty());
        Order order = new OrderWriter(site.trust(), InstantSource.fixed(now), new SecureRandom()).robot(List.of(item));
        CsrApproved data = new CsrApproved(
                lineage,
                RequestId.of(lineage, found.name(), csr.digest()),
                order.payload(),
                List.of(robot.approve(order.payload())),
                0,
                item.text(),
                csr.der());
        return Event.of(
                EventType.CSR_APPROVED,
                ServiceName.REGISTRY.source(),
                lineage.toString(),
                Instant.now(),
                data,
                Optional.empty());
    }

    private void send(Event order) {
        site.write("registry-service", Topic.APPROVALS, order.subject(), order.bytes());
    }

    private CsrRefused refused(Event order) {
        return site.awaitEvent(EventType.CSR_REFUSED, told -> answers(told, order))
                .data(CsrRefused.class);
    }

    private Optional<Event> refusal(Event order) {
        return site.wire()
                .find(Topic.CERTIFICATES, told -> told.type() == EventType.CSR_REFUSED && answers(told, order));
    }

    private static boolean answers(Event told, Event order) {
        return told.data(CsrRefused.class)
                .csr()
                .equals(order.data(CsrApproved.class).csr().sha256());
    }

    /** Certificates that came of these orders. */
    private List<CertificateIssued> issued(Stream<Event> orders) {
        return orders.flatMap(order -> site
                        .wire()
                        .find(
                                Topic.CERTIFICATES,
                                told -> told.type() == EventType.CERTIFICATE_ISSUED
                                        && told.data(CertificateIssued.class)
                                                .request()
                                                .equals(order.data(CsrApproved.class)
                                                        .request()))
                        .stream())
                .map(event -> event.data(CertificateIssued.class))
                .toList();
    }
}
