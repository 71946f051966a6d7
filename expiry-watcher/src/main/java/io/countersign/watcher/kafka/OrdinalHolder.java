package io.countersign.watcher.kafka;

import io.countersign.contracts.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Who holds an ordinal in the group. Kafka would let the newer of two holders win; two processes with one ordinal are a mistake
 * of configuration, and the one at work should stay.
 */
final class OrdinalHolder {
    /** A dead member is forgotten after its session; the rest is for the broker's own clock. */
    private static final Duration FORGOTTEN = Duration.ofMillis(WatcherClients.SESSION_MILLIS + 3_000);

    private static final long LOOK_EVERY_MILLIS = 250;
    /** Ends with host and process id, see {@link WatcherClients}. */
    private static final Pattern CLIENT_ID = Pattern.compile(".+@([^@:]+):([0-9]{1,18})");

    /** Another live process holds the ordinal. */
    static final class OrdinalTakenException extends Exception {
        private static final long serialVersionUID = 1L;

        OrdinalTakenException(String message) {
            super(message);
        }
    }

    private final Admin admin;
    private final String instance;
    private final String clientId;

    OrdinalHolder(Admin admin, String instance, String clientId) {
        this.admin = admin;
        this.instance = instance;
        this.clientId = clientId;
    }

    /** Returns when nobody holds the ordinal, or when {@code closing} is counted down. */
    void awaitNone(CountDownLatch closing) throws OrdinalTakenException, InterruptedException {
        long end = System.nanoTime() + FORGOTTEN.toNanos();
        Optional<MemberDescription> holder = holder();
        while (holder.isPresent() && !isGone(holder.get().clientId())) {
            if (System.nanoTime() - end > 0) {
                throw new OrdinalTakenException(
                        instance + " is held by " + holder.get().clientId() + " at "
                                + holder.get().host() + "; each instance needs its own ordinal");
            }
            if (closing.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
            holder = holder();
        }
    }

    private Optional<MemberDescription> holder() throws InterruptedException {
        String group = ServiceName.WATCHER.group();
        try {
            return admin
                    .describeConsumerGroups(List.of(group))
                    .describedGroups()
                    .get(group)
                    .get(WatcherClients.CALL_MILLIS, TimeUnit.MILLISECONDS)
                    .members()
                    .stream()
                    .filter(member -> member.groupInstanceId().equals(Optional.of(instance)))
                    .findFirst();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw new KafkaException("the group " + group + " cannot be seen", e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("no broker answers", e);
        }
    }

    /** Need not be waited for: our own former session, which the broker has not missed yet, or a process that has ended. */
    private boolean isGone(String holder) {
        if (holder.equals(clientId)) {
            return true;
        }
        Matcher matcher = CLIENT_ID.matcher(holder);
        return matcher.matches()
                && matcher.group(1).equals(WatcherClients.hostName())
                && !ProcessHandle.of(Long.parseLong(matcher.group(2)))
                        .map(ProcessHandle::isAlive)
                        .orElse(false);
    }
}
