package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.GRANT_MALFORMED;
import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * One standing grant: what the live certificate's key may order for its own lineage without people. A grant order names it by the
 * SHA-256 of its {@link #text}, which is its canonical JSON.
 *
 * @param issuer SHA-256 of the issuer certificate's DER
 * @param profileDigest SHA-256 of the profile's text; a changed profile ends the grant
 * @param names exactly the names of every certificate under it
 * @param life longest life of one certificate, not counting {@link io.countersign.x509.Profile#BACKDATE}
 * @param gap least time between the notBefore of a certificate and its successor's: what bounds their number without memory
 * @param since earliest notBefore of a predecessor, so that certificates of former grants redeem nothing here
 * @param until nothing is redeemed from this time on, and no certificate outlives it
 */
public record GrantText(
        Sha256 issuer,
        Lineage lineage,
        String profile,
        Sha256 profileDigest,
        Names names,
        Duration life,
        Duration gap,
        Instant since,
        Instant until) {
    private static final Set<String> MEMBERS =
            Set.of("iss", "lin", "pro", "prh", "sub", "san", "life", "gap", "since", "until");

    public GrantText {
        if (!isWhole(since) || !isWhole(until) || !isWhole(life) || !isWhole(gap)) {
            throw new IllegalArgumentException("grants know whole seconds only");
        }
    }

    /** Reads a grant's text; only its one canonical spelling is accepted. */
    public static GrantText parse(String text) throws RefusedException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > OrderItem.MAX_OCTETS) {
            throw new RefusedException(ORDER_TOO_LARGE, "a grant has at most " + OrderItem.MAX_OCTETS + " octets");
        }
        StrictObject object = StrictObject.read(GRANT_MALFORMED, "grant", utf8).members(MEMBERS, Set.of());
        GrantText grant = new GrantText(
                object.parsed("iss", Sha256::parse),
                object.parsed("lin", Lineage::parse),
                object.text("pro"),
                object.parsed("prh", Sha256::parse),
                NamesText.read(object),
                object.duration("life"),
                object.duration("gap"),
                object.seconds("since"),
                object.seconds("until"));
        if (!grant.text().equals(text)) {
            throw new RefusedException(GRANT_MALFORMED, "grant: not in canonical form (RFC 8785, sorted names)");
        }
        NamesText.requireSize(grant.names());
        return grant;
    }

    /** The text whose digest stands in the grant order. */
    public String text() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("iss", issuer.toString());
        tree.put("lin", lineage.toString());
        tree.put("pro", profile);
        tree.put("prh", profileDigest.toString());
        NamesText.write(tree, names);
        tree.put("life", life.toSeconds());
        tree.put("gap", gap.toSeconds());
        tree.put("since", since.getEpochSecond());
        tree.put("until", until.getEpochSecond());
        return new String(Json.canonical(tree), StandardCharsets.UTF_8);
    }

    public Sha256 digest() {
        return Sha256.of(text().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isWhole(Duration length) {
        return length.equals(length.truncatedTo(ChronoUnit.SECONDS));
    }

    private static boolean isWhole(Instant time) {
        return time.equals(time.truncatedTo(ChronoUnit.SECONDS));
    }
}
