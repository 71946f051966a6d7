package io.countersign.runtime.http;

import io.countersign.runtime.config.Setting;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What each identity may do, deny by default.
 *
 * <p>A pattern is a SPIFFE id in which whole path parts may be {@code *}; the trust domain may not. Nobody else's pattern is
 * inherited, and a pattern matches ids of its own length only.
 */
public final class PeerAllowlist {
    /** One line of the list, as it stands in the configuration. */
    public record Entry(
            @Setting(
                            doc =
                                    "SPIFFE id of a peer; a whole part of the path may be *, for example spiffe://example/person/*")
                    String who,
            @Setting(doc = "Operations this peer may call, by name") Set<String> may) {
        public Entry {
            requirePattern(who);
        }
    }

    private final List<Entry> entries;

    public PeerAllowlist(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    public boolean permits(Peer peer, String operation) {
        return entries.stream().anyMatch(entry -> entry.may().contains(operation) && matches(entry.who(), peer));
    }

    /** Everything this peer may do. */
    public Set<String> operations(Peer peer) {
        return entries.stream()
                .filter(entry -> matches(entry.who(), peer))
                .flatMap(entry -> entry.may().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean matches(String pattern, Peer peer) {
        String[] wanted = pattern.split("/", -1);
        String[] found = peer.id().split("/", -1);
        if (wanted.length != found.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            boolean same = wanted[i].equals("*") ? !found[i].isEmpty() : wanted[i].equals(found[i]);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static void requirePattern(String who) {
        String[] parts = who.split("/", -1);
        boolean shape = parts.length > 3 && parts[0].equals("spiffe:") && parts[1].isEmpty();
        if (!shape || parts[2].isEmpty() || parts[2].contains("*")) {
            throw new IllegalArgumentException("'" + who + "' is not spiffe://<trust-domain>/<path>");
        }
        for (int i = 3; i < parts.length; i++) {
            if (parts[i].isEmpty() || (parts[i].contains("*") && !parts[i].equals("*"))) {
                throw new IllegalArgumentException("in '" + who + "' only a whole part may be *");
            }
        }
    }
}
