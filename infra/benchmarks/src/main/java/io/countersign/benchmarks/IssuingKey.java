package io.countersign.benchmarks;

import io.countersign.hsm.KeyKind;
import java.util.HexFormat;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** A CA key to measure, and the share of the raw signing rate that issuing should reach. */
public enum IssuingKey {
    P256(KeyKind.EC_P256, 0.25),
    RSA2048(KeyKind.RSA_2048, 0.70);

    /** DER DigestInfo of SHA-256 up to the hash (RFC 8017 9.2, note 1). */
    private static final byte[] DIGEST_INFO = HexFormat.of().parseHex("3031300d060960864801650304020105000420");

    private static final int SHA256_OCTETS = 32;

    private final KeyKind kind;
    private final double aim;

    IssuingKey(KeyKind kind, double aim) {
        this.kind = kind;
        this.aim = aim;
    }

    KeyKind kind() {
        return kind;
    }

    /** Issuing rate divided by raw rate, to be reached on two threads. */
    double aim() {
        return aim;
    }

    /** Label of key and certificate in the token, and name of the certificate's file. */
    String label() {
        return "bench-" + name();
    }

    /** The mechanism infra/hsm uses for such keys. */
    long mechanism() {
        return this == RSA2048 ? PKCS11Constants.CKM_RSA_PKCS : PKCS11Constants.CKM_ECDSA;
    }

    /** What that mechanism signs: a finished hash, here of zeros. */
    byte[] tokenInput() {
        byte[] hash = new byte[SHA256_OCTETS];
        if (this == P256) {
            return hash;
        }
        byte[] input = new byte[DIGEST_INFO.length + hash.length];
        System.arraycopy(DIGEST_INFO, 0, input, 0, DIGEST_INFO.length);
        return input;
    }
}
