package io.countersign.agent;

import java.time.Instant;
import java.util.Optional;

/**
 * Where the rotation of one lineage stands. The file that holds it decides after a crash; each step is repeated from its start.
 *
 * <pre>
 * RESTING -> KEY_MADE -> REQUESTED -> ISSUED -> INSTALLING -> INSTALLED -> SERVED -> RESTING
 *                            |          |                        |
 *                            |          |                        '-> ROLLING_BACK -> ROLLED_BACK -> RESTING
 *                            '----------'---------------------------------------------------------> RESTING
 * </pre>
 *
 * @param request id of the request, from REQUESTED on
 * @param installedAt when the new files were in place
 * @param detail why the last step went as it did
 * @param restUntil RESTING after a failure: no new attempt before
 */
record SagaState(
        Step step,
        Optional<String> request,
        Optional<Instant> installedAt,
        Optional<String> detail,
        Optional<Instant> restUntil) {

    enum Step {
        /** Nothing under way. */
        RESTING,
        /** New key and request are stored; the registry may or may not know. */
        KEY_MADE,
        /** The registry knows; people are asked. */
        REQUESTED,
        /** A certificate that passed every check is stored. */
        ISSUED,
        /** The previous files are stored; either pair, or a mixture, may be in place. */
        INSTALLING,
        /** The new pair is in place, not yet seen served. */
        INSTALLED,
        /** Seen served; to be reported. */
        SERVED,
        /** Not seen served in time; either pair, or a mixture, may be in place. */
        ROLLING_BACK,
        /** The previous pair is in place again; to be reported. */
        ROLLED_BACK
    }

    static SagaState resting() {
        return new SagaState(Step.RESTING, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static SagaState restingAfter(String detail, Instant until) {
        return new SagaState(Step.RESTING, Optional.empty(), Optional.empty(), Optional.of(detail), Optional.of(until));
    }

    static SagaState keyMade() {
        return new SagaState(Step.KEY_MADE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    SagaState requested(String id) {
        return new SagaState(Step.REQUESTED, Optional.of(id), installedAt, detail, restUntil);
    }

    SagaState to(Step next) {
        return new SagaState(next, request, installedAt, detail, restUntil);
    }

    SagaState installed(Instant at) {
        return new SagaState(Step.INSTALLED, request, Optional.of(at), detail, restUntil);
    }

    SagaState because(Step next, String why) {
        return new SagaState(next, request, installedAt, Optional.of(why), restUntil);
    }
}
