package io.countersign.cli;

import java.io.IOException;
import java.util.Locale;

/** A person's yes before something is signed. */
public final class Consent {
    private final Terminal terminal;
    private final boolean given;

    /**
     * Before one signature, or several of the same kind.
     *
     * @param given whether the yes stands on the command line; what is signed is shown all the same
     */
    public Consent(Terminal terminal, boolean given) {
        this.terminal = terminal;
        this.given = given;
    }

    public boolean given() {
        return given;
    }

    /**
     * Asks, unless the yes was given.
     *
     * @param otherwise what to do instead of signing
     */
    public void ask(String signer, String otherwise) throws CliException {
        terminal.out().println();
        if (given) {
            terminal.out().println("signing as " + signer);
            return;
        }
        terminal.out().print("Sign as " + signer + "? [yes/no] ");
        terminal.out().flush();
        try {
            String answer = terminal.in().readLine();
            if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).equals("yes")) {
                throw CliException.failed("not signed", "answer yes to sign" + otherwise);
            }
        } catch (IOException e) {
            throw CliException.failed("no answer could be read", "use --yes where nobody can answer", e);
        }
    }
}
