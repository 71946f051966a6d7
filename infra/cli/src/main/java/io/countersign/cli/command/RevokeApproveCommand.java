package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Consent;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.key.OpenKey;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.revoke.CrlFinding;
import io.countersign.cli.revoke.ReceivedRevocation;
import io.countersign.cli.revoke.Revoker;
import io.countersign.cli.revoke.Target;
import io.countersign.cli.revoke.Targets;
import io.countersign.contracts.Sha256;
import io.countersign.orders.RevocationSoFar;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign revoke approve}. */
@Command(
        name = "approve",
        description = {
            "Check revocations that another revoker signed first, show them, and sign the same bytes. Succeeds only",
            "when a CRL that this command itself verified lists every serial."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign revoke approve revocation/8QzT...Xk4 --key gina.key",
            "  countersign revoke approve 8QzT...Xk4 --key gina.key --spool /var/lib/countersign/spool",
            "",
            "Exit codes: 0 effective, 1 refused or not effective yet, 4 signed, another revoker needed."
        })
public final class RevokeApproveCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private RevocationOption revocation;

    @Mixin
    private KeyOption key;

    @Parameters(
            paramLabel = "DIGEST",
            arity = "1..*",
            description = "Revocations, as countersign get revocations lists them.")
    private List<String> digests;

    public RevokeApproveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::approve);
    }

    private int approve() throws CliException, ProblemException {
        List<Sha256> wanted = Digests.parse(digests);
        Terminal people = revocation.people(terminal);
        TrustDocument trust = revocation.trust(people);
        Revoker revoker = new Revoker(people, trust, new Consent(people, revocation.yes()));
        int worst = ExitCode.OK;
        try (OpenKey open = key.open(terminal)) {
            for (Sha256 digest : wanted) {
                worst = Math.max(worst, approve(digest, trust, revoker, open));
            }
        }
        return worst;
    }

    private int approve(Sha256 digest, TrustDocument trust, Revoker revoker, OpenKey open)
            throws CliException, ProblemException {
        ReceivedRevocation received = received(digest);
        TrustedIssuer issuer = trust.issuer(received.order().issuer())
                .orElseThrow(() -> CliException.failed(
                        "its CA is not in the trust document", "countersign trust show lists the CAs"));
        CrlFinding crl = revocation.crl(terminal, issuer);
        RevocationSoFar before =
                ReceivedRevocation.forRegistry(revoker.check(received.signed(), crl), received.needed());
        Terminal people = revocation.people(terminal);
        if (before.isComplete() || before.persons().contains(revoker.person(open.key()))) {
            people.out()
                    .println(
                            before.isComplete()
                                    ? "signed by enough already"
                                    : revoker.person(open.key()) + " has signed this already");
            return revocation.outcome(terminal, before, crl);
        }
        Optional<RestClient> registry = revocation.registry();
        List<Target> targets =
                registry.isPresent() ? new Targets(registry.get(), trust).of(received.order()) : List.of();
        Revoker.Signed signed = revoker.sign(received.order(), before.signed().approvals(), targets, crl, open.key());
        return revocation.outcome(terminal, revocation.deliverMore(terminal, signed), crl);
    }

    private ReceivedRevocation received(Sha256 digest) throws CliException, ProblemException {
        if (revocation.spool().isPresent()) {
            return ReceivedRevocation.of(revocation.spool().get().gathering(digest))
                    .requireIs(digest);
        }
        return ReceivedRevocation.read(revocation.registry().orElseThrow().get("/v1/revocations/" + digest))
                .requireIs(digest);
    }
}
