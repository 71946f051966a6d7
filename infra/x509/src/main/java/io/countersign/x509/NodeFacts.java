package io.countersign.x509;

import io.countersign.contracts.Lineage;
import java.util.List;

/**
 * What the trust document says of one node.
 *
 * @param name the Kubernetes node name, a lineage part
 * @param controlPlane whether control-plane components may run there
 * @param addresses host names and IP literals by which the node may be served
 */
public record NodeFacts(String name, boolean controlPlane, List<String> addresses) {
    public NodeFacts {
        if (!Lineage.isPart(name)) {
            throw new IllegalArgumentException("not a node name: '" + name + "'");
        }
        addresses = List.copyOf(addresses);
    }
}
