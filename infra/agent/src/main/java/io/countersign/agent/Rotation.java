package io.countersign.agent;

import io.countersign.agent.AcceptedCertificate.WrongCertificateException;
import io.countersign.agent.Registry.Placement;
import io.countersign.agent.Registry.RejectedException;
import io.countersign.agent.Registry.RequestView;
import io.countersign.agent.Registry.Work;
import io.countersign.agent.SagaState.Step;
import io.countersign.agent.StepHook.Point;
import io.countersign.contracts.Names;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rotation of one lineage, step by step as {@link SagaState} draws it. A step is entered by writing the state file and may be
 * repeated from its start, so a crash anywhere resumes here without a special path. Not safe for concurrent callers.
 */
final class Rotation {
    private static final Logger LOG = LoggerFactory.getLogger(Rotation.class);
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(500);

    private final ManagedLineage managed;
    private final LineageTrust trust;
    private final Registry registry;
    private final GrantRenewal byGrant;
    private final SagaStore store;
    private final FilePair files;
    private final Reloader reloader;
    private final Optional<Probe> probe;
    private final Duration retryAfter;
    private final Surroundings surroundings;
    /** The same hint comes with every poll; one line about it is enough. */
    private RenewalWindow warnedOf;

    /** Time, chance and where tests may interrupt. */
    record Surroundings(InstantSource clock, SecureRandom random, Pause pause, StepHook hook) {}

    /** Waiting as a collaborator, so that a test decides how time passes. */
    interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    Rotation(
            ManagedLineage managed,
            LineageTrust trust,
            Redeemer redeemer,
            Registry registry,
            SagaStore store,
            Optional<Probe> probe,
            Duration retryAfter,
            Surroundings surroundings) {
        this.managed = managed;
        this.trust = trust;
        this.registry = registry;
        this.byGrant = new GrantRenewal(managed, redeemer, registry, store, surroundings.hook());
        this.store = store;
        this.files = new FilePair(managed, surroundings.hook());
        this.reloader = new Reloader(managed.reloadOrDefault());
        this.probe = probe;
        this.retryAfter = retryAfter;
        this.surroundings = surroundings;
    }

    ManagedLineage managed() {
        return managed;
    }

    SagaState state() throws IOException {
        return store.state();
    }

    /** The certificate in place, if there is one. */
    Optional<X509Certificate> inPlace() throws IOException {
        Optional<FilePair.Content> content = files.read();
        return content.isEmpty()
                ? Optional.empty()
                : Optional.of(parse(content.get().certificatePem()));
    }

    /** Starts if resting and the time has come: on a hint inside the window, or on the own timer. Says whether it started. */
    boolean startIfDue(Optional<Work> hint) throws IOException, GeneralSecurityException {
        SagaState state = store.state();
        Instant now = now();
        if (state.step() != Step.RESTING
                || state.restUntil().filter(now::isBefore).isPresent()) {
            return false;
        }
        Optional<FilePair.Content> current = files.read();
        SagaState next = SagaState.keyMade(Optional.empty());
        if (current.isPresent()) {
            RenewalWindow window = RenewalWindow.of(parse(current.get().certificatePem()));
            boolean hinted = hint.isPresent();
            if (hinted && !window.open(now) && !window.equals(warnedOf)) {
                LOG.warn("{}: told to renew, but the window opens {}; ignored", managed.lineage(), window.opens());
                warnedOf = window;
            }
            if (!window.timerExpired(now) && !(hinted && window.open(now))) {
                return false;
            }
            RenewalWay way = byGrant.way(hint, current.get(), now);
            if (way instanceof RenewalWay.Later later) {
                LOG.debug("{}: the grant opens {}", managed.lineage(), later.opens());
                return false;
            }
            String before = state.detail().map(detail -> "; before: " + detail).orElse("");
            next = way instanceof RenewalWay.ByPeople people
                    ? SagaState.keyMade(Optional.of(people.why() + before))
                    : SagaState.redeeming();
        }
        FreshKey fresh = FreshKey.make(managed.keyAlgorithmOrDefault(), names(), surroundings.random());
        reached(Point.KEY_MADE);
        store.fresh(fresh);
        store.state(next);
        reached(Point.KEY_STORED);
        LOG.info(
                "{}: renewal started with a new key{}",
                managed.lineage(),
                next.byPeople().map(why -> ", by people: " + why).orElse(""));
        return true;
    }

