package io.countersign.registry;

import io.countersign.contracts.Event;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes to topics as another service would, and waits until the broker has it. */
final class Publishing {
    private Publishing() {}

    static void send(Producer<String, byte[]> producer, Event event) {
        send(
                producer,
                new ProducerRecord<>(event.type().topic().orElseThrow().wireName(), event.subject(), event.bytes()));
    }

    static void send(Producer<String, byte[]> producer, ProducerRecord<String, byte[]> one) {
        try {
            producer.send(one).get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        } catch (ExecutionException refused) {
            throw new AssertionError(refused);
        }
    }
}
