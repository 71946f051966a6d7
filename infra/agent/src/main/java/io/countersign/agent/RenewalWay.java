package io.countersign.agent;

import io.countersign.orders.GrantText;
import java.time.Instant;

/** How a renewal that is due goes. */
sealed interface RenewalWay {
    /** By the live key under this grant, which fits as far as the agent can see. */
    record ByGrant(GrantText grant) implements RenewalWay {}

    /** By people, and why. */
    record ByPeople(String why) implements RenewalWay {}

    /** By grant, but the grant wants this time to come first; the agent's own timer would fire later. */
    record Later(Instant opens) implements RenewalWay {}
}