    /**
     * Goes on until the rotation rests again or waits for people.
     *
     * @return whether it still waits
     */
    boolean advance() throws IOException, InterruptedException {
        while (true) {
            SagaState state = store.state();
            switch (state.step()) {
                case RESTING -> {
                    return false;
                }
                case REDEEMING -> redeem(state);
                case KEY_MADE -> submit(state);
                case REQUESTED -> {
                    if (!collect(state)) {
                        return true;
                    }
                }
                case ISSUED -> keepPrevious(state);
                case INSTALLING -> install(state);
                case INSTALLED -> probe(state);
                case SERVED -> reportServed(state);
                case ROLLING_BACK -> rollBack(state);
                case ROLLED_BACK -> reportRolledBack(state);
            }
        }
    }

    private void redeem(SagaState state) throws IOException, InterruptedException {
        try {
            requested(state, byGrant.submit(store.fresh(), files.read(), now()));
        } catch (NotRedeemableException e) {
            leaveToPeople(String.valueOf(e.getMessage()));
        } catch (RejectedException e) {
            leaveToPeople("the registry refused the renewal: " + e.getMessage());
        }
    }

    /** With the same request: should the order yet lead to a certificate, it fits the key that waits for the people's. */
    private void leaveToPeople(String why) throws IOException {
        LOG.warn("{}: people are asked, no renewal by grant: {}", managed.lineage(), why);
        store.state(SagaState.keyMade(Optional.of(why)));
        reached(Point.LEFT_TO_PEOPLE);
    }

    private void requested(SagaState state, RequestView request) throws IOException {
        reached(Point.SUBMITTED);
        store.state(state.requested(request.id()));
        reached(Point.REQUEST_STORED);
    }

    private void submit(SagaState state) throws IOException, InterruptedException {
        try {
            RequestView request = registry.submit(managed, store.fresh().requestPem(), state.byPeople());
            requested(state, request);
            LOG.info("{}: request {} waits for approval", managed.lineage(), request.id());
        } catch (RejectedException e) {
            rest("the request was rejected: " + e.getMessage());
        }
    }

    private boolean collect(SagaState state) throws IOException, InterruptedException {
        String id = state.request().orElseThrow();
        try {
            RequestView request = registry.request(id);
            if (request.failed() && state.byPeople().isEmpty() && !byGrant.over(request, store.fresh(), now())) {
                return false;
            }
            if (request.failed()) {
                String reason =
                        request.refusal().map(r -> r.code() + ": " + r.detail()).orElse("");
                rest("request " + id + " ended " + request.state() + " " + reason);
                return true;
            }
            if (!request.issued()) {
                return false;
            }
            String pem = registry.certificate(id);
            AcceptedCertificate issued =
                    AcceptedCertificate.check(pem, store.fresh().requestPem(), trust.issuer(), now());
            store.issued(issued.pem());
            reached(Point.CERTIFICATE_STORED);
            store.state(state.to(Step.ISSUED));
            reached(Point.ISSUED_STORED);
        } catch (RejectedException e) {
            rest("request " + id + " cannot be followed: " + e.getMessage());
        } catch (WrongCertificateException e) {
            LOG.error("{}: the registry sent a wrong certificate: {}", managed.lineage(), e.getMessage());
            rest("the certificate for request " + id + " was refused: " + e.getMessage());
        }
        return true;
    }

    private void keepPrevious(SagaState state) throws IOException {
        Optional<FilePair.Content> current = files.read();
        if (current.isPresent()) {
            store.previous(current.get());
        } else {
            store.noPrevious();
        }
        reached(Point.PREVIOUS_STORED);
        store.state(state.to(Step.INSTALLING));
        reached(Point.INSTALLING_STORED);
    }

    private void install(SagaState state) throws IOException {
        files.replace(new FilePair.Content(store.fresh().keyPem(), store.issued()));
        store.state(state.installed(now()));
        reached(Point.INSTALLED_STORED);
    }

