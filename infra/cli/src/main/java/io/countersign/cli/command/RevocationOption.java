package io.countersign.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Context;
import io.countersign.cli.ContextOption;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.render.Output;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.revoke.CrlFinding;
import io.countersign.cli.revoke.CrlSource;
import io.countersign.cli.revoke.Effect;
import io.countersign.cli.revoke.ReceivedRevocation;
import io.countersign.cli.revoke.RevocationOutcome;
import io.countersign.cli.revoke.RevocationSpool;
import io.countersign.cli.revoke.Revoker;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.contracts.Json;
import io.countersign.orders.RevocationSoFar;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.crl.Crl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What both revoke commands take: where the order goes, where its effect is looked for, and how that is said. */
final class RevocationOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private ContextOption context;

    @Option(
            names = "--spool",
            paramLabel = "DIR",
            description =
                    "A signer's spool: the order is written there and the CRL read from there, and no registry is "
                            + "contacted: for when registry or broker are not to be trusted, or away.")
    private Path spool;

    @Option(names = "--post", description = "With --spool: send it to the registry as well.")
    private boolean post;

    @Option(
            names = "--wait",
            converter = Lifetime.class,
            defaultValue = "2m",
            paramLabel = "DURATION",
            description = "How long to look for a CRL that shows the revocation; default: ${DEFAULT-VALUE}.")
    private Duration wait;

    @Option(names = "--yes", description = "Sign without asking; still shows what is revoked.")
    private boolean yes;

    @Option(
            names = {"-o", "--output"},
            description = "name, json or yaml, and all else beside it; default: sentences for people.")
    private Output output = Output.TABLE;

    boolean yes() {
        return yes;
    }

    /** Where people read; the output is a script's when it is structured. */
    Terminal people(Terminal terminal) {
        return output == Output.TABLE ? terminal : terminal.beside();
    }

    Optional<RestClient> registry() throws CliException {
        return spool == null || post ? Optional.of(Clients.registry(context.read(command))) : Optional.empty();
    }

    TrustDocument trust(Terminal terminal) throws CliException, ProblemException {
        Context read = context.read(command);
        TrustVersions versions = new TrustVersions(read, terminal);
        return spool == null || post ? versions.current(Clients.registry(read)) : versions.remembered();
    }

    Optional<RevocationSpool> spool() {
        return Optional.ofNullable(spool).map(RevocationSpool::new);
    }

    private CrlSource crls() throws CliException {
        return spool == null ? CrlSource.of(Clients.registry(context.read(command))) : CrlSource.ofSpool(spool);
    }

    CrlFinding crl(Terminal terminal, TrustedIssuer issuer) throws CliException, ProblemException {
        return CrlFinding.look(crls(), issuer, terminal.clock().instant());
    }

    /**
     * Sends a new order. The file first: it is the way that nobody can refuse.
     *
     * @return how far it is where it was sent
     */
    RevocationSoFar deliver(Terminal terminal, RevocationSoFar soFar) throws CliException, ProblemException {
        file(terminal, soFar);
        if (registry().isPresent()) {
            ObjectNode body = Json.TOLERANT.createObjectNode();
            body.put("payload", soFar.signed().payload());
            body.set(
                    "approval",
                    Json.TOLERANT.valueToTree(soFar.signed().approvals().get(0)));
            soFar.signed().certificate().ifPresent(der -> body.put("certificate", der.toString()));
            return answered(
                    soFar, registry().get().post("/v1/revocations", body).body());
        }
        return soFar;
    }

    /** Adds the last signature to an order that is known already. */
    RevocationSoFar deliverMore(Terminal terminal, Revoker.Signed signed) throws CliException, ProblemException {
        file(terminal, signed.soFar());
        if (registry().isPresent()) {
            String path = "/v1/revocations/" + signed.soFar().order().digest() + "/approvals";
            return answered(
                    signed.soFar(),
                    registry()
                            .get()
                            .post(path, Json.TOLERANT.valueToTree(signed.approval()))
                            .body());
        }
        return signed.soFar();
    }

    private static RevocationSoFar answered(RevocationSoFar soFar, JsonNode answer) {
        return ReceivedRevocation.forRegistry(soFar, ReceivedRevocation.needed(answer));
    }

    private void file(Terminal terminal, RevocationSoFar soFar) throws CliException {
        if (spool().isPresent()) {
            people(terminal)
                    .out()
                    .println("written: " + spool().get().write(soFar.order(), soFar.signed(), soFar.isComplete()));
        }
    }

    /** Says how far it is; with signatures enough only when the CRL itself has shown it. */
    int outcome(Terminal terminal, RevocationSoFar soFar, CrlFinding before) throws CliException {
        Terminal people = people(terminal);
        people.out()
                .println(
                        soFar.byOwnKey()
                                ? "signed: by the certificate's own key, which is enough"
                                : "signed: " + soFar.persons().size() + " of " + soFar.needed() + " persons ("
                                        + String.join(", ", soFar.persons()) + ")"
                                        + soFar.twoBecause()
                                                .map(why -> "; two because of " + why)
                                                .orElse(""));
        if (!soFar.isComplete()) {
            people.out()
                    .println("next: another revoker runs: countersign revoke approve revocation/"
                            + soFar.order().digest() + " --key KEY" + (spool == null ? "" : " --spool " + spool));
            print(terminal, soFar, before.issuer(), "gathering", Optional.empty());
            return ExitCode.WAITING;
        }
        people.out().flush();
        Crl crl;
        try {
            crl = new Effect(people, crls(), registry()).await(soFar.order(), before.issuer(), before.crl(), wait);
        } catch (CliException e) {
            print(terminal, soFar, before.issuer(), "ordered", Optional.empty());
            throw e;
        }
        people.out()
                .println("effective: CRL number %d of %s of %s, made at %s, lists %s; its signature was verified here"
                        .formatted(
                                crl.number(),
                                before.issuer().name(),
                                before.issuer().cluster(),
                                crl.thisUpdate(),
                                soFar.order().certificates().size() == 1 ? "the serial" : "every serial"));
        print(terminal, soFar, before.issuer(), "effective", Optional.of(crl));
        return ExitCode.OK;
    }

    private void print(
            Terminal terminal, RevocationSoFar soFar, TrustedIssuer issuer, String state, Optional<Crl> crl) {
        if (output == Output.NAME) {
            terminal.out().println("revocation/" + soFar.order().digest());
        } else if (output.structured()) {
            terminal.out()
                    .print(output.format(RevocationOutcome.item(
                            soFar.order(), issuer, soFar.persons(), soFar.needed(), state, crl)));
        }
    }
}
