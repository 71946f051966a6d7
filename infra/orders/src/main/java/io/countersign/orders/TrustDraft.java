package io.countersign.orders;

import io.countersign.x509.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The next version of a trust document in the making: everything stays as it was but what is changed. */
public final class TrustDraft {
    private final TrustDocument former;
    private Officers officers;
    private List<RosterEntry> roster;
    private List<TrustedCluster> clusters;
    private List<Profile> profiles;
    private LogTrust log;
    private Duration useByCap;
    private Optional<Duration> lifeCap;

    private TrustDraft(TrustDocument former) {
        TrustContent content = former.content();
        this.former = former;
        this.officers = content.officers();
        this.roster = content.roster();
        this.clusters = content.clusters();
        this.profiles = content.profiles();
        this.log = content.log();
        this.useByCap = content.useByCap();
        this.lifeCap = content.lifeCap();
    }

    public static TrustDraft after(TrustDocument former) {
        return new TrustDraft(former);
    }

    public TrustDraft officers(Officers changed) {
        this.officers = changed;
        return this;
    }

    /** Changes the roster; the list may be changed in place or replaced. */
    public TrustDraft roster(UnaryOperator<List<RosterEntry>> change) {
        this.roster = change.apply(new ArrayList<>(roster));
        return this;
    }

    public TrustDraft clusters(UnaryOperator<List<TrustedCluster>> change) {
        this.clusters = change.apply(new ArrayList<>(clusters));
        return this;
    }

    public TrustDraft profiles(UnaryOperator<List<Profile>> change) {
        this.profiles = change.apply(new ArrayList<>(profiles));
        return this;
    }

    public TrustDraft log(LogTrust changed) {
        this.log = changed;
        return this;
    }

    public TrustDraft useByCap(Duration changed) {
        this.useByCap = changed;
        return this;
    }

    public TrustDraft lifeCap(Duration changed) {
        this.lifeCap = Optional.of(changed);
        return this;
    }

    /**
     * What the officers shall sign.
     *
     * @throws IllegalArgumentException naming the contradiction, or the compiled rule, that stands against it
     */
    public TrustContent content(Instant issued, Duration life) {
        return new TrustContent(
                former.version() + 1,
                former.deployment(),
                Optional.of(former.digest()),
                issued,
                issued.plus(life),
                former.trustDomain(),
                officers,
                roster,
                clusters,
                profiles,
                log,
                useByCap,
                lifeCap);
    }
}
