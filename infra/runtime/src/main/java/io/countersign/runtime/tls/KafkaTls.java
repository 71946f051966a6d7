package io.countersign.runtime.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.common.security.auth.SslEngineFactory;

/**
 * Kafka's connections with the shared identity: every new connection uses what {@link MutualTls} holds at that moment. Kafka
 * constructs this class by name and gives it its configuration, in which our instance travels as an object.
 */
public final class KafkaTls implements SslEngineFactory {
    private static final String INSTANCE = "countersign.tls";

    private MutualTls tls;

    /** Called by Kafka. */
    public KafkaTls() {}

    /** The client settings that lead here. */
    public static Map<String, Object> settings(MutualTls tls) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("security.protocol", "SSL");
        settings.put("ssl.engine.factory.class", KafkaTls.class);
        settings.put(INSTANCE, tls);
        return settings;
    }

    @Override
    public void configure(Map<String, ?> configs) {
        if (!(configs.get(INSTANCE) instanceof MutualTls given)) {
            throw new IllegalArgumentException(INSTANCE + " must be the open identity");
        }
        tls = given;
    }

    @Override
    public SSLEngine createClientSslEngine(String peerHost, int peerPort, String endpointIdentification) {
        SSLEngine engine = tls.currentContext().createSSLEngine(peerHost, peerPort);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        SSLParameters parameters = engine.getSSLParameters();
        // Kafka passes its setting on; an empty one would switch the check of the broker's name off.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public SSLEngine createServerSslEngine(String peerHost, int peerPort) {
        throw new UnsupportedOperationException("this is the clients' side");
    }

    @Override
    public boolean shouldBeRebuilt(Map<String, Object> nextConfigs) {
        return false;
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of();
    }

    @Override
    public KeyStore keystore() {
        try {
            return TlsContexts.keyStore(tls.identity());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the live identity makes no key store", e);
        }
    }

    @Override
    public KeyStore truststore() {
        try {
            return TlsContexts.trustStore(tls.identity().trusted());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the live identity makes no trust store", e);
        }
    }

    /** The shared identity outlives every client. */
    @Override
    public void close() {
        tls = null;
    }
}
