package io.countersign.x509;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Runs a check that must refuse and says with which code. */
public final class Refusals {
    private Refusals() {}

    public static RefusalCode codeOf(ThrowingCallable check) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, check);
        if (refused == null) {
            throw new AssertionError("was not refused");
        }
        return refused.refusal().code();
    }
}
