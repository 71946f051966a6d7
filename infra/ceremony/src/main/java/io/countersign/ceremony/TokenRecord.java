package io.countersign.ceremony;

import io.countersign.hsm.KeyAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A token as two programs saw it after its keys were made.
 *
 * @param keys attributes read through our own PKCS#11 calls
 * @param secondTool command of the other program
 * @param secondListing what it listed
 */
record TokenRecord(
        String label,
        String serial,
        String module,
        List<KeyAttributes> keys,
        String secondTool,
        List<ListedKey> secondListing) {
    TokenRecord {
        keys = List.copyOf(keys);
        secondListing = List.copyOf(secondListing);
    }

    /** What is wrong with this token's keys; empty when it holds exactly the expected ones and both programs vouch. */
    List<String> faults(Set<String> expectedLabels) {
        List<String> faults = new ArrayList<>();
        Set<String> labels = keys.stream().map(KeyAttributes::label).collect(Collectors.toSet());
        if (!labels.equals(expectedLabels) || keys.size() != expectedLabels.size()) {
            faults.add("token " + label + " holds the keys " + labels + ", expected " + expectedLabels);
        }
        if (secondListing.size() != keys.size()) {
            faults.add(
                    "token " + label + ": the second tool lists " + secondListing.size() + " keys, not " + keys.size());
        }
        for (KeyAttributes key : keys) {
            if (!key.bornHereAndOnlySigns()) {
                faults.add("key " + key.label() + " was not made in the token, may leave it, or does more than sign");
            }
            if (secondListing.stream().noneMatch(listed -> listed.isThe(key) && listed.bornHereAndStays())) {
                faults.add("key " + key.label()
                        + ": the second tool does not call it sensitive, never extractable, local");
            }
        }
        return faults;
    }
}
