package io.countersign.runtime.tls;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** An SSLContext that asks for the current generation at each connection; it cannot be initialised by others. */
final class ReloadingContext extends SSLContext {
    ReloadingContext(MutualTls tls) {
        super(new Current(tls), null, "TLSv1.3");
    }

    private static final class Current extends SSLContextSpi {
        private final MutualTls tls;

        Current(MutualTls tls) {
            this.tls = tls;
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("the identity comes from " + tls.folder());
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new ReloadingSocketFactory(tls);
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            // A server socket fixes its identity; servers here are made by Vert.x, which is told of each change.
            throw new UnsupportedOperationException("server sockets cannot follow a rotation");
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return tls.currentContext().createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return tls.currentContext().createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return tls.currentContext().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return tls.currentContext().getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return tls.currentContext().getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return tls.currentContext().getSupportedSSLParameters();
        }
    }
}
