package io.countersign.contracts;

/** Ends a check at the first fault; checked, so that no caller can overlook that input may be refused. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(RefusalCode code, String detail) {
        this(new Refusal(code, detail));
    }

    public RefusedException(Refusal refusal) {
        super(refusal.toString());
        this.refusal = refusal;
    }

    public RefusedException(RefusalCode code, String detail, Throwable cause) {
        super(new Refusal(code, detail).toString(), cause);
        this.refusal = new Refusal(code, detail);
    }

    public Refusal refusal() {
        return refusal;
    }
}
