package io.countersign.registry.core;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Who speaks, read from the URI SAN of the client certificate. What it may do at all is the allow-list's matter; an agent is
 * further bound to its own cluster and node.
 *
 * @param id a person's or service's name, or {@code agent.<cluster>.<node>}
 * @param post where an agent stands
 */
public record Caller(String id, Optional<Post> post) {
    /** What never lives on a node: an agent has no business asking for a person's certificate. */
    private static final Set<String> NOT_ON_NODES = Set.of("user", "person", "agent");

    /** The cluster and node whose files an agent keeps. */
    public record Post(String cluster, String node) {}

    /** Reads {@code spiffe://<trust-domain>/person/<id>}, {@code …/agent/<cluster>/<node>} or {@code …/countersign/<name>}. */
    public static Caller of(URI spiffeId) {
        String[] parts = spiffeId.getPath().split("/", -1);
        if (parts.length == 4 && parts[1].equals("agent") && Lineage.isPart(parts[2]) && Lineage.isPart(parts[3])) {
            return new Caller("agent." + parts[2] + "." + parts[3], Optional.of(new Post(parts[2], parts[3])));
        }
        if (parts.length == 3 && (parts[1].equals("person") || parts[1].equals("countersign"))) {
            return new Caller(parts[2], Optional.empty());
        }
        throw new IllegalArgumentException("no caller is named like " + spiffeId);
    }

    /** An agent may touch only the lineages of its own node. */
    public void requireMayTouch(Lineage lineage) throws RefusedException {
        if (post.isPresent() && !keeps(post.get(), lineage)) {
            throw new RefusedException(RefusalCode.NOT_PERMITTED, id + " does not keep " + lineage);
        }
    }

    public Post requirePost() throws RefusedException {
        return post.orElseThrow(() -> new RefusedException(RefusalCode.NOT_PERMITTED, id + " is no agent"));
    }

    /** Lists show the whole fleet, which is no agent's business. */
    public void requireNoPost() throws RefusedException {
        if (post.isPresent()) {
            throw new RefusedException(RefusalCode.NOT_PERMITTED, id + " may look at single things of its node only");
        }
    }

    private static boolean keeps(Post post, Lineage lineage) {
        return lineage.cluster().equals(post.cluster())
                && lineage.instance().equals(post.node())
                && !NOT_ON_NODES.contains(lineage.component());
    }
}
