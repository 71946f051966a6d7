package io.countersign.runtime.http;

import io.countersign.runtime.config.Setting;
import java.nio.file.Path;
import java.util.List;

/** Where an HTTP server listens and which clients it lets in. */
public record HttpsConfig(
        @Setting(doc = "Address to listen on", byDefault = "127.0.0.1") String host,
        @Setting(doc = "TCP port; 0 takes a free one") int port,
        @Setting(
                        doc =
                                "PEM bundles of further CAs whose clients may connect (people, agents); the identity's own ca.pem counts"
                                        + " always",
                        optional = true)
                List<Path> clientTrust,
        @Setting(doc = "Who may do what; anything not listed is refused with 403", optional = true)
                List<PeerAllowlist.Entry> allow) {
    public HttpsConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
        }
    }

    public PeerAllowlist allowlist() {
        return new PeerAllowlist(allow);
    }
}
