package io.countersign.ceremony;

import io.countersign.hsm.HsmException;
import io.countersign.hsm.KeyKind;
import io.countersign.hsm.TokenProvisioner;
import io.countersign.tlog.VerifierKey;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The audit log's two keys in their token, as verifiers know them. */
final class LogKeys {
    static final String ED25519_LABEL = "log-ed25519";
    static final String P256_LABEL = "log-p256";
    static final Set<String> LABELS = Set.of(ED25519_LABEL, P256_LABEL);

    /** RFC 8032: the last octets of the SubjectPublicKeyInfo (RFC 8410). */
    private static final int ED25519_OCTETS = 32;

    private LogKeys() {}

    /** Verifier keys, Ed25519 first; the log's origin is also the keys' name (C2SP tlog-checkpoint). */
    static List<VerifierKey> make(TokenProvisioner token, String origin) throws HsmException {
        byte[] edwards =
                token.generate(KeyKind.ED25519, ED25519_LABEL).publicKey().getEncoded();
        byte[] p256 = token.generate(KeyKind.EC_P256, P256_LABEL).publicKey().getEncoded();
        return List.of(
                VerifierKey.ed25519(
                        origin, Arrays.copyOfRange(edwards, edwards.length - ED25519_OCTETS, edwards.length)),
                VerifierKey.ecdsa(origin, p256));
    }
}
