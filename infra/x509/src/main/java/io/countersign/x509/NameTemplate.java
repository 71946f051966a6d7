package io.countersign.x509;

import io.countersign.contracts.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name in a profile with places to fill from the lineage and the trust document: {@code {instance}}, {@code {cluster}},
 * {@code {dnsDomain}}, {@code {trustDomain}}, {@code {agentCluster}}, {@code {agentNode}}; or a whole list of the trust document:
 * {@code {nodeNames}}, {@code {nodeAddresses}}, {@code {apiServerNames}}, {@code {apiServerAddresses}}.
 */
final class NameTemplate {
    private static final Set<String> PLACES =
            Set.of("instance", "cluster", "dnsDomain", "trustDomain", "agentCluster", "agentNode");
    private static final Set<String> LISTS =
            Set.of("{nodeNames}", "{nodeAddresses}", "{apiServerNames}", "{apiServerAddresses}");
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern STRAY = Pattern.compile("[{}*]");

    private final String text;
    private final List<Piece> pieces;

    private NameTemplate(String text) {
        this.text = text;
        this.pieces = Piece.of(text);
    }

    /** Throws {@link IllegalArgumentException} for an unknown place. */
    static NameTemplate of(String text) {
        if (!LISTS.contains(text)) {
            Matcher place = PLACE.matcher(text);
            while (place.find()) {
                if (!PLACES.contains(place.group(1))) {
                    throw new IllegalArgumentException("unknown place " + place.group() + " in '" + text + "'");
                }
            }
            if (STRAY.matcher(PLACE.matcher(text).replaceAll("")).find()) {
                throw new IllegalArgumentException("'" + text + "' has a stray brace or a wildcard");
            }
        }
        return new NameTemplate(text);
    }

    boolean isList() {
        return LISTS.contains(text);
    }

    /** The names this stands for, in this place; exactly one unless it is a list. */
    List<String> names(Lineage lineage, ClusterFacts facts) {
        return switch (text) {
            case "{nodeNames}" -> hostNames(nodeAddresses(lineage, facts));
            case "{nodeAddresses}" -> addresses(nodeAddresses(lineage, facts));
            case "{apiServerNames}" -> hostNames(facts.apiServerNames());
            case "{apiServerAddresses}" -> addresses(facts.apiServerNames());
            default -> List.of(filled(lineage, facts));
        };
    }

    private String filled(Lineage lineage, ClusterFacts facts) {
        StringBuilder name = new StringBuilder();
        for (Piece piece : pieces) {
            name.append(piece.place ? value(piece.text, lineage, facts) : piece.text);
        }
        return name.toString();
    }

    private static String value(String place, Lineage lineage, ClusterFacts facts) {
        String instance = lineage.instance();
        // An agent's instance is <cluster>.<node>. A cluster with a dot in its name has no agent profile, so the first
        // dot
        // is always the border and two agents never share a lineage.
        int dot = instance.indexOf('.');
        return switch (place) {
            case "instance" -> instance;
            case "cluster" -> lineage.cluster();
            case "dnsDomain" -> facts.dnsDomain();
            case "trustDomain" -> facts.trustDomain();
            case "agentCluster" -> dot < 0 ? instance : instance.substring(0, dot);
            case "agentNode" -> dot < 0 ? "" : instance.substring(dot + 1);
            default -> throw new IllegalStateException("no place " + place);
        };
    }

    /** Literal text, or the name of a place to fill. */
    private record Piece(boolean place, String text) {
        static List<Piece> of(String template) {
            List<Piece> pieces = new ArrayList<>();
            Matcher place = PLACE.matcher(template);
            int end = 0;
            while (place.find()) {
                pieces.add(new Piece(false, template.substring(end, place.start())));
                pieces.add(new Piece(true, place.group(1)));
                end = place.end();
            }
            pieces.add(new Piece(false, template.substring(end)));
            return pieces;
        }
    }

    private static List<String> nodeAddresses(Lineage lineage, ClusterFacts facts) {
        return facts.node(lineage.instance()).map(NodeFacts::addresses).orElse(List.of());
    }

    private static List<String> hostNames(List<String> texts) {
        return texts.stream().filter(text -> IpAddress.parse(text).isEmpty()).toList();
    }

    private static List<String> addresses(List<String> texts) {
        List<String> addresses = new ArrayList<>();
        texts.forEach(text -> IpAddress.parse(text).ifPresent(address -> addresses.add(address.toString())));
        return addresses;
    }

    @Override
    public String toString() {
        return text;
    }
}
