package io.countersign.registry.core;

/** For tests in which no signer does anything strange with CRLs. */
final class SilentCrls implements CrlAlarms {
    @Override
    public void forked(KeptCrl first, KeptCrl other) {
        throw new AssertionError(first + " and " + other);
    }

    @Override
    public void shrunk(KeptCrl earlier, KeptCrl later) {
        throw new AssertionError(earlier + " and " + later);
    }
}
