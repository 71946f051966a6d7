package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.TRUST_MALFORMED;
import static io.countersign.contracts.RefusalCode.TRUST_NOT_PINNED;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.x509.Profile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The one root of trust: officers, roster, clusters with their CAs, profiles and log keys, signed by a quorum of its officers.
 * Version 1 is pinned: whoever opens it gives the SHA-256 of the whole file from the configuration.
 */
public final class TrustDocument {
    /** Files hold the payload in base64url and up to a handful of signatures. */
    private static final int MAX_FILE_OCTETS = 2 * TrustReader.MAX_OCTETS;

    private final TrustContent content;
    private final Sha256 digest;
    private final Map<String, RosterEntry> roster;
    private final Map<String, TrustedCluster> clusters;
    private final Map<String, Profile> profiles;
    private final Map<Sha256, TrustedIssuer> issuers;

    private TrustDocument(TrustContent content, Sha256 digest) {
        this.content = content;
        this.digest = digest;
        this.roster = byKey(content.roster(), entry -> entry.key().kid());
        this.clusters = byKey(content.clusters(), TrustedCluster::name);
        this.profiles = byKey(content.profiles(), Profile::name);
        this.issuers = byKey(
                content.clusters().stream()
                        .flatMap(cluster -> cluster.issuers().entrySet().stream()
                                .map(entry -> new TrustedIssuer(cluster.name(), entry.getKey(), entry.getValue())))
                        .toList(),
                issuer -> issuer.certificate().digest());
    }

    /**
     * Opens a file, whose form is {@code {"payload": base64url, "signatures": [{"protected", "signature"}]}}.
     *
     * @param pin SHA-256 of the file's exact bytes, as printed at the ceremony
     */
    public static TrustDocument open(byte[] file, Sha256 pin) throws RefusedException {
        Sha256 found = Sha256.of(file);
        if (!found.equals(pin)) {
            throw new RefusedException(TRUST_NOT_PINNED, "the file's SHA-256 is " + found.hex() + ", not " + pin.hex());
        }
        if (file.length > MAX_FILE_OCTETS) {
            throw new RefusedException(TRUST_MALFORMED, "more than " + MAX_FILE_OCTETS + " octets");
        }
        StrictObject object =
                StrictObject.read(TRUST_MALFORMED, "file", file).members(Set.of("payload", "signatures"), Set.of());
        String payload = object.text("payload");
        byte[] octets = Envelope.octets(TRUST_MALFORMED, "payload", payload);
        TrustContent content = TrustContent.parse(octets);
        List<Approval> signatures = new ArrayList<>();
        for (StrictObject signature : object.objects("signatures")) {
            signature.members(Set.of("protected", "signature"), Set.of());
            signatures.add(new Approval(signature.text("protected"), signature.text("signature")));
        }
        OfficerSignatures.require(content.officers(), MessageType.TRUST, payload, signatures);
        return new TrustDocument(content, Sha256.of(octets));
    }

    /** The bytes of a signed document's file. */
    public static byte[] file(TrustContent content, List<Approval> signatures) {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        file.put("payload", content.payload());
        ArrayNode array = file.putArray("signatures");
        for (Approval signature : signatures) {
            array.addObject().put("protected", signature.header()).put("signature", signature.signature());
        }
        return Json.canonical(file);
    }

    /** Install id, 128 bits in hex. */
    public String deployment() {
        return content.deployment();
    }

    public long version() {
        return content.version();
    }

    /** SHA-256 of the payload; every intent names it. */
    public Sha256 digest() {
        return digest;
    }

    public Instant expires() {
        return content.expires();
    }

    public String trustDomain() {
        return content.trustDomain();
    }

    public TrustContent content() {
        return content;
    }

    public Optional<TrustedCluster> cluster(String name) {
        return Optional.ofNullable(clusters.get(name));
    }

    public Optional<TrustedIssuer> issuer(Sha256 certificate) {
        return Optional.ofNullable(issuers.get(certificate));
    }

    /** A CA by its cluster and its name inside it. */
    public Optional<TrustedIssuer> issuer(String cluster, String name) {
        return cluster(cluster)
                .map(found -> found.issuers().get(name))
                .flatMap(certificate -> issuer(certificate.digest()));
    }

    public List<TrustedIssuer> issuers() {
        return List.copyOf(issuers.values());
    }

    public Optional<Profile> profile(String name) {
        return Optional.ofNullable(profiles.get(name));
    }

    public Optional<RosterEntry> rosterEntry(String kid) {
        return Optional.ofNullable(roster.get(kid));
    }

    public LogTrust log() {
        return content.log();
    }

    /** Verifier keys of the log, all of which must have signed a checkpoint. */
    public List<String> logKeys() {
        return content.log().keys();
    }

    private static <K, V> Map<K, V> byKey(List<V> values, Function<V, K> key) {
        return values.stream().collect(Collectors.toUnmodifiableMap(key, Function.identity()));
    }
}
