package io.countersign.signer.core;

import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.orders.SerialSource;
import io.countersign.orders.SerialUnavailableException;
import io.countersign.orders.Serials;
import io.countersign.x509.IssuerCertificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serials whose keys are derived in the token, once per issuer, and then used here: a certificate costs one HSM call and not two.
 * The keys live in memory only. A token that comes back after an outage is checked to hold the same secret before it is used, so
 * a derived key stays right.
 */
public final class SerialKeys implements SerialSource {
    private final Token token;
    private final Map<Sha256, byte[]> keys = new ConcurrentHashMap<>();

    public SerialKeys(Token token) {
        this.token = token;
    }

    @Override
    public SerialNumber serial(IssuerCertificate issuer, Sha256 order, int item, String encoder)
            throws SerialUnavailableException {
        byte[] key = keys.get(issuer.keyDigest());
        if (key == null) {
            try {
                key = token.mac(Serials.keyInput(issuer));
            } catch (OutageException e) {
                throw new SerialUnavailableException("no serial key for " + issuer, e);
            }
            keys.put(issuer.keyDigest(), key);
        }
        return Serials.of(key, issuer, order, item, encoder);
    }
}
