package io.countersign.cli.trust;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Context;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.TrustChain;
import io.countersign.orders.TrustDocument;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * The version of the trust document that a command goes by: the pinned one and its successors, as far as they are known. The
 * registry only delivers them. It can withhold one that nobody here has seen, until the version in force expires; it can invent
 * none and take none back.
 */
public final class TrustVersions {
    private final Context context;
    private final Terminal terminal;
    private final TrustMemory memory;

    public TrustVersions(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
        this.memory = new TrustMemory(context.memory());
    }

    /** The newest version seen so far; asks nobody. */
    public TrustDocument remembered() throws CliException {
        return known().current();
    }

    /** The newest version, the registry's included. */
    public TrustDocument current(RestClient registry) throws CliException, ProblemException {
        TrustChain chain = known();
        for (Offer offer : offers(registry, chain.current())) {
            TrustChain longer = follow(chain, offer);
            if (longer.current().version() > chain.current().version()) {
                memory.remember(longer.current(), offer.file.toArray());
            }
            chain = longer;
        }
        return chain.current();
    }

    private TrustChain known() throws CliException {
        return memory.chain(context.pinnedTrust(), terminal.clock().instant());
    }

    /** One version as the registry lists it. */
    private record Offer(long version, Bytes file) {}

    private List<Offer> offers(RestClient registry, TrustDocument known) throws CliException, ProblemException {
        JsonNode answer;
        try {
            answer = registry.get("/v1/trust");
        } catch (ProblemException e) {
            if (e.status() == 404) {
                return List.of(); // It knows of no versions, which is no more than withholding them.
            }
            throw e;
        }
        List<Offer> offers = new ArrayList<>();
        long newest = context.pinnedTrust().version();
        for (JsonNode listed : answer.path("versions")) {
            long version = listed.path("version").asLong();
            newest = Math.max(newest, version);
            if (listed.path("logged").asBoolean() || version <= known.version()) {
                offers.add(new Offer(version, file(listed)));
            } else {
                terminal.err()
                        .println(
                                "trust version " + version + " is published but not in the log yet: it does not count");
            }
        }
        if (newest < known.version()) {
            throw CliException.of(new RefusedException(new Refusal(
                    RefusalCode.TRUST_ROLLBACK,
                    "the registry shows version " + newest + " as the newest, and version " + known.version()
                            + " was seen before")));
        }
        offers.sort(Comparator.comparingLong(Offer::version));
        return offers;
    }

    private TrustChain follow(TrustChain chain, Offer offer) throws CliException {
        try {
            return chain.with(offer.file.toArray(), terminal.clock().instant());
        } catch (RefusedException e) {
            throw CliException.failed(
                    "the registry's trust version " + offer.version + " is refused: " + e.refusal(),
                    e.refusal().code().remedy(),
                    e);
        }
    }

    private static Bytes file(JsonNode listed) throws CliException {
        try {
            return Bytes.of(Base64.getDecoder().decode(listed.path("document").asText()));
        } catch (IllegalArgumentException e) {
            throw CliException.failed(
                    "the registry's trust version " + listed.path("version").asText() + " is not base64",
                    "compare the versions of countersign and registry",
                    e);
        }
    }
}
