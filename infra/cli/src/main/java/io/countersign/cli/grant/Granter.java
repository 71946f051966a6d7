package io.countersign.cli.grant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Consent;
import io.countersign.cli.Terminal;
import io.countersign.cli.order.Predecessors;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.ApproverKey;
import io.countersign.orders.Decision;
import io.countersign.orders.GrantOrder;
import io.countersign.orders.GrantText;
import io.countersign.orders.GrantWriter;
import io.countersign.orders.MessageType;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.Stops;
import io.countersign.orders.StrictJws;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Profile;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives standing grants: makes or checks every text from the lineage's live certificate and the trust document, shows it, signs
 * it, sends it.
 */
public final class Granter {
    private final Terminal terminal;
    private final RestClient registry;
    private final TrustDocument trust;
    private final ApproverKey key;
    private final Consent consent;

    public Granter(Terminal terminal, RestClient registry, TrustDocument trust, ApproverKey key, Consent consent) {
        this.terminal = terminal;
        this.registry = registry;
        this.trust = trust;
        this.key = key;
        this.consent = consent;
    }

    /** How far a grant is. */
    public record Progress(Sha256 grant, List<String> persons, int needed) {
        public boolean complete() {
            return persons.size() >= needed;
        }
    }

    /** A grant over these lineages of one cluster, which this person signs first. */
    public Progress create(
            List<Lineage> lineages, GrantTerms terms, Optional<String> requester, Optional<String> reason)
            throws CliException, ProblemException {
        Instant now = terminal.clock().instant();
        List<GrantText> texts = new ArrayList<>();
        List<IssuedCertificate> certificates = new ArrayList<>();
        for (Lineage lineage : lineages) {
            Profile profile = terms.profile(trust, lineage);
            if (!profile.requesterCounts() && requester.isEmpty()) {
                throw CliException.usage(
                        "under " + profile.name() + " whoever asks does not count as an approver",
                        "say who asked for it: --requested-by PERSON");
            }
            IssuedCertificate live = live(lineage, profile, now);
            certificates.add(live);
            texts.add(terms.text(trust, lineage, profile, live));
        }
        try {
            // One time for the order and its ends: a later one would make them longer than they may be.
            GrantOrder order =
                    new GrantWriter(trust, InstantSource.fixed(now), terminal.random()).grant(texts, requester, reason);
            show(order, texts, certificates, now);
            Approval approval = sign(order);
            Decision.checkGrant(trust, Stops.NONE, order.payload(), List.of(approval), texts, now);
            ObjectNode body = Json.TOLERANT.createObjectNode();
            body.put("payload", order.payload());
            ArrayNode array = body.putArray("texts");
            texts.forEach(text -> array.add(text.text()));
            body.set("approval", Json.TOLERANT.valueToTree(approval));
            return progress(order, registry.post("/v1/grants", body).body());
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
    }

    /** Adds this person's signature to a grant that others signed first. */
    public Progress approve(Sha256 digest) throws CliException, ProblemException {
        String path = "/v1/grants/" + digest;
        ReceivedGrant grant = ReceivedGrant.read(registry.get(path));
        grant.requireIs(digest);
        Instant now = terminal.clock().instant();
        try {
            grant.check(trust, now);
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
        if (!grant.state().equals("gathering")) {
            throw CliException.failed(
                    "the grant " + digest + " is " + grant.state(), "countersign describe grant " + digest);
        }
        List<IssuedCertificate> certificates = new ArrayList<>();
        for (GrantText text : grant.texts()) {
            certificates.add(liveOf(text, now));
        }
        show(grant.order(), grant.texts(), certificates, now);
        JsonNode answer = registry.post(path + "/approvals", Json.TOLERANT.valueToTree(sign(grant.order())))
                .body();
        return progress(grant.order(), answer);
    }

    /** A grant redeems certificates of exactly its names, so other names than the live ones are a mistake or worse. */
    private IssuedCertificate liveOf(GrantText text, Instant now) throws CliException, ProblemException {
        Profile profile = trust.profile(text.profile()).orElseThrow();
        IssuedCertificate live = live(text.lineage(), profile, now);
        if (!live.names().equals(text.names())) {
            throw CliException.failed(
                    "the grant for " + text.lineage() + " has other names than its newest certificate\n  granted: "
                            + text.names() + "\n  live:    " + live.names(),
                    "do not sign; let a new grant be made, and ask where this one came from");
        }
        return live;
    }

    private IssuedCertificate live(Lineage lineage, Profile profile, Instant now)
            throws CliException, ProblemException {
        TrustedIssuer issuer = trust.issuer(lineage.cluster(), profile.issuer())
                .orElseThrow(() -> CliException.failed(
                        "the trust document has no issuer " + profile.issuer() + " for cluster " + lineage.cluster(),
                        "countersign trust show lists them"));
        IssuedCertificate live = new Predecessors(registry, trust)
                .newest(lineage, issuer.certificate().digest())
                .orElseThrow(() -> CliException.failed(
                        "there is no certificate of " + lineage,
                        "a grant begins with a live one: countersign request create"));
        if (!now.isBefore(live.notAfter())) {
            throw CliException.failed(
                    "the newest certificate of " + lineage + " expired at " + live.notAfter(),
                    "an expired one redeems nothing; request a new one first: countersign request create");
        }
        return live;
    }

    private void show(GrantOrder order, List<GrantText> texts, List<IssuedCertificate> live, Instant now) {
        GrantPreview preview = new GrantPreview(trust, now).order(order, texts.size());
        for (int i = 0; i < texts.size(); i++) {
            preview.grant(texts.get(i), Optional.of(live.get(i)));
        }
        terminal.out().print(preview.text());
    }

    private Approval sign(GrantOrder order) throws CliException {
        consent.ask(
                trust.rosterEntry(key.publicKey().kid())
                        .map(RosterEntry::person)
                        .orElse("a key that is not in the roster"),
                "; without a grant each renewal waits for people");
        return StrictJws.sign(MessageType.ORDER, order.payload(), key);
    }

    private static Progress progress(GrantOrder order, JsonNode answer) {
        List<String> persons = new ArrayList<>();
        answer.path("persons").forEach(person -> persons.add(person.asText()));
        return new Progress(order.digest(), persons, answer.path("needed").asInt(1));
    }
}
