package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.GAP_NOT_KEPT;
import static io.countersign.contracts.RefusalCode.GRANT_LIFE_EXCEEDED;
import static io.countersign.contracts.RefusalCode.GRANT_NAMES_MISMATCH;
import static io.countersign.contracts.RefusalCode.GRANT_OUTLIVED;
import static io.countersign.contracts.RefusalCode.GRANT_SCOPE_MISMATCH;
import static io.countersign.contracts.RefusalCode.KEY_REUSED;
import static io.countersign.contracts.RefusalCode.PREDECESSOR_TOO_OLD;
import static io.countersign.contracts.RefusalCode.PROFILE_CHANGED;
import static io.countersign.contracts.RefusalCode.TOO_EARLY_TO_RENEW;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Profile;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether an item stays within the grant that it redeems (security 3.1): nothing wider, nothing longer, a new key, and not too
 * soon. What these rules cannot see is a second successor of one predecessor; the audit-service withholds its receipt.
 */
final class RedemptionChecks {
    private final OrderItem item;
    private final GrantText grant;
    private final IssuedCertificate predecessor;

    RedemptionChecks(OrderItem item, GrantText grant, IssuedCertificate predecessor) {
        this.item = item;
        this.grant = grant;
        this.predecessor = predecessor;
    }

    void check(Instant now) throws RefusedException {
        scope();
        life();
        time(now);
        require(!item.key().equals(predecessor.key()), KEY_REUSED, "the key " + item.key());
    }

    private void scope() throws RefusedException {
        require(item.issuer().equals(grant.issuer()), GRANT_SCOPE_MISMATCH, "granted for issuer " + grant.issuer());
        require(item.lineage().equals(grant.lineage()), GRANT_SCOPE_MISMATCH, "granted for " + grant.lineage());
        require(item.profile().equals(grant.profile()), GRANT_SCOPE_MISMATCH, "granted for " + grant.profile());
        require(
                item.profileDigest().equals(grant.profileDigest()),
                PROFILE_CHANGED,
                "granted under the text " + grant.profileDigest());
        require(item.names().equals(grant.names()), GRANT_NAMES_MISMATCH, "granted for " + grant.names());
        require(
                item.names().equals(predecessor.names()),
                GRANT_NAMES_MISMATCH,
                "the predecessor has " + predecessor.names());
    }

    private void life() throws RefusedException {
        Duration life = Duration.between(item.notBefore(), item.notAfter()).minus(Profile.BACKDATE);
        require(life.compareTo(grant.life()) <= 0, GRANT_LIFE_EXCEEDED, life + ", granted are " + grant.life());
        require(!item.notAfter().isAfter(grant.until()), GRANT_OUTLIVED, "the grant ends at " + grant.until());
    }

    private void time(Instant now) throws RefusedException {
        Instant began = predecessor.notBefore();
        require(!began.isBefore(grant.since()), PREDECESSOR_TOO_OLD, began + " is before " + grant.since());
        Instant earliest = began.plus(grant.gap());
        require(!item.notBefore().isBefore(earliest), GAP_NOT_KEPT, "begins before " + earliest);
        Instant half =
                began.plus(Duration.between(began, predecessor.notAfter()).dividedBy(2));
        require(!now.isBefore(half), TOO_EARLY_TO_RENEW, "half of the predecessor's life is over at " + half);
    }

    private static void require(boolean holds, RefusalCode code, String otherwise) throws RefusedException {
        if (!holds) {
            throw new RefusedException(code, otherwise);
        }
    }
}
