package io.countersign.hsm;

/**
 * A call into the module did not return before its deadline. It cannot be interrupted and may still take effect; its
 * result is thrown away when it comes.
 */
public final class HsmTimeoutException extends HsmException {
    private static final long serialVersionUID = 1L;

    HsmTimeoutException(String message) {
        super(message, null);
    }
}
