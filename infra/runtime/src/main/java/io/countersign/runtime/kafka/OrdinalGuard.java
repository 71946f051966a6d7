package io.countersign.runtime.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Makes the second holder of an ordinal give way. Kafka by itself lets the newer one win and fences the older; but two processes
 * with one ordinal are a mistake in the configuration, and the one that works should go on.
 */
final class OrdinalGuard {
    /** A dead member is forgotten after the session timeout; a little more for the broker's own clock. */
    private static final Duration FORGOTTEN = LoopSession.SESSION_TIMEOUT.plusSeconds(3);

    private static final long LOOK_EVERY_MILLIS = 300;

    /** Another live process holds the ordinal. */
    static final class OrdinalTaken extends Exception {
        private static final long serialVersionUID = 1L;

        OrdinalTaken(String message) {
            super(message);
        }
    }

    private final String group;
    private final String instance;
    private final String clientId;

    OrdinalGuard(String group, String instance, String clientId) {
        this.group = group;
        this.instance = instance;
        this.clientId = clientId;
    }

    /** Returns when nobody holds the ordinal, or when {@code closing} is counted down. */
    void await(Admin admin, CountDownLatch closing) throws OrdinalTaken, StepUnavailable, InterruptedException {
        long end = System.nanoTime() + FORGOTTEN.toNanos();
        Optional<MemberDescription> holder = holder(admin);
        while (holder.isPresent()) {
            if (holder.get().clientId().equals(clientId) || isGone(holder.get().clientId())) {
                // This very process before it started anew, or one that is no more.
                return;
            }
            if (System.nanoTime() > end) {
                throw new OrdinalTaken(instance + " is held by " + holder.get().clientId() + " at "
                        + holder.get().host() + "; each instance needs its own ordinal");
            }
            if (closing.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
            holder = holder(admin);
        }
    }

    private Optional<MemberDescription> holder(Admin admin) throws StepUnavailable, InterruptedException {
        try {
            return admin
                    .describeConsumerGroups(List.of(group))
                    .describedGroups()
                    .get(group)
                    .get(KafkaClients.API_MILLIS, TimeUnit.MILLISECONDS)
                    .members()
                    .stream()
                    .filter(member -> member.groupInstanceId().equals(Optional.of(instance)))
                    .findFirst();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw new StepUnavailable("the group " + group + " cannot be seen: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new StepUnavailable("no broker answers", e);
        }
    }

    /** A predecessor on this machine whose process has ended need not be waited for. */
    private static boolean isGone(String clientId) {
        return ProcessName.parse(clientId)
                .filter(ProcessName::isHere)
                .filter(name -> !name.isAlive())
                .isPresent();
    }
}
