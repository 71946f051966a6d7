package io.countersign.audit.http;

import io.countersign.audit.core.AuditLog;
import io.countersign.audit.core.OutageException;
import io.countersign.audit.core.Published;
import io.countersign.audit.core.Receipts;
import io.countersign.audit.core.Withheld;
import io.countersign.contracts.Json;
import io.countersign.runtime.http.Problem;
import io.countersign.tlog.MerkleTree;
import io.countersign.tlog.TileStore;
import io.countersign.tlog.TreeHash;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Answers from the published part of the log. Blocking; an answer that cannot be given is an {@link Unanswered}. */
final class LogReader {
    private static final Pattern EVENT_ID = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final AuditLog log;
    private final TileStore files;
    private final Receipts receipts;
    private final Supplier<Optional<Published>> published;

    LogReader(AuditLog log, TileStore files, Receipts receipts, Supplier<Optional<Published>> published) {
        this.log = log;
        this.files = files;
        this.receipts = receipts;
        this.published = published;
    }

    Answer checkpoint() throws IOException, Unanswered {
        return files.read(TileStore.CHECKPOINT)
                .map(note -> Answer.changing("text/plain; charset=utf-8", note))
                .orElseThrow(LogReader::nothingSigned);
    }

    /** The path without its leading slash. */
    Answer tile(String path) throws IOException, Unanswered {
        return files.read(path)
                .map(tile -> Answer.lasting("application/octet-stream", tile))
                .orElseThrow(() -> new Unanswered(Problem.notFound("the log has no tile " + path)));
    }

    Answer receipt(String eventId) throws IOException, OutageException, Unanswered {
        long leaf = find(eventId);
        Published current = published.get().orElseThrow(LogReader::nothingSigned);
        if (leaf >= current.checkpoint().size()) {
            throw new Unanswered(Problem.of(
                    404,
                    "not-yet-signed",
                    "The event is in the log, but not yet under a signed checkpoint.",
                    "leaf " + leaf + ", signed up to " + current.checkpoint().size(),
                    "Ask again in a second."));
        }
        Optional<Withheld> withheld = log.withheld(leaf);
        if (withheld.isPresent()) {
            throw new Unanswered(Problem.of(
                    409,
                    "receipt-withheld",
                    "The log holds this intent but gives no receipt for it: the live certificate's key is in two hands.",
                    "intent " + withheld.get().first() + " came first, for the key "
                            + withheld.get().firstKey() + "; this one is for the key "
                            + withheld.get().key(),
                    "Find out which key is the node's own; then let people order a certificate, and a new grant."));
        }
        return Answer.changing(
                "text/plain; charset=utf-8", receipts.receipt(leaf, current).format());
    }

    Answer event(String eventId) throws IOException, OutageException, Unanswered {
        long leaf = find(eventId);
        return Answer.lasting("application/cloudevents+json", log.leaf(leaf))
                .with("Countersign-Leaf-Index", Long.toString(leaf));
    }

    Answer inclusion(Optional<String> index, Optional<String> size) throws IOException, Unanswered {
        long at = number("index", index);
        long in = signedSize("size", size);
        if (at >= in) {
            throw invalid("leaf " + at + " is not in a tree of size " + in);
        }
        TreeHash leafHash = MerkleTree.leafHash(log.tree().leaf(at, in));
        return json(Map.of(
                "index", at,
                "size", in,
                "leafHash", leafHash.toString(),
                "hashes", texts(log.tree().inclusion(at, in)),
                "root", log.tree().root(in).toString()));
    }

    Answer consistency(Optional<String> from, Optional<String> to) throws IOException, Unanswered {
        long old = number("from", from);
        long size = signedSize("to", to);
        if (old < 1 || old > size) {
            throw invalid("no proof leads from size " + old + " to size " + size);
        }
        return json(Map.of(
                "from", old,
                "to", size,
                "hashes", texts(log.tree().consistency(old, size)),
                "fromRoot", log.tree().root(old).toString(),
                "toRoot", log.tree().root(size).toString()));
    }

    private long find(String eventId) throws IOException, OutageException, Unanswered {
        if (!EVENT_ID.matcher(eventId).matches()) {
            throw invalid("an event id has 43 characters of base64url: '" + eventId + "'");
        }
        Optional<Long> leaf;
        try {
            leaf = log.find(eventId);
        } catch (IllegalArgumentException e) {
            throw invalid("'" + eventId + "' is no event id: " + e.getMessage());
        }
        return leaf.orElseThrow(() -> new Unanswered(Problem.of(
                404,
                "not-logged",
                "The log does not hold this event.",
                eventId,
                "Check the id; an event that was just published is logged within a second.")));
    }

    private long signedSize(String name, Optional<String> text) throws Unanswered {
        long signed = published
                .get()
                .orElseThrow(LogReader::nothingSigned)
                .checkpoint()
                .size();
        long size = text.isPresent() ? number(name, text) : signed;
        if (size > signed) {
            throw invalid(name + " " + size + " is above the signed size " + signed);
        }
        return size;
    }

    private static long number(String name, Optional<String> text) throws Unanswered {
        String value = text.orElseThrow(() -> invalid("the parameter " + name + " is missing"));
        if (!NUMBER.matcher(value).matches()) {
            throw invalid(name + " must be a decimal number: '" + value + "'");
        }
        return Long.parseLong(value);
    }

    private static Unanswered invalid(String detail) {
        return new Unanswered(Problem.of(
                400,
                "bad-parameter",
                "A parameter cannot be used.",
                detail,
                "See /openapi.json for what is expected."));
    }

    private static Unanswered nothingSigned() {
        return new Unanswered(Problem.of(
                503,
                "nothing-signed",
                "The log has no signed checkpoint yet.",
                "The service is starting, or its token or database is away.",
                "Look at /readyz?verbose of the service and try again."));
    }

    private static Answer json(Map<String, Object> body) {
        return Answer.changing("application/json", Json.canonical(body));
    }

    private static List<String> texts(List<TreeHash> hashes) {
        return hashes.stream().map(TreeHash::toString).toList();
    }
}
