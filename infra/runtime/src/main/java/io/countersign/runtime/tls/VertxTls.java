package io.countersign.runtime.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Vert.x server options of the live identity: TLS 1.3 only, a client certificate required. */
public final class VertxTls {
    /** HTTP versions offered in the handshake, best first. */
    private static final List<String> PROTOCOLS = List.of("h2", "http/1.1");

    private VertxTls() {}

    /**
     * Values, not paths: Vert.x does not see new content under an old path (kafka-facts.md 5).
     *
     * @param moreTrust PEM bundles of further CAs whose clients may connect, beside those of the identity
     */
    public static ServerSSLOptions server(MutualTls tls, List<Path> moreTrust) throws IOException {
        Identity identity = tls.identity();
        PemTrustOptions trust = new PemTrustOptions()
                .addCertValue(Buffer.buffer(identity.trustedPem().toArray()));
        for (Path bundle : moreTrust) {
            trust.addCertValue(Buffer.buffer(Files.readAllBytes(bundle)));
        }
        ServerSSLOptions options = new ServerSSLOptions().setClientAuth(ClientAuth.REQUIRED);
        options.setKeyCertOptions(new PemKeyCertOptions()
                .addKeyValue(Buffer.buffer(identity.keyPem().toArray()))
                .addCertValue(Buffer.buffer(identity.chainPem().toArray())));
        options.setTrustOptions(trust);
        options.setUseAlpn(true);
        options.setApplicationLayerProtocols(PROTOCOLS);
        options.setEnabledSecureTransportProtocols(Set.of("TLSv1.3"));
        return options;
    }
}
