package io.countersign.orders;

import io.countersign.contracts.event.SignedRevocation;
import java.util.SortedSet;

/** A revoke order with enough signatures; made by {@link RevocationCheck} alone. */
public final class Revocation {
    private final RevocationSoFar verified;

    Revocation(RevocationSoFar verified) {
        this.verified = verified;
    }

    public RevocationOrder order() {
        return verified.order();
    }

    /** The revokers who signed; may be none where the certificate's own key did. */
    public SortedSet<String> persons() {
        return verified.persons();
    }

    public boolean byOwnKey() {
        return verified.byOwnKey();
    }

    /** The same order with the signatures that counted and no others. */
    public SignedRevocation signed() {
        return verified.signed();
    }

    @Override
    public String toString() {
        return "revocation %s of %d certificates in %s by %s: %s"
                .formatted(
                        order().digest(),
                        order().certificates().size(),
                        order().cluster(),
                        byOwnKey() ? "the certificate's own key" : String.join(", ", persons()),
                        order().why());
    }
}
