package io.countersign.signer.core;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.util.EnumSet;
import java.util.Set;

/** Input dated later than now: either its maker's clock is ahead or this one's is behind, and time will show. */
final class Early {
    private static final Set<RefusalCode> CODES =
            EnumSet.of(RefusalCode.ORDER_FROM_THE_FUTURE, RefusalCode.TRUST_FROM_THE_FUTURE);

    private Early() {}

    static boolean is(RefusedException e) {
        return CODES.contains(e.refusal().code());
    }

    /** Nobody else keeps what stands in the spool, so it is never refused for its date: whoever put it there knew the time. */
    static void requireNot(String file, RefusedException e) throws OutageException {
        if (is(e)) {
            throw new OutageException(
                    file + " in the spool: " + e.getMessage()
                            + "; the clock of this signer is behind: put it right, or take the file out",
                    e);
        }
    }
}
