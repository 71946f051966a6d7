package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Consent;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.key.CertificateKey;
import io.countersign.cli.key.Keys;
import io.countersign.cli.key.OpenKey;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.revoke.CrlFinding;
import io.countersign.cli.revoke.Revoker;
import io.countersign.cli.revoke.Target;
import io.countersign.contracts.RevocationReason;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.TrustDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign revoke}. */
@Command(
        name = "revoke",
        description = {
            "Revoke certificates of an etcd CA or of Countersign's own services, for ever. Shows what breaks and what",
            "a revocation does not do, then signs, sends, and succeeds only when a CRL that this command itself",
            "verified lists every serial. Several kinds of order need two revokers; the certificate's own key needs",
            "none. Issuers without a reader of CRLs are refused with what helps instead."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign revoke 4f1a9c --why INC7781 --key frank.key",
            "  countersign revoke demo/etcd-peer/cp-1 --reason superseded --why CHG0421 --key frank.key --wait 5m",
            "  countersign revoke --certificate stolen.crt --why INC7781 --key frank.key",
            "  countersign revoke --certificate server.crt --certificate-key server.key --why 'disk lost'",
            "  countersign revoke --certificate stolen.crt --lineage demo/etcd-peer/cp-1 --why INC7781 \\",
            "      --key frank.key --spool /var/lib/countersign/spool",
            "",
            "Exit codes: 0 effective, 1 refused or not effective yet, 4 signed, another revoker needed."
        })
public final class RevokeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private RevocationOption revocation;

    @Mixin
    private TargetOption targets;

    @Option(
            names = "--reason",
            converter = Reason.class,
            defaultValue = "keyCompromise",
            description = "keyCompromise, affiliationChanged, superseded, cessationOfOperation, privilegeWithdrawn or "
                    + "unspecified; default: ${DEFAULT-VALUE}.")
    private RevocationReason reason;

    @Option(names = "--why", description = "What happened, at most 200 characters; logged for ever.")
    private String why;

    @Option(names = "--key", paramLabel = "KEY", description = "Your revoker key: a file or a card, as for approve.")
    private String key;

    @Option(
            names = "--certificate-key",
            paramLabel = "FILE",
            description = "Sign with the key of the certificate itself (PKCS#8 PEM): nobody else need agree.")
    private Path ownKey;

    public RevokeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::revoke);
    }

    private int revoke() throws CliException, ProblemException {
        if (why == null || (key == null) == (ownKey == null)) {
            throw CliException.usage(
                    "say why with --why TEXT, and sign with --key KEY or with --certificate-key FILE",
                    "countersign revoke --help shows examples");
        }
        if (ownKey != null && !targets.isOneFile()) {
            throw CliException.usage(
                    "a certificate reports itself alone, from its file",
                    "countersign revoke --certificate FILE --certificate-key FILE --why TEXT");
        }
        Terminal people = revocation.people(terminal);
        TrustDocument trust = revocation.trust(people);
        List<Target> named = targets.find(trust, revocation.registry());
        CrlFinding crl = revocation.crl(people, named.get(0).verified().issuer());
        List<Target> open = named.stream()
                .filter(target -> crl.crl()
                        .filter(shown -> shown.lists(target.serial()).isPresent())
                        .isEmpty())
                .toList();
        if (open.isEmpty() && crl.fault().isEmpty()) {
            people.out().println("revoked already: " + crl.crl().orElseThrow());
            return ExitCode.OK;
        }
        Revoker revoker = new Revoker(people, trust, new Consent(people, revocation.yes()));
        Revoker.Signed signed = sign(revoker, open.isEmpty() ? named : open, crl);
        return revocation.outcome(terminal, revocation.deliver(terminal, signed.soFar()), crl);
    }

    private Revoker.Signed sign(Revoker revoker, List<Target> open, CrlFinding crl) throws CliException {
        RevocationOrder order = revoker.order(crl.issuer(), open, new Revoker.Why(reason, why));
        if (ownKey != null) {
            Target own = open.get(0);
            return revoker.report(
                    order,
                    own,
                    crl,
                    CertificateKey.read(
                            ownKey, own.verified().certificate().certificate().getPublicKey()));
        }
        try (OpenKey opened = new Keys(terminal).open(key)) {
            return revoker.sign(order, List.of(), open, crl, opened.key());
        }
    }
}
