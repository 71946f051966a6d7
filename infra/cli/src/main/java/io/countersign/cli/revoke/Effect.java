package io.countersign.cli.revoke;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.contracts.RefusalCode;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.crl.Crl;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Waits until the CRL shows a revocation. Nobody's word counts for that but the CA's signature: a registry or broker can keep an
 * order back, and that shows here and nowhere else (security 5).
 */
public final class Effect {
    /** A revocation takes a second or two; what takes longer waits for something that no haste brings. */
    private static final Duration AT_FIRST = Duration.ofSeconds(1);

    private static final Duration LATER = Duration.ofSeconds(5);
    /** A person who waits wants to see that something still goes on. */
    private static final Duration SAID_AGAIN = Duration.ofSeconds(15);

    private final Terminal terminal;
    private final CrlSource crls;
    private final Optional<RestClient> registry;

    private Optional<Crl> newest = Optional.empty();
    private String last = "";
    private Instant saidAt = Instant.MIN;

    /**
     * Looks at both.
     *
     * @param registry asked what became of the order; without one only the CRL is looked at
     */
    public Effect(Terminal terminal, CrlSource crls, Optional<RestClient> registry) {
        this.terminal = terminal;
        this.crls = crls;
        this.registry = registry;
    }

    /**
     * The CRL that lists every serial of the order, verified under the pinned issuer and fresh.
     *
     * @param seen the CRL before the order
     * @throws CliException saying why it is not effective, when the time is over or the signer refused
     */
    public Crl await(RevocationOrder order, TrustedIssuer issuer, Optional<Crl> seen, Duration within)
            throws CliException {
        newest = seen;
        Instant begun = terminal.clock().instant();
        while (true) {
            Instant now = terminal.clock().instant();
            Look look = look(order, issuer, now);
            if (look.crl().isPresent()) {
                return look.crl().get();
            }
            if (look.end().isPresent()) {
                throw look.end().get();
            }
            if (!now.isBefore(begun.plus(within))) {
                throw notYet(order, look.waitsFor());
            }
            say(look.waitsFor(), begun, now);
            pause(order, now.isBefore(begun.plusSeconds(10)) ? AT_FIRST : LATER);
        }
    }

    /** What one look showed: the CRL that was waited for, the end of all waiting, or what is still missing. */
    private record Look(Optional<Crl> crl, Optional<CliException> end, String waitsFor) {
        static Look waiting(String what) {
            return new Look(Optional.empty(), Optional.empty(), what);
        }
    }

    private Look look(RevocationOrder order, TrustedIssuer issuer, Instant now) {
        try {
            CrlFinding finding = CrlFinding.look(crls, issuer, now);
            Optional<String> missing = missing(finding, order);
            return missing.isEmpty() ? new Look(finding.crl(), Optional.empty(), "") : state(order, missing.get());
        } catch (CliException | ProblemException e) {
            // Whoever cannot be reached now may be reached before the time is over.
            return Look.waiting(String.valueOf(e.getMessage()));
        }
    }

    /** Why this CRL does not show the revocation; empty when it does. */
    private Optional<String> missing(CrlFinding finding, RevocationOrder order) {
        if (finding.crl().isEmpty()) {
            return finding.fault();
        }
        Crl crl = finding.crl().get();
        if (newest.isPresent() && (crl.number() < newest.get().number() || !crl.contains(newest.get()))) {
            return Optional.of("the CRL shown is number " + crl.number() + ", OLDER than number "
                    + newest.get().number() + " or without its entries: somebody takes back what was seen");
        }
        newest = Optional.of(crl);
        if (finding.fault().isPresent()) {
            return finding.fault();
        }
        long lacking = order.certificates().stream()
                .filter(each -> crl.lists(each.serial()).isEmpty())
                .count();
        return lacking == 0
                ? Optional.empty()
                : Optional.of("CRL number %d of %s lacks %d of %d serials"
                        .formatted(
                                crl.number(),
                                crl.thisUpdate(),
                                lacking,
                                order.certificates().size()));
    }

    /** The registry's word about the order, which explains and proves nothing. */
    private Look state(RevocationOrder order, String missing) throws CliException, ProblemException {
        if (registry.isEmpty()) {
            return Look.waiting(missing);
        }
        JsonNode shown = registry.get().get("/v1/revocations/" + order.digest());
        String state = shown.path("state").asText("nothing");
        String code = shown.path("refusal").path("code").asText("");
        if (code.isEmpty()) {
            return Look.waiting(missing + "; the registry says: " + state);
        }
        String what =
                "refused: " + code + ": " + shown.path("refusal").path("detail").asText("-");
        Optional<RefusalCode> known = RefusalCode.of(code);
        return !state.equals("refused") || known.filter(RefusalCode::retryable).isPresent()
                ? Look.waiting(missing + "; " + what + ", which is tried again")
                : new Look(
                        Optional.empty(),
                        Optional.of(CliException.failed(
                                "not effective, " + what,
                                known.map(RefusalCode::remedy).orElse("countersign explain lists every code"))),
                        "");
    }

    private void say(String what, Instant begun, Instant now) {
        if (what.equals(last) && now.isBefore(saidAt.plus(SAID_AGAIN))) {
            return;
        }
        last = what;
        saidAt = now;
        terminal.out().println("waiting (" + Duration.between(begun, now).toSeconds() + " s): " + what);
        terminal.out().flush();
    }

    private static CliException notYet(RevocationOrder order, String why) {
        return CliException.failed(
                "not effective yet: " + why,
                "look again with: countersign get revocation " + order.digest()
                        + "; if it stays so, go round the broker: countersign revoke ... --spool DIR, and freeze the cluster"
                        + " if you suspect the registry");
    }

    private void pause(RevocationOrder order, Duration interval) throws CliException {
        try {
            terminal.pause().pause(interval);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notYet(order, "interrupted");
        }
    }
}
