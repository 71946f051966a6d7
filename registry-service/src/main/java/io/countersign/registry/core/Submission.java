package io.countersign.registry.core;

import java.time.Duration;
import java.util.Optional;

/**
 * What a requester asks for, unchecked.
 *
 * @param profile the component's own when absent
 * @param csr PEM
 * @param lifetime the profile's longest when absent
 */
public record Submission(
        String cluster,
        String component,
        String instance,
        Optional<String> profile,
        String csr,
        Optional<String> reason,
        Optional<Duration> lifetime) {
    /** Components carry the name of their profile unless the requester says otherwise. */
    public String profileName() {
        return profile.orElse(component);
    }

    /** As asked, for the record of a rejection; not necessarily a lineage. */
    public String askedLineage() {
        return cluster + "/" + component + "/" + instance;
    }
}
