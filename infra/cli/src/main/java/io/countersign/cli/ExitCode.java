package io.countersign.cli;

/** What the command's end means to a script (design 9). */
public final class ExitCode {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    /** Done, and something needs a person: a certificate runs out soon. */
    public static final int ATTENTION = 3;
    /** Done as far as possible; other people have to approve. */
    public static final int WAITING = 4;

    private ExitCode() {}
}
