package io.countersign.e2e.demo;

import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.e2e.installation.Installation;
import io.countersign.e2e.installation.Layout;
import io.countersign.stack.Topics;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.awaitility.Awaitility;

/** What is spoiled, by step and in words. */
final class Spoilings {
    private static final String JANE = "'demo/user/jane'";

    private Spoilings() {}

    static Map<String, Map<String, Spoiling>> byStep() {
        Map<String, Map<String, Spoiling>> all = new LinkedHashMap<>();
        all.put("ceremony", ceremony());
        all.put("stack", stack());
        all.put("services", services());
        all.put(
                "requests",
                Map.of(
                        "a request the registry no longer offers",
                        Spoiling.registry(
                                "update requests set state = 'lapsed' where lineage = " + JANE,
                                "update requests set state = 'submitted' where lineage = " + JANE)));
        all.put("approvals", approvals());
        all.put("certificates", certificates());
        all.put(
                "refusals",
                Map.of(
                        "an honest CSR where the one for system:masters was",
                        Spoiling.replaced(demo -> refusals(demo).masters(), demo -> refusals(demo)
                                .honest())));
        all.put("inventory", inventory());
        all.put(
                "hands-off",
                Map.of(
                        "another certificate where the renewed one was",
                        Spoiling.replaced(
                                demo -> kubernetes(demo).resolve("pki/apiserver-etcd-client.crt"),
                                demo -> kubernetes(demo).resolve("pki/etcd/healthcheck-client.crt"))));
        all.put("rotation", Map.of("the etcd member's former key and certificate put back", new FormerEtcdFiles()));
        all.put(
                "revocation",
                Map.of(
                        "the ceremony's CRL where the new one was",
                        Spoiling.replaced(
                                demo -> demo.installation().layout().etcdCrl(),
                                demo -> demo.installation().layout().crl(Layout.CLUSTER, "etcd-ca"))));
        all.put("log", Map.of("a changed byte in the outsider's copy", Spoiling.flippedBit(demo -> log(demo)
                .copy()
                .resolve("checkpoint"))));
        return all;
    }

    private static Path kubernetes(Demo demo) {
        return demo.installation().layout().kubernetes();
    }

    private static Map<String, Spoiling> ceremony() {
        return Map.of(
                "a changed byte of the trust document",
                Spoiling.flippedBit(demo -> demo.installation().layout().trust()),
                "the certificate of another CA",
                Spoiling.replaced(demo -> demo.installation().caCertificate("ca"), demo -> demo.installation()
                        .caCertificate("etcd-ca")),
                "two people with one key",
                Spoiling.replaced(
                        demo -> demo.installation().layout().identity("dave").key(),
                        demo -> demo.installation().layout().identity("oscar").key()));
    }

    private static Map<String, Spoiling> stack() {
        AclBinding needed = Topics.acls().iterator().next();
        Collection<AclBinding> tooMuch = Topics.readWrite(ServiceName.WATCHER.wireName(), Topic.APPROVALS.wireName());
        return Map.of(
                "a missing right",
                new Spoiling() {
                    @Override
                    public void spoil(Demo demo) throws Exception {
                        revoke(demo.installation(), List.of(needed));
                    }

                    @Override
                    public void undo(Demo demo) {
                        grant(demo.installation(), List.of(needed));
                    }
                },
                "a right too many",
                new Spoiling() {
                    @Override
                    public void spoil(Demo demo) {
                        grant(demo.installation(), tooMuch);
                    }

                    @Override
                    public void undo(Demo demo) throws Exception {
                        revoke(demo.installation(), tooMuch);
                    }
                },
                "a stopped database",
                new Spoiling() {
                    @Override
                    public void spoil(Demo demo) {
                        demo.installation().postgres().stop();
                    }

                    @Override
                    public void undo(Demo demo) {
                        demo.installation().postgres().start();
                    }
                });
    }

    private static void grant(Installation installation, Collection<AclBinding> rights) {
        try (Admin admin = installation.broker().admin()) {
            Topics.grant(admin, rights);
        }
    }

    private static void revoke(Installation installation, Collection<AclBinding> rights) throws Exception {
        try (Admin admin = installation.broker().admin()) {
            admin.deleteAcls(rights.stream().map(AclBinding::toFilter).toList())
                    .all()
                    .get(20, TimeUnit.SECONDS);
            // The broker answers before its own cache follows.
            Awaitility.await("rights revoked")
                    .until(() -> admin.describeAcls(AclBindingFilter.ANY).values().get().stream()
                            .noneMatch(rights::contains));
        }
    }

    private static Map<String, Spoiling> services() {
        return Map.of(
                "a killed service",
                new Spoiling() {
                    @Override
                    public void spoil(Demo demo) {
                        demo.installation().service("registry-service").kill9();
                    }

                    @Override
                    public void undo(Demo demo) {
                        demo.installation().start("registry-service");
                    }
                },
                "another transcript than the log's first leaf",
                Spoiling.flippedBit(
                        demo -> demo.installation().layout().ceremony().resolve("transcript.json")));
    }

    private static Map<String, Spoiling> approvals() {
        return Map.of(
                "a request that is not issued",
                Spoiling.registry(
                        "update requests set state = 'approved' where lineage = " + JANE,
                        "update requests set state = 'issued' where lineage = " + JANE),
                "another second person than the one who signed",
                Spoiling.registry(
                        "update approvals set person = 'chen' where person = 'bob'",
                        "update approvals set person = 'bob' where person = 'chen'"));
    }

    private static Map<String, Spoiling> certificates() {
        return Map.of(
                "a certificate of another CA",
                Spoiling.replaced(kubernetes("pki/apiserver.crt"), kubernetes("pki/etcd/peer.crt")),
                "another certificate of the same CA and purpose",
                Spoiling.replaced(kubernetes("pki/etcd/server.crt"), kubernetes("pki/etcd/peer.crt")),
                "the key of another user",
                Spoiling.replaced(kubernetes("users/jane.key"), kubernetes("scheduler.key")));
    }

    private static Map<String, Spoiling> inventory() {
        return Map.of(
                "a certificate moved to another cluster",
                Spoiling.registry(
                        "update lineages set cluster = 'elsewhere' where lineage = " + JANE,
                        "update lineages set cluster = 'demo' where lineage = " + JANE),
                "a later end of a certificate",
                Spoiling.registry(
                        "update certificates set not_after = not_after + interval '1 hour' where lineage = " + JANE,
                        "update certificates set not_after = not_after - interval '1 hour' where lineage = " + JANE));
    }

    static Spoiling.Place kubernetes(String path) {
        return demo -> demo.installation().layout().kubernetes().resolve(path);
    }

    private static RefusalsStep refusals(Demo demo) {
        return step(demo, RefusalsStep.class);
    }

    private static LogStep log(Demo demo) {
        return step(demo, LogStep.class);
    }

    private static <S extends Step> S step(Demo demo, Class<S> type) {
        return demo.steps().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }
}
