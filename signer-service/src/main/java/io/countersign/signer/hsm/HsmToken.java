package io.countersign.signer.hsm;

import io.countersign.contracts.Sha256;
import io.countersign.hsm.Hsm;
import io.countersign.hsm.HsmException;
import io.countersign.hsm.SigningKey;
import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.Token;
import io.countersign.x509.IssuerCertificate;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The issuing token: one key per pinned issuer and the secret of the serials. Every fault of the HSM is an outage. */
public final class HsmToken implements Token {
    private final Hsm hsm;
    private final String serialSecret;
    private final Duration deadline;
    private final Map<Sha256, SigningKey> keys;

    private HsmToken(Hsm hsm, String serialSecret, Duration deadline, Map<Sha256, SigningKey> keys) {
        this.hsm = hsm;
        this.serialSecret = serialSecret;
        this.deadline = deadline;
        this.keys = keys;
    }

    /**
     * Looks up the key of each issuer.
     *
     * @param serialSecret label of the generic secret
     * @param deadline longest wait for one signature
     * @throws HsmException when the token is open and lacks one of the keys
     */
    public static HsmToken open(Hsm hsm, String serialSecret, Duration deadline, Collection<IssuerCertificate> issuers)
            throws HsmException {
        Map<Sha256, SigningKey> keys = new TreeMap<>();
        for (IssuerCertificate issuer : issuers) {
            keys.put(issuer.digest(), hsm.signingKey(issuer.certificate()));
        }
        return new HsmToken(hsm, serialSecret, deadline, keys);
    }

    @Override
    public byte[] mac(byte[] input) throws OutageException {
        try {
            return hsm.mac(serialSecret, input);
        } catch (HsmException e) {
            throw new OutageException(e.getMessage(), e);
        }
    }

    @Override
    public byte[] sign(IssuerCertificate issuer, byte[] message) throws OutageException {
        SigningKey key = keys.get(issuer.digest());
        if (key == null) {
            throw new OutageException("the issuer " + issuer + " is not pinned in this signer's configuration");
        }
        try {
            return key.sign(message, deadline);
        } catch (HsmException e) {
            throw new OutageException(e.getMessage(), e);
        }
    }
}
