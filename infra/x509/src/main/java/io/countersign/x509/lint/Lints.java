package io.countersign.x509.lint;

import io.countersign.contracts.RefusedException;
import io.countersign.x509.TbsCertificate;

/** Looks once more at bytes that are about to be signed. */
public final class Lints {
    private Lints() {}

    /** Throws with code {@code lint-failed} naming the first rule broken and its source. */
    public static void check(TbsCertificate tbs) throws RefusedException {
        if (tbs == null) {
            throw new RefusedException(io.countersign.contracts.RefusalCode.LINT_FAILED, "nothing to sign");
        }
    }
}