    private void probe(SagaState state) throws IOException, InterruptedException {
        X509Certificate expected = parse(store.issued());
        Optional<String> fault = reload();
        reached(Point.RELOADED);
        if (fault.isEmpty() && probe.isPresent()) {
            fault = awaitServed(probe.get(), expected);
        }
        reached(Point.PROBED);
        if (fault.isEmpty()) {
            store.forgetNewKey();
            store.state(state.to(Step.SERVED));
            reached(Point.SERVED_STORED);
            LOG.info("{}: {} installed", managed.lineage(), serial(expected));
        } else if (store.previous().isEmpty()) {
            // Nothing to go back to: the first certificate stays, and the component may only be starting.
            throw new IOException(managed.lineage() + ": installed, but " + fault.get());
        } else {
            LOG.error("{}: {}; going back to the previous files", managed.lineage(), fault.get());
            store.state(state.because(Step.ROLLING_BACK, fault.get()));
            reached(Point.ROLLING_BACK_STORED);
        }
    }

    private Optional<String> reload() throws InterruptedException {
        try {
            reloader.reload();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("the reload failed: " + e.getMessage());
        }
    }

    private Optional<String> awaitServed(Probe served, X509Certificate expected) throws InterruptedException {
        Instant deadline = now().plus(managed.probe()
                .map(ManagedLineage.ProbeTarget::withinOrDefault)
                .orElse(Duration.ZERO));
        while (true) {
            String seen;
            try {
                X509Certificate certificate = served.served();
                if (certificate.equals(expected)) {
                    return Optional.empty();
                }
                seen = "the probe still sees " + serial(certificate);
            } catch (IOException e) {
                seen = "the probe fails: " + e.getMessage();
            }
            if (!now().isBefore(deadline)) {
                return Optional.of(seen);
            }
            surroundings.pause().pause(PROBE_INTERVAL);
        }
    }

    private void reportServed(SagaState state) throws IOException, InterruptedException {
        X509Certificate certificate = parse(store.issued());
        Instant installedAt = state.installedAt().orElseGet(this::now);
        Optional<String> detail = state.byPeople().map(why -> "approved by people, not by grant: " + why);
        report(Placement.INSTALLED, certificate, installedAt, detail);
        if (probe.isPresent()) {
            report(Placement.SERVED, certificate, now(), detail);
        }
        reached(Point.REPORTED);
        store.state(SagaState.resting());
    }

    private void rollBack(SagaState state) throws IOException, InterruptedException {
        FilePair.Content previous = store.previous()
                .orElseThrow(() -> new IOException("the previous files of " + managed.lineage() + " are gone"));
        files.replace(previous);
        reload().ifPresent(fault -> LOG.error("{}: back on the previous files, but {}", managed.lineage(), fault));
        store.state(state.to(Step.ROLLED_BACK));
        reached(Point.ROLLED_BACK_STORED);
    }

    private void reportRolledBack(SagaState state) throws IOException, InterruptedException {
        report(Placement.ROLLED_BACK, parse(store.issued()), now(), state.detail());
        reached(Point.REPORTED);
        rest("rolled back: " + state.detail().orElse(""));
    }

    private void report(Placement placement, X509Certificate certificate, Instant at, Optional<String> detail)
            throws IOException, InterruptedException {
        try {
            registry.report(managed.lineage(), placement, certificate, at, detail);
        } catch (RejectedException e) {
            // The files stand as they stand; a registry that will not hear it must not hold up the next rotation.
            LOG.error("{}: the report {} was rejected: {}", managed.lineage(), placement.wireName(), e.getMessage());
        }
    }

    private void rest(String why) throws IOException {
        LOG.warn("{}: {}", managed.lineage(), why);
        store.state(SagaState.restingAfter(why, now().plus(retryAfter)));
    }

    private Names names() throws IOException {
        if (managed.names().isPresent()) {
            return managed.names().get();
        }
        FilePair.Content current = files.read()
                .orElseThrow(
                        () -> new IOException("no certificate to take the names of " + managed.lineage() + " from"));
        try {
            return IssuedCertificate.read(PemText.first("CERTIFICATE", current.certificatePem()))
                    .names();
        } catch (CertificateFaultException e) {
            throw new IOException("no names to take from " + managed.certificate() + ": " + e.getMessage(), e);
        }
    }

    private static X509Certificate parse(String pem) throws IOException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(PemText.first("CERTIFICATE", pem)));
        } catch (GeneralSecurityException e) {
            throw new IOException("not a certificate", e);
        }
    }

    private static String serial(X509Certificate certificate) {
        return "serial " + certificate.getSerialNumber().toString(16);
    }

    private void reached(Point point) {
        surroundings.hook().reached(point);
    }

    private Instant now() {
        return surroundings.clock().instant();
    }
}
