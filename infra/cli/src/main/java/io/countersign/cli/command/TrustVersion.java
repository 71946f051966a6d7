package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.trust.Proposal;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustFile;
import java.nio.file.Path;

/**
 * A version of the trust document as named on the command line.
 *
 * @param standing what it is to whoever reads it
 */
record TrustVersion(TrustContent content, String standing) {
    static final String CURRENT = "current";
    static final String PINNED = "pinned";

    static TrustVersion of(String named, TrustOption trust, Terminal terminal) throws CliException, ProblemException {
        return switch (named) {
            case CURRENT -> new TrustVersion(trust.current(terminal).content(), "in force");
            case PINNED -> new TrustVersion(trust.context().pinnedTrust().content(), "pinned");
            default -> file(new Proposal(Path.of(named)).read(), trust.current(terminal));
        };
    }

    private static TrustVersion file(TrustFile file, TrustDocument current) throws CliException {
        try {
            boolean same = file.digest().equals(current.digest());
            int signatures = file.signatures().size();
            return new TrustVersion(
                    file.content(),
                    same
                            ? "in force"
                            : "NOT in force, " + signatures + (signatures == 1 ? " signature" : " signatures")
                                    + " not checked here");
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
    }
}
