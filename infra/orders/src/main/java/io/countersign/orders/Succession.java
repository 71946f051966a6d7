package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.TRUST_FORK;
import static io.countersign.contracts.RefusalCode.TRUST_FROM_THE_FUTURE;
import static io.countersign.contracts.RefusalCode.TRUST_MALFORMED;
import static io.countersign.contracts.RefusalCode.TRUST_ROLLBACK;
import static io.countersign.contracts.RefusalCode.TRUST_TOO_FEW_OFFICERS;
import static io.countersign.contracts.RefusalCode.TRUST_VERSION_GAP;
import static io.countersign.contracts.RefusalCode.WRONG_DEPLOYMENT;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A trust document in the place after another one, signed by some officers of both. A quorum of the former version must sign,
 * because it alone may say who comes next; a quorum of the new one, because it shows that those named hold their keys.
 */
public final class Succession {
    private final TrustDocument former;
    private final TrustContent content;
    private final Sha256 digest;
    private final Set<String> formerPersons;
    private final Set<String> ownPersons;

    private Succession(TrustDocument former, TrustContent content, Sha256 digest, List<JwsKey> signers) {
        this.former = former;
        this.content = content;
        this.digest = digest;
        this.formerPersons = Set.copyOf(former.content().officers().persons(signers));
        this.ownPersons = Set.copyOf(content.officers().persons(signers));
    }

    /**
     * Every rule but the number of signatures and the expiry.
     *
     * @throws RefusedException for a file that has no place after {@code former}, or with a signature that is no officer's
     */
    public static Succession of(TrustDocument former, TrustFile file, Instant now) throws RefusedException {
        Succession succession = read(former, file);
        succession.requireBegun(now);
        return succession;
    }

    /**
     * The version that this file puts in the place after {@code former}. Its time is looked at last: a version refused as {@code
     * trust-from-the-future} has both quorums, so whoever lets it wait for its time keeps nothing that anybody may write.
     */
    static TrustDocument document(TrustDocument former, TrustFile file, Instant now) throws RefusedException {
        Succession succession = read(former, file);
        if (!succession.isComplete()) {
            throw new RefusedException(TRUST_TOO_FEW_OFFICERS, succession.progress());
        }
        succession.requireBegun(now);
        return new TrustDocument(succession.content, succession.digest);
    }

    private static Succession read(TrustDocument former, TrustFile file) throws RefusedException {
        TrustContent content = file.content();
        Sha256 digest = file.digest();
        place(former, content, digest);
        if (!content.log().equals(former.log())) {
            // Whoever follows versions has verified what it knows under these keys; others take a new pin everywhere.
            throw new RefusedException(
                    TRUST_MALFORMED, "names another log, or other log keys, than version " + former.version());
        }
        times(former, content);
        Map<String, JwsKey> keys = new HashMap<>(former.content().officers().byKid());
        keys.putAll(content.officers().byKid());
        List<JwsKey> signers = new ArrayList<>();
        for (Approval signature : file.signatures()) {
            signers.add(StrictJws.verify(MessageType.TRUST, file.payload(), signature, keys));
        }
        return new Succession(former, content, digest, signers);
    }

    private static void place(TrustDocument former, TrustContent content, Sha256 digest) throws RefusedException {
        if (!content.deployment().equals(former.deployment())) {
            throw new RefusedException(WRONG_DEPLOYMENT, "installation " + content.deployment());
        }
        String both = "version " + content.version() + " where version " + former.version() + " is in force";
        if (content.version() < former.version() || digest.equals(former.digest())) {
            throw new RefusedException(TRUST_ROLLBACK, both);
        }
        if (content.version() == former.version()) {
            throw new RefusedException(TRUST_FORK, both + ", with other content");
        }
        if (content.version() > former.version() + 1) {
            throw new RefusedException(TRUST_VERSION_GAP, both);
        }
        if (!content.previous().equals(Optional.of(former.digest()))) {
            throw new RefusedException(TRUST_FORK, both + ", but names another predecessor");
        }
    }

    private static void times(TrustDocument former, TrustContent content) throws RefusedException {
        if (content.issued().isBefore(former.content().issued())) {
            throw new RefusedException(TRUST_ROLLBACK, "issued before its predecessor");
        }
        Duration cap = former.content().lifeCap().orElse(TrustContent.LONGEST_LIFE);
        if (Duration.between(content.issued(), content.expires()).compareTo(cap) > 0) {
            throw new RefusedException(
                    TRUST_MALFORMED, "lives longer than the " + cap + " that its predecessor allows it");
        }
    }

    /** Its life is counted from its time of issue, so a late issue would be a long life. */
    private void requireBegun(Instant now) throws RefusedException {
        if (content.issued().isAfter(now.plus(OrderChecks.CLOCK_TOLERANCE))) {
            throw new RefusedException(TRUST_FROM_THE_FUTURE, "issued at " + content.issued());
        }
    }

    public TrustContent content() {
        return content;
    }

    /** Officers of the former version who signed, as persons. */
    public Set<String> formerPersons() {
        return formerPersons;
    }

    /** Officers of the new version who signed, as persons. */
    public Set<String> ownPersons() {
        return ownPersons;
    }

    /** Whether both quorums have signed. */
    public boolean isComplete() {
        return formerPersons.size() >= former.content().officers().threshold()
                && ownPersons.size() >= content.officers().threshold();
    }

    /**
     * Those of these stops and lifts, the lifted ones too, that would end with this version because none of those who signed them
     * stays an officer, or too few: those who stay sign them again first, or let them end on purpose.
     */
    public List<Stop> ends(Stops stops, Instant now) {
        Set<Sha256> stay = stops.under(new TrustDocument(content, digest), now).all().stream()
                .map(Stop::digest)
                .collect(Collectors.toSet());
        return stops.all().stream()
                .filter(stop -> !stay.contains(stop.digest()))
                .toList();
    }

    /** How far the signatures are, for people. */
    public String progress() {
        return "%d of %d officers of version %d and %d of %d of version %d signed"
                .formatted(
                        formerPersons.size(),
                        former.content().officers().threshold(),
                        former.version(),
                        ownPersons.size(),
                        content.officers().threshold(),
                        content.version());
    }
}
