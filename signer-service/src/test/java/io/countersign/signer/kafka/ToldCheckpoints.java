package io.countersign.signer.kafka;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Topic;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.signer.TestLog;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The topic {@code checkpoints} of a log for tests. */
final class ToldCheckpoints implements TrustFeed.Source {
    private final TestLog log;
    private final InstantSource clock;
    private long next;

    ToldCheckpoints(TestLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    @Override
    public List<Inbound> catchUp() {
        return log.told().stream()
                .map(event -> new Inbound(
                        Topic.CHECKPOINTS,
                        0,
                        next++,
                        event.subject(),
                        Optional.of(Bytes.of(event.bytes())),
                        clock.instant()))
                .toList();
    }
}
