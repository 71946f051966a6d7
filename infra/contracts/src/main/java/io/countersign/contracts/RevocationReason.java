package io.countersign.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/**
 * Why a certificate is revoked (RFC 5280 5.3.1). There is no hold, so nothing is ever taken off a list again, and none for a CA:
 * those are replaced.
 */
public enum RevocationReason {
    UNSPECIFIED("unspecified", 0),
    KEY_COMPROMISE("keyCompromise", 1),
    AFFILIATION_CHANGED("affiliationChanged", 3),
    SUPERSEDED("superseded", 4),
    CESSATION_OF_OPERATION("cessationOfOperation", 5),
    PRIVILEGE_WITHDRAWN("privilegeWithdrawn", 9);

    private final String wireName;
    private final int code;

    RevocationReason(String wireName, int code) {
        this.wireName = wireName;
        this.code = code;
    }

    /** The name RFC 5280 gives it. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /** The value of the CRL entry's reasonCode; RFC 5280 wants {@link #UNSPECIFIED} left out instead. */
    public int code() {
        return code;
    }

    @JsonCreator
    public static RevocationReason parse(String wireName) {
        return of(wireName).orElseThrow(() -> new IllegalArgumentException("no reason to revoke: " + wireName));
    }

    public static Optional<RevocationReason> of(String wireName) {
        return Arrays.stream(values())
                .filter(reason -> reason.wireName.equals(wireName))
                .findFirst();
    }
}
