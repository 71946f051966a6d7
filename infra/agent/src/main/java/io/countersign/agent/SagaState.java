package io.countersign.agent;

import java.time.Instant;
import java.util.Optional;

/**
 * Where the rotation of one lineage stands. The file that holds it decides after a crash; each step is repeated from its start.
 *
 * <pre>
 * RESTING -> REDEEMING -> REQUESTED
 *               |
 *               v
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
 * @param byPeople why people are asked although there is a certificate whose key could redeem a grant
 */
record SagaState(
        Step step,
        Optional<String> request,
        Optional<Instant> installedAt,
        Optional<String> detail,
        Optional<Instant> restUntil,
        Optional<String> byPeople) {

    enum Step {
        /** Nothing under way. */
        RESTING,
        /** New key and request are stored, to be ordered by the live key under a grant; the one order may be stored and sent. */
        REDEEMING,
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
        return at(Step.RESTING);
    }

    static SagaState restingAfter(String detail, Instant until) {
        return new SagaState(
                Step.RESTING,
                Optional.empty(),
                Optional.empty(),
                Optional.of(detail),
                Optional.of(until),
                Optional.empty());
    }

    static SagaState redeeming() {
        return at(Step.REDEEMING);
    }

    /** To be approved by people, who want to know why. */
    static SagaState keyMade(Optional<String> byPeople) {
        return new SagaState(
                Step.KEY_MADE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), byPeople);
    }

    SagaState requested(String id) {
        return new SagaState(Step.REQUESTED, Optional.of(id), installedAt, detail, restUntil, byPeople);
    }

    SagaState to(Step next) {
        return new SagaState(next, request, installedAt, detail, restUntil, byPeople);
    }

    SagaState installed(Instant at) {
        return new SagaState(Step.INSTALLED, request, Optional.of(at), detail, restUntil, byPeople);
    }

    SagaState because(Step next, String why) {
        return new SagaState(next, request, installedAt, Optional.of(why), restUntil, byPeople);
    }

    private static SagaState at(Step step) {
        return new SagaState(
                step, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
