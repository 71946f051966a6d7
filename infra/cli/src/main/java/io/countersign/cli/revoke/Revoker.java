package io.countersign.cli.revoke;

import io.countersign.cli.CliException;
import io.countersign.cli.Consent;
import io.countersign.cli.Terminal;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.ApproverKey;
import io.countersign.orders.Continuity;
import io.countersign.orders.MessageType;
import io.countersign.orders.RevocationCheck;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.RevocationSoFar;
import io.countersign.orders.RevocationWriter;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.Stops;
import io.countersign.orders.StrictJws;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes, shows and signs revoke orders, and checks them as the signer will. */
public final class Revoker {
    private final Terminal terminal;
    private final TrustDocument trust;
    private final Consent consent;

    public Revoker(Terminal terminal, TrustDocument trust, Consent consent) {
        this.terminal = terminal;
        this.trust = trust;
        this.consent = consent;
    }

    /** Why, in two words and in some. */
    public record Why(RevocationReason reason, String text) {}

    /** An order over certificates of one CA. */
    public RevocationOrder order(TrustedIssuer issuer, List<Target> targets, Why why) throws CliException {
        try {
            return new RevocationWriter(trust, terminal.clock(), terminal.random())
                    .revoke(issuer, targets.stream().map(Target::revoked).toList(), why.reason(), why.text());
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
    }

    /** This person's signature, and how far the order is with it. */
    public record Signed(Approval approval, RevocationSoFar soFar) {}

    /** The person in the roster who holds this key. */
    public String person(ApproverKey key) {
        return trust.rosterEntry(key.publicKey().kid())
                .map(RosterEntry::person)
                .orElse("a key that is not in the roster");
    }

    /** Signs as a revoker, first or after others. */
    public Signed sign(
            RevocationOrder order, List<Approval> before, List<Target> targets, CrlFinding crl, ApproverKey key)
            throws CliException {
        show(order, targets, crl, person(key));
        Approval mine = StrictJws.sign(MessageType.ORDER, order.payload(), key);
        // Alone first: beside good signatures one that does not count is passed over in silence.
        check(new SignedRevocation(order.payload(), List.of(mine), Optional.empty()), crl);
        List<Approval> all = new ArrayList<>(before);
        all.add(mine);
        return new Signed(mine, check(new SignedRevocation(order.payload(), all, Optional.empty()), crl));
    }

    /** Signs with the key of the one certificate that the order revokes. */
    public Signed report(RevocationOrder order, Target target, CrlFinding crl, PrivateKey key) throws CliException {
        show(order, List.of(target), crl, "the certificate's own key");
        Bytes der = target.verified().certificate().der();
        Approval approval = Continuity.sign(
                order, key, target.verified().certificate().certificate().getPublicKey());
        return new Signed(
                approval, check(new SignedRevocation(order.payload(), List.of(approval), Optional.of(der)), crl));
    }

    private void show(RevocationOrder order, List<Target> targets, CrlFinding crl, String signer) throws CliException {
        terminal.out().print(RevocationText.preview(order, crl, targets));
        consent.ask(signer, "; the certificates work until they expire");
    }

    /** Refuses what the signer would refuse, before it is sent. */
    public RevocationSoFar check(SignedRevocation signed, CrlFinding crl) throws CliException {
        try {
            return RevocationCheck.soFar(
                    trust, Stops.NONE, signed, crl.entries(), terminal.clock().instant());
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
    }
}
