package io.countersign.ceremony;

import io.countersign.hsm.KeyAttributes;
import java.util.List;

/**
 * A private or secret key as the second tool lists it.
 *
 * @param objectClass private or secret
 * @param idHex CKA_ID
 * @param access the tool's words for the attributes
 */
record ListedKey(String objectClass, String label, String idHex, List<String> access) {
    ListedKey {
        access = List.copyOf(access);
    }

    boolean isThe(KeyAttributes other) {
        return objectClass.equals(other.objectClass()) && label.equals(other.label()) && idHex.equals(other.idHex());
    }

    boolean bornHereAndStays() {
        return access.containsAll(List.of("sensitive", "always sensitive", "never extractable", "local"));
    }
}
