package io.countersign.agent;

/** No renewal by grant, so people must be asked; the message says why, for them. */
final class NotRedeemableException extends Exception {
    private static final long serialVersionUID = 1L;

    NotRedeemableException(String why) {
        super(why);
    }

    NotRedeemableException(String why, Throwable cause) {
        super(why, cause);
    }
}
