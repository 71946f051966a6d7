package io.countersign.e2e.installation;

import io.countersign.stack.Identity;
import java.nio.file.Path;

/**
 * Where everything of one installation lies.
 *
 * @param root the repository, for what is built
 * @param folder all that the installation writes
 */
public record Layout(Path root, Path folder) {
    public static final String CLUSTER = "demo";
    public static final String DNS_DOMAIN = "cluster.local";
    public static final String TRUST_DOMAIN = "demo.countersign.test";
    public static final String LOG_ORIGIN = "audit.demo.countersign.test/2026";

    /** Folder with key.pem, cert.pem and ca.pem of a service, a piece of infrastructure, a person or an agent. */
    public Path identityFolder(String name) {
        return folder.resolve("identities").resolve(name);
    }

    public Identity identity(String name) {
        return Identity.in(identityFolder(name));
    }

    /** Key with which a person approves; another key than the one of his TLS identity. */
    public Path approvalKey(String person) {
        return folder.resolve("people").resolve(person + ".key");
    }

    public Path tokens() {
        return folder.resolve("tokens");
    }

    public Path pin(String token) {
        return tokens().resolve(token + ".pin");
    }

    public Path soPin(String token) {
        return tokens().resolve(token + ".so-pin");
    }

    public Path plan() {
        return folder.resolve("ceremony.yaml");
    }

    /** What the ceremony wrote: trust.json, transcript.json, CA certificates, log keys. */
    public Path ceremony() {
        return folder.resolve("ceremony");
    }

    public Path trust() {
        return ceremony().resolve("trust.json");
    }

    /** Certificate of a CA made at the ceremony. */
    public Path issuer(String cluster, String name) {
        return ceremony().resolve("issuers").resolve(cluster).resolve(name + ".pem");
    }

    /** The first CRL of a CA, signed at the ceremony. */
    public Path crl(String cluster, String name) {
        return ceremony().resolve("crls").resolve(cluster).resolve(name + ".crl");
    }

    /** Configuration, state and log of one service. */
    public Path service(String name) {
        return folder.resolve("services").resolve(name);
    }

    public Path config(String service) {
        return service(service).resolve("config.yaml");
    }

    public Path log(String service) {
        return service(service).resolve(service + ".log");
    }

    public Path auditLog() {
        return service("audit-service").resolve("data").resolve("log");
    }

    /** The node's {@code /etc/kubernetes}. */
    public Path kubernetes() {
        return folder.resolve("etc-kubernetes");
    }

    /** Where the agent keeps the CRL that the node's etcd reads. */
    public Path etcdCrl() {
        return kubernetes().resolve("pki/etcd/etcd-ca.crl");
    }

    /** As whom the agent asks etcd what it serves: a copy of the node's health check. */
    public Path etcdProbe() {
        return folder.resolve("etcd-probe");
    }

    /** A copy of a client's key and certificate in other hands than the node's. */
    public Identity stolen() {
        Path stolen = folder.resolve("stolen");
        return new Identity(
                "stolen",
                stolen.resolve("client.key"),
                stolen.resolve("client.crt"),
                kubernetes().resolve("pki/etcd/ca.crt"));
    }

    public Path context(String person) {
        return folder.resolve("people").resolve(person + ".yaml");
    }

    public Path module(String path) {
        return root.resolve(path);
    }
}
