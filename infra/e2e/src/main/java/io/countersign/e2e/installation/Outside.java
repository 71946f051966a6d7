package io.countersign.e2e.installation;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.stack.Broker;
import io.countersign.stack.Identity;
import io.countersign.stack.KafkaAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What is seen from outside the services: topics, the log's files, and what a stranger meets. */
final class Outside {
    private final Layout layout;
    private final Broker broker;

    Outside(Layout layout, Broker broker) {
        this.layout = layout;
        this.broker = broker;
    }

    /** Waits for an event of this type about this lineage, read as the administrator. */
    Event awaitEvent(EventType type, Lineage lineage, Duration limit) {
        Topic topic = type.topic().orElseThrow();
        KafkaAccess access = broker.as(layout.identity("admin"));
        try (Consumer<String, byte[]> records = access.consumer(Map.of())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int i = 0; i < topic.partitions(); i++) {
                partitions.add(new TopicPartition(topic.wireName(), i));
            }
            records.assign(partitions);
            records.seekToBeginning(partitions);
            Instant end = Instant.now().plus(limit);
            while (Instant.now().isBefore(end)) {
                for (ConsumerRecord<String, byte[]> record : records.poll(Duration.ofMillis(500))) {
                    Event event = EventCodec.decode(topic, record.value());
                    if (event.type() == type && event.subject().equals(lineage.toString())) {
                        return event;
                    }
                }
            }
        } catch (UnreadableException e) {
            throw new FailedCheckException("a service wrote something unreadable to " + topic.wireName(), e);
        }
        throw new FailedCheckException("no " + type.wireName() + " for " + lineage + " within " + limit);
    }

    /** A copy of the log's public files, as an outsider would have fetched them. */
    void copyLog(Path target) throws IOException {
        Path source = layout.auditLog();
        // The checkpoint first: the log grows meanwhile, and what was there under an older head stays there.
        Files.createDirectories(target);
        Files.copy(source.resolve("checkpoint"), target.resolve("checkpoint"), StandardCopyOption.REPLACE_EXISTING);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(source)) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("checkpoint"))
                    .toList();
        }
        for (Path file : files) {
            Path copy = target.resolve(source.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** A client with a key and certificate of its own making, trusting the real CA, gets nowhere. */
    boolean brokerRefusesStrangers() {
        Path folder = layout.folder().resolve("stranger");
        Path key = OpenSsl.newKey(folder.resolve("key.pem"));
        Shell.run(
                        "openssl",
                        "req",
                        "-x509",
                        "-key",
                        key.toString(),
                        "-subj",
                        "/OU=countersign/CN=signer-service",
                        "-days",
                        "1",
                        "-out",
                        folder.resolve("cert.pem").toString())
                .orFail();
        Identity stranger =
                Identity.in(folder).trusting(layout.identity("broker").ca());
        try (Admin admin = broker.as(stranger).admin()) {
            admin.describeCluster().nodes().get(20, TimeUnit.SECONDS);
            return false;
        } catch (ExecutionException | TimeoutException refused) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedCheckException("interrupted", e);
        }
    }
}
