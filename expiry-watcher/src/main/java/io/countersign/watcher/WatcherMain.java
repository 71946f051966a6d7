package io.countersign.watcher;

import io.countersign.contracts.ServiceName;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedCluster;
import io.countersign.runtime.config.ServiceCommand;
import io.countersign.runtime.http.OpsServer;
import io.countersign.runtime.life.Part;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.watcher.core.NodeCalendar;
import io.countersign.watcher.core.RenewalPolicy;
import io.countersign.watcher.kafka.InventoryLoop;
import io.countersign.x509.NodeFacts;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Starts the expiry-watcher. */
public final class WatcherMain {
    private WatcherMain() {}

    public static void main(String[] args) {
        System.exit(ServiceCommand.run(ServiceName.WATCHER.wireName(), args, WatcherConfig.class, WatcherMain::wire));
    }

    static void wire(WatcherConfig config, ServiceLife life) throws Exception {
        InstantSource clock = InstantSource.system();
        TrustDocument trust = TrustDocument.open(
                Files.readAllBytes(config.trust().file()), config.trust().pin());
        RenewalPolicy policy =
                new RenewalPolicy(config.renewal().window(), config.windows(), new NodeCalendar(controlPlanes(trust)));
        MutualTls tls = life.closing("identity", MutualTls.open(config.identity()));
        Vertx vertx = Vertx.vertx();
        life.add("vertx", closing(vertx));
        life.add("ops", new OpsServer(vertx, tls, config.ops(), life, clock));
        life.add(
                "inventory",
                new InventoryLoop(
                        config.kafka().bootstrap(), tls, config.ordinal(), policy, config.sweepEvery(), clock, life));
    }

    static Map<String, List<String>> controlPlanes(TrustDocument trust) {
        return trust.content().clusters().stream()
                .collect(Collectors.toUnmodifiableMap(TrustedCluster::name, cluster -> cluster.facts().nodes().stream()
                        .filter(NodeFacts::controlPlane)
                        .map(NodeFacts::name)
                        .toList()));
    }

    private static Part closing(Vertx vertx) {
        return new Part() {
            @Override
            public void start() {
                // Its event loops start with the first server.
            }

            @Override
            public void stop(Duration deadline) throws Exception {
                vertx.close()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(Math.max(1, deadline.toMillis()), TimeUnit.MILLISECONDS);
            }
        };
    }
}
