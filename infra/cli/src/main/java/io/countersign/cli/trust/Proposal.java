package io.countersign.cli.trust;

import io.countersign.cli.CliException;
import io.countersign.cli.SafeFile;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.Succession;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustDraft;
import io.countersign.orders.TrustFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A next version of the trust document in a file, on its way from officer to officer. */
public final class Proposal {
    private final Path path;

    public Proposal(Path path) {
        this.path = path;
    }

    /** Changes what is proposed. */
    public interface Change {
        /**
         * Makes one change.
         *
         * @param base what is proposed so far
         */
        void apply(TrustDraft draft, TrustContent base) throws CliException;
    }

    /** The file, of which nothing is believed yet. */
    public TrustFile read() throws CliException {
        try {
            return TrustFile.parse(Files.readAllBytes(path));
        } catch (RefusedException e) {
            throw CliException.of(e);
        } catch (IOException e) {
            throw CliException.failed(
                    "the proposal " + path + " cannot be read", "make one with: countersign trust propose", e);
        }
    }

    /** The file's place after this version, with the signatures that it has gathered. */
    public Succession after(TrustDocument current, Instant now) throws CliException {
        try {
            return Succession.of(current, read(), now);
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
    }

    /**
     * Writes the version after this one, without signatures. Where the file already holds such a version that nobody has signed,
     * the change is made on top of it.
     *
     * @param life from issue to expiry; without it as before
     */
    public TrustContent write(TrustDocument current, Change change, Optional<Duration> life, Instant now)
            throws CliException {
        TrustContent base = Files.exists(path) ? unsigned(current) : current.content();
        TrustDraft draft = TrustDraft.after(current)
                .officers(base.officers())
                .roster(before -> base.roster())
                .clusters(before -> base.clusters())
                .profiles(before -> base.profiles())
                .log(base.log())
                .useByCap(base.useByCap());
        base.lifeCap().ifPresent(draft::lifeCap);
        change.apply(draft, base);
        try {
            TrustContent next = draft.content(
                    now.truncatedTo(ChronoUnit.SECONDS), life.orElse(Duration.between(base.issued(), base.expires())));
            save(TrustFile.of(next));
            return next;
        } catch (IllegalArgumentException e) {
            throw contradiction(e);
        }
    }

    static CliException contradiction(IllegalArgumentException e) {
        return CliException.failed(
                "this cannot be a trust document: " + e.getMessage(), "correct the change and propose again", e);
    }

    private TrustContent unsigned(TrustDocument current) throws CliException {
        TrustFile there = read();
        try {
            TrustContent content = there.content();
            if (!there.signatures().isEmpty()) {
                throw CliException.failed(
                        path + " has signatures already",
                        "a signed proposal is not changed; write another file with -o");
            }
            if (!content.previous().equals(Optional.of(current.digest()))) {
                throw CliException.failed(
                        path + " is no proposal for the version after " + current.version(),
                        "choose another file with -o");
            }
            return content;
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
    }

    public void save(TrustFile file) throws CliException {
        try {
            SafeFile.write(path, file.bytes());
        } catch (IOException e) {
            throw CliException.failed("the proposal " + path + " cannot be written", "choose another file with -o", e);
        }
    }
}
