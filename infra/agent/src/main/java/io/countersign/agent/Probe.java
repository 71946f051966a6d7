package io.countersign.agent;

import java.io.IOException;
import java.security.cert.X509Certificate;

/** Looks at what a component really serves. */
interface Probe {
    /** The leaf of a completed TLS handshake; an {@link IOException} when there was none. */
    X509Certificate served() throws IOException;
}
