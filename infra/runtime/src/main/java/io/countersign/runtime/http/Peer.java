package io.countersign.runtime.http;

import io.vertx.core.http.HttpServerRequest;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Who is on the other side of a connection, by the one URI SAN of the certificate that TLS has verified.
 *
 * @param id SPIFFE id, {@code spiffe://<trust-domain>/…}
 */
public record Peer(String id) {
    /** GeneralName choice 6 is a URI (RFC 5280 4.2.1.6). */
    private static final int URI_NAME = 6;

    /** The caller of a request; empty unless its certificate names exactly one URI. */
    public static Optional<Peer> of(HttpServerRequest request) {
        SSLSession session = request.connection().sslSession();
        if (session == null) {
            return Optional.empty();
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain[0] instanceof X509Certificate leaf ? of(leaf) : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    /** Who this certificate names; two URIs would be two identities, so they are none. */
    public static Optional<Peer> of(X509Certificate leaf) {
        Collection<List<?>> names;
        try {
            names = leaf.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return Optional.empty();
        }
        if (names == null) {
            return Optional.empty();
        }
        List<String> uris = names.stream()
                .filter(name -> name.get(0).equals(URI_NAME))
                .map(name -> (String) name.get(1))
                .toList();
        return uris.size() == 1 ? Optional.of(new Peer(uris.get(0))) : Optional.empty();
    }

    /** The parts behind the trust domain: {@code person, alice} or {@code agent, demo, cp-1}. */
    public List<String> path() {
        String[] parts = id.split("/", -1);
        return parts.length > 3 ? List.of(parts).subList(3, parts.length) : List.of();
    }
}
