package io.countersign.orders;

import io.countersign.contracts.RefusedException;
import java.util.regex.Pattern;

/** Forms of the texts that orders, stops and trust documents share. */
final class ClaimGrammar {
    static final int MAX_REASON_LENGTH = 200;

    /** Ids of installations and requests. */
    static final Pattern HEX_128 = Pattern.compile("[0-9a-f]{32}");

    /** An id that the operator chose; no blanks or controls, because it is printed beside other words. */
    static final Pattern PERSON = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    /** Free text that cannot move a cursor or turn the direction of writing. */
    static final Pattern REASON = Pattern.compile("[\\P{Cntrl}&&\\P{Cs}&&\\P{Cf}]{1," + MAX_REASON_LENGTH + "}");

    private ClaimGrammar() {}

    static String matching(StrictObject claims, String name, Pattern form) throws RefusedException {
        String value = claims.text(name);
        if (!form.matcher(value).matches()) {
            throw claims.fault("member '" + name + "' must match " + form);
        }
        return value;
    }
}
