package io.countersign.cli.render;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The registry's resources as rows for people. */
public enum Views {
    REQUESTS(
            "request",
            "/v1/requests",
            List.of(
                    column("ID", item -> text(item, "id")),
                    column("LINEAGE", item -> text(item, "lineage")),
                    column("PROFILE", item -> text(item, "profile")),
                    column("STATE", item -> text(item, "state")),
                    column("REQUESTER", item -> text(item, "requester")),
                    age("AGE", "submittedAt")),
            List.of(
                    column("REASON", item -> text(item, "reason")),
                    column("REFUSAL", item -> text(item.path("refusal"), "code")),
                    column("CERTIFICATE", item -> text(item, "certificate"))),
            item -> text(item, "id")),
    CERTIFICATES(
            "certificate",
            "/v1/certificates",
            List.of(
                    column("SERIAL", item -> text(item, "serial")),
                    column("LINEAGE", item -> text(item, "lineage")),
                    column("ISSUER", item -> text(item, "issuer")),
                    column("STATE", item -> text(item, "state")),
                    residual("RESIDUAL TIME", item -> item)),
            List.of(
                    column("EXPIRES", item -> text(item, "notAfter")),
                    column("REQUEST", item -> text(item, "request")),
                    column("FINGERPRINT", item -> text(item, "fingerprint"))),
            item -> text(item, "fingerprint")),
    LINEAGES(
            "lineage",
            "/v1/lineages",
            List.of(
                    column("CLUSTER", item -> text(item, "cluster")),
                    column("COMPONENT", item -> text(item, "component")),
                    column("INSTANCE", item -> text(item, "instance")),
                    residual("RESIDUAL TIME", item -> item.path("newest")),
                    column("INSTALLED", item -> placed(item, "installed")),
                    column("SERVED", item -> placed(item, "served"))),
            List.of(
                    column("PROFILE", item -> text(item, "profile")),
                    column("ISSUER", item -> text(item, "issuer")),
                    column("NODE", item -> text(item, "node")),
                    column("SERIAL", item -> text(item.path("newest"), "serial")),
                    column("PENDING", item -> text(item, "pendingRequest"))),
            item -> text(item, "lineage")),
    CLUSTERS(
            "cluster",
            "/v1/clusters",
            List.of(
                    column("NAME", item -> text(item, "name")),
                    column("DNS DOMAIN", item -> text(item, "dnsDomain")),
                    column("NODES", item -> Integer.toString(item.path("nodes").size())),
                    column("ISSUERS", item -> names(item.path("issuers"))),
                    column("LINEAGES", item -> text(item, "lineages"))),
            List.of(column("NODE NAMES", item -> names(item.path("nodes")))),
            item -> text(item, "name")),
    GRANTS(
            "grant",
            "/v1/grants",
            List.of(
                    column("DIGEST", item -> text(item, "digest")),
                    column("LINEAGES", item -> first(item.path("grants"), "lineage")),
                    column("STATE", item -> text(item, "state")),
                    column("PERSONS", item -> item.path("persons").size() + " of " + text(item, "needed")),
                    residual("ENDS IN", item -> item),
                    column("RENEWALS LEFT", item -> text(item, "left"))),
            List.of(
                    column("UNTIL", item -> text(item, "notAfter")),
                    column("APPROVED BY", item -> list(item.path("persons"))),
                    column("REQUESTER", item -> text(item, "requester")),
                    column("REASON", item -> text(item, "reason")),
                    column("CHECK", item -> text(item, "check"))),
            item -> text(item, "digest")),
    STOPS(
            "stop",
            "/v1/stops",
            List.of(
                    column("DIGEST", item -> text(item, "digest")),
                    column("ACT", item -> text(item, "act")),
                    column("TARGET", item -> text(item, "target")),
                    column("STATE", item -> text(item, "state")),
                    column("OFFICERS", item -> list(item.path("officers"))),
                    age("AGE", "issuedAt")),
            List.of(column("ORDERED", item -> text(item, "issuedAt")), column("REASON", item -> text(item, "reason"))),
            item -> text(item, "digest")),
    REVOCATIONS(
            "revocation",
            "/v1/revocations",
            List.of(
                    column("DIGEST", item -> text(item, "digest")),
                    column("LINEAGES", item -> first(item.path("certificates"), "lineage")),
                    column("SERIALS", item -> first(item.path("certificates"), "serial")),
                    column("STATE", item -> text(item, "state")),
                    column("PERSONS", item -> item.path("persons").size() + " of " + text(item, "needed")),
                    age("AGE", "issuedAt")),
            List.of(
                    column("ISSUER", item -> text(item, "cluster") + "/" + text(item, "issuer")),
                    column("SIGNED BY", item -> list(item.path("persons"))),
                    column("CRL", item -> text(item.path("crl"), "number")),
                    column("REASON", item -> text(item, "reason")),
                    column("WHY", item -> text(item, "why")),
                    column("CHECK", item -> text(item, "check"))),
            item -> text(item, "digest")),
    CRLS(
            "crl",
            "/v1/crls",
            List.of(
                    column("CLUSTER", item -> text(item, "cluster")),
                    column("ISSUER", item -> text(item, "issuer")),
                    column("NUMBER", item -> text(item, "number")),
                    column(
                            "ENTRIES",
                            item -> Integer.toString(item.path("entries").size())),
                    age("AGE", "thisUpdate"),
                    column("CHECK", item -> text(item, "check"))),
            List.of(
                    column("THIS UPDATE", item -> text(item, "thisUpdate")),
                    column("NEXT UPDATE", item -> text(item, "nextUpdate"))),
            item -> text(item, "cluster") + "/" + text(item, "issuer"));

