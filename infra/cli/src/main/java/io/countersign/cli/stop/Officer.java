package io.countersign.cli.stop;

import io.countersign.cli.CliException;
import io.countersign.cli.Consent;
import io.countersign.cli.Terminal;
import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.ApproverKey;
import io.countersign.orders.MessageType;
import io.countersign.orders.Officers;
import io.countersign.orders.SignedStop;
import io.countersign.orders.StopCheck;
import io.countersign.orders.StopOrder;
import io.countersign.orders.StrictJws;
import io.countersign.orders.TrustDocument;
import java.util.ArrayList;
import java.util.List;

/** An officer at work on stops and lifts: reads what it is, signs it. */
public final class Officer {
    private final Terminal terminal;
    private final TrustDocument trust;
    private final ApproverKey key;
    private final Consent consent;

    public Officer(Terminal terminal, TrustDocument trust, ApproverKey key, Consent consent) {
        this.terminal = terminal;
        this.trust = trust;
        this.key = key;
        this.consent = consent;
    }

    /** Shows and signs a stop; one signature is all it takes. */
    public SignedStop stop(StopOrder order) throws CliException {
        String person = person();
        terminal.out().print(StopText.preview(order));
        SignedStop signed = new SignedStop(order.payload(), List.of(sign(order.payload(), person)));
        try {
            StopCheck.verify(trust, signed, terminal.clock().instant());
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
        return signed;
    }

    /** Adds a signature to a lift that was shown; twice the same officer's is the first one alone. */
    SignedStop addTo(SignedStop lift) throws CliException {
        String person = person();
        try {
            if (OfficersSoFar.of(trust, lift).persons().contains(person)) {
                terminal.out().println(person + " has signed this already");
                return lift;
            }
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
        List<Approval> more = new ArrayList<>(lift.approvals());
        more.add(sign(lift.payload(), person));
        return new SignedStop(lift.payload(), more);
    }

    private Approval sign(String payload, String person) throws CliException {
        consent.ask("officer " + person, "; what is running goes on until then");
        return StrictJws.sign(MessageType.ORDER, payload, key);
    }

    private String person() throws CliException {
        return trust.content().officers().keys().stream()
                .filter(officer -> officer.key().equals(key.publicKey()))
                .map(Officers.Officer::person)
                .findFirst()
                .orElseThrow(() -> CliException.of(new RefusedException(
                        RefusalCode.NOT_AN_OFFICER,
                        "no officer has the key " + key.publicKey().kid())));
    }
}
