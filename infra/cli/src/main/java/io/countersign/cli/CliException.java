package io.countersign.cli;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusedException;

/** Ends a command with an error that says what to do next. */
public final class CliException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String next;

    /** @param next what the person can do about it */
    public CliException(int exitCode, String message, String next) {
        super(message);
        this.exitCode = exitCode;
        this.next = next;
    }

    public CliException(int exitCode, String message, String next, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.next = next;
    }

    public static CliException failed(String message, String next) {
        return new CliException(ExitCode.FAILED, message, next);
    }

    public static CliException failed(String message, String next, Throwable cause) {
        return new CliException(ExitCode.FAILED, message, next, cause);
    }

    public static CliException usage(String message, String next) {
        return new CliException(ExitCode.USAGE, message, next);
    }

    /** A refusal by a check that runs in this process. */
    public static CliException of(RefusedException refused) {
        Refusal refusal = refused.refusal();
        return new CliException(
                ExitCode.FAILED, refusal.toString(), refusal.code().remedy(), refused);
    }

    public int exitCode() {
        return exitCode;
    }

    public String next() {
        return next;
    }
}
