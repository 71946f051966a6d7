package io.countersign.stack;

import java.nio.file.Path;

/**
 * Where one broker lives and who it is.
 *
 * @param lib folder of the broker's own jars ({@code infra/broker/target/lib})
 * @param folder data, configuration and log; a restart on the same folder keeps topics and ACLs
 * @param clientPort loopback port of the mutual-TLS listener for everybody
 * @param controllerPort loopback port of the controller's listener, mutual TLS as well
 * @param server {@code CN=broker,OU=countersign}; a super user, because the broker talks to its own controller
 * @param admin {@code CN=admin,OU=countersign}; the other super user, used here to see that the broker answers
 */
public record BrokerSettings(
        Path lib, Path folder, int clientPort, int controllerPort, Identity server, Identity admin) {
    public BrokerSettings {
        folder = folder.toAbsolutePath().normalize();
    }

    /** The jars: system property {@code broker.lib}, or the place where this repository's build puts them. */
    public static Path libIn(Path repositoryRoot) {
        String configured = System.getProperty("broker.lib");
        return configured == null ? repositoryRoot.resolve("infra/broker/target/lib") : Path.of(configured);
    }

    /** The repository's root: system property {@code repository.root}, set by the build for every test. */
    public static Path repositoryRoot() {
        String root = System.getProperty("repository.root");
        if (root == null) {
            throw new StackException("system property repository.root is not set");
        }
        return Path.of(root);
    }

    Path properties() {
        return folder.resolve("server.properties");
    }

    Path data() {
        return folder.resolve("data");
    }

    Path log() {
        return folder.resolve("broker.log");
    }

    /** The text of server.properties. */
    String render() {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.bootstrap.servers=localhost:%2$d
                controller.listener.names=CONTROLLER
                listeners=CLIENTS://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=CLIENTS://localhost:%1$d
                inter.broker.listener.name=CLIENTS
                listener.security.protocol.map=CLIENTS:SSL,CONTROLLER:SSL
                log.dirs=%3$s
                ssl.keystore.type=PEM
                ssl.keystore.location=%4$s
                ssl.truststore.type=PEM
                ssl.truststore.location=%5$s
                ssl.client.auth=required
                ssl.enabled.protocols=TLSv1.3
                # No DEFAULT: a certificate of another shape has no principal and no connection.
                ssl.principal.mapping.rules=RULE:^CN=([a-z0-9.-]+),OU=countersign$/$1/
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                allow.everyone.if.no.acl.found=false
                super.users=User:broker;User:admin
                auto.create.topics.enable=false
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                log.cleaner.dedupe.buffer.size=16777216
                """
                .formatted(clientPort, controllerPort, data(), keystore(), truststore());
    }

    Path keystore() {
        return folder.resolve("keystore.pem");
    }

    Path truststore() {
        return folder.resolve("truststore.pem");
    }
}