    /** A cell depends on the resource and on what time it is. */
    private record Column(String title, Cell cell) {}

    private interface Cell {
        String of(JsonNode item, Instant now);
    }

    private final String word;
    private final String path;
    private final List<Column> columns;
    private final List<Column> wideColumns;
    private final Function<JsonNode, String> id;

    Views(String word, String path, List<Column> columns, List<Column> wideColumns, Function<JsonNode, String> id) {
        this.word = word;
        this.path = path;
        this.columns = List.copyOf(columns);
        this.wideColumns = List.copyOf(wideColumns);
        this.id = id;
    }

    /** Singular, as in {@code request/ID}. */
    public String word() {
        return word;
    }

    public String path() {
        return path;
    }

    public String name(JsonNode item) {
        return word + "/" + id.apply(item);
    }

    public String table(List<JsonNode> items, boolean wide, Instant now) {
        List<Column> shown = new ArrayList<>(columns);
        if (wide) {
            shown.addAll(wideColumns);
        }
        Table table = Table.kubectl(shown.stream().map(Column::title).toList());
        for (JsonNode item : items) {
            table.row(shown.stream().map(column -> column.cell().of(item, now)).toList());
        }
        return table.text();
    }

    private static Column column(String title, Function<JsonNode, String> cell) {
        return new Column(title, (item, now) -> cell.apply(item));
    }

    private static Column age(String title, String member) {
        return new Column(title, (item, now) -> span(item.path(member), now, -1));
    }

    private static Column residual(String title, Function<JsonNode, JsonNode> certificate) {
        return new Column(title, (item, now) -> span(certificate.apply(item).path("notAfter"), now, 1));
    }

    private static String span(JsonNode instant, Instant now, int sign) {
        try {
            Duration span = Duration.between(now, Instant.parse(instant.asText()));
            return Residual.text(sign < 0 ? span.negated() : span);
        } catch (DateTimeException e) {
            return "-";
        }
    }

    /** Whether what stands on the node is the newest, an older one, or not known. */
    private static String placed(JsonNode lineage, String where) {
        JsonNode there = lineage.path(where);
        if (!there.isObject()) {
            return "-";
        }
        return there.path("fingerprint").equals(lineage.path("newest").path("fingerprint")) ? "yes" : "older";
    }

    private static String names(JsonNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(item -> names.add(text(item, "name")));
        return names.isEmpty() ? "-" : String.join(",", names);
    }

    /** The first of several, and how many there are beside it. */
    private static String first(JsonNode array, String member) {
        return array.isEmpty() ? "-" : text(array.get(0), member) + (array.size() > 1 ? " +" + (array.size() - 1) : "");
    }

    private static String list(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts.isEmpty() ? "-" : String.join(",", texts);
    }

    private static String text(JsonNode item, String member) {
        String text = item.path(member).asText("");
        return text.isEmpty() ? "-" : text;
    }
}
