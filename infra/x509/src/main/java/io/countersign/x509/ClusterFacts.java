package io.countersign.x509;

import io.countersign.contracts.Lineage;
import java.util.List;
import java.util.Optional;

/**
 * What the trust document says of one cluster; the only source of names beside the profile and the order.
 *
 * @param name first part of the cluster's lineages
 * @param trustDomain SPIFFE trust domain of the installation
 * @param dnsDomain the cluster's DNS domain, for example {@code cluster.local}
 * @param nodes every node that may hold a certificate
 * @param apiServerNames host names and IP literals an API server may have beside its node's: control-plane endpoint, first
 *     address of the service range, extra names (kubernetes-pki 1.3)
 */
public record ClusterFacts(
        String name, String trustDomain, String dnsDomain, List<NodeFacts> nodes, List<String> apiServerNames) {
    public ClusterFacts {
        if (!Lineage.isPart(name)) {
            throw new IllegalArgumentException("not a cluster name: '" + name + "'");
        }
        nodes = List.copyOf(nodes);
        apiServerNames = List.copyOf(apiServerNames);
        if (nodes.stream().map(NodeFacts::name).distinct().count() != nodes.size()) {
            throw new IllegalArgumentException("cluster " + name + " lists a node twice");
        }
    }

    public Optional<NodeFacts> node(String nodeName) {
        for (NodeFacts node : nodes) {
            if (node.name().equals(nodeName)) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }
}
