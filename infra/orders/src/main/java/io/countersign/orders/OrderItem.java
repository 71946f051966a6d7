package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ITEM_MALFORMED;
import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * One certificate of an issue order, complete: with the CSR's key, the profile's text and the issuer's certificate it determines
 * every to-be-signed byte. An order names an item by the SHA-256 of its {@link #text}, which is its canonical JSON.
 *
 * @param issuer SHA-256 of the issuer certificate's DER
 * @param profileDigest SHA-256 of the profile's text
 * @param csr SHA-256 of the CSR's DER
 * @param key SHA-256 of the SubjectPublicKeyInfo
 * @param notBefore of the certificate, whole seconds
 * @param notAfter of the certificate, whole seconds
 * @param predecessor absent for the first certificate of a lineage
 */
public record OrderItem(
        Sha256 issuer,
        Lineage lineage,
        String profile,
        Sha256 profileDigest,
        Sha256 csr,
        Sha256 key,
        Names names,
        Instant notBefore,
        Instant notAfter,
        Optional<Predecessor> predecessor) {
    /** Names have 4 KiB (design 5); lineage, digests and times fit in the rest. */
    public static final int MAX_OCTETS = 6 * 1024;

    public static final int MAX_NAMES_OCTETS = NamesText.MAX_OCTETS;

    private static final Set<String> MEMBERS =
            Set.of("iss", "lin", "pro", "prh", "csr", "spk", "sub", "san", "nbf", "naf");

    public OrderItem {
        if (!isWhole(notBefore) || !isWhole(notAfter)) {
            throw new IllegalArgumentException("certificates know whole seconds only");
        }
    }

    /** Reads an item's text; only its one canonical spelling is accepted. */
    public static OrderItem parse(String text) throws RefusedException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > MAX_OCTETS) {
            throw new RefusedException(ORDER_TOO_LARGE, "an item has at most " + MAX_OCTETS + " octets");
        }
        StrictObject object = StrictObject.read(ITEM_MALFORMED, "item", utf8).members(MEMBERS, Set.of("pre"));
        OrderItem item = new OrderItem(
                object.parsed("iss", Sha256::parse),
                object.parsed("lin", Lineage::parse),
                object.text("pro"),
                object.parsed("prh", Sha256::parse),
                object.parsed("csr", Sha256::parse),
                object.parsed("spk", Sha256::parse),
                NamesText.read(object),
                object.seconds("nbf"),
                object.seconds("naf"),
                object.has("pre") ? Optional.of(predecessor(object.object("pre"))) : Optional.empty());
        if (!item.text().equals(text)) {
            // Also catches SANs that are unsorted or doubled, because Names orders them.
            throw new RefusedException(ITEM_MALFORMED, "item: not in canonical form (RFC 8785, sorted names)");
        }
        NamesText.requireSize(item.names());
        return item;
    }

    /** The text whose digest stands in the order. */
    public String text() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("iss", issuer.toString());
        tree.put("lin", lineage.toString());
        tree.put("pro", profile);
        tree.put("prh", profileDigest.toString());
        tree.put("csr", csr.toString());
        tree.put("spk", key.toString());
        NamesText.write(tree, names);
        tree.put("nbf", notBefore.getEpochSecond());
        tree.put("naf", notAfter.getEpochSecond());
        predecessor.ifPresent(former -> {
            ObjectNode pre = tree.putObject("pre");
            pre.put("serial", former.serial().toString());
            pre.put("sha256", former.sha256().toString());
            pre.put("gen", former.generation());
        });
        return new String(Json.canonical(tree), StandardCharsets.UTF_8);
    }

    public Sha256 digest() {
        return Sha256.of(text().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isWhole(Instant time) {
        return time.equals(time.truncatedTo(ChronoUnit.SECONDS));
    }

    private static Predecessor predecessor(StrictObject pre) throws RefusedException {
        pre.members(Set.of("serial", "sha256", "gen"), Set.of());
        long generation = pre.integer("gen");
        if (generation < 1) {
            throw pre.fault("gen counts from 1");
        }
        return new Predecessor(
                pre.parsed("serial", SerialNumber::parse), pre.parsed("sha256", Sha256::parse), generation);
    }
}
