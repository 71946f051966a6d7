package io.countersign.hsm;

import java.util.HexFormat;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Key pairs that a token is asked to make. */
public enum KeyKind {
    EC_P256("06082a8648ce3d030107", "3059301306072a8648ce3d020106082a8648ce3d030107034200", 0),
    EC_P384("06052b81040022", "3076301006072a8648ce3d020106052b81040022036200", 0),
    /** Ed25519 (RFC 8410); the token knows it by the OID 1.3.101.112. */
    ED25519("06032b6570", "302a300506032b6570032100", 0),
    RSA_2048("", "", 2048),
    RSA_3072("", "", 3072),
    RSA_4096("", "", 4096);

    private final byte[] ecParams;
    private final byte[] spkiPrefix;
    private final int modulusBits;

    KeyKind(String ecParams, String spkiPrefix, int modulusBits) {
        this.ecParams = HexFormat.of().parseHex(ecParams);
        this.spkiPrefix = HexFormat.of().parseHex(spkiPrefix);
        this.modulusBits = modulusBits;
    }

    boolean rsa() {
        return modulusBits > 0;
    }

    int modulusBits() {
        return modulusBits;
    }

    /** CKA_EC_PARAMS: DER of the curve's OID. */
    byte[] ecParams() {
        return ecParams.clone();
    }

    /** DER of the SubjectPublicKeyInfo up to the point. */
    byte[] spkiPrefix() {
        return spkiPrefix.clone();
    }

    String jcaName() {
        return rsa() ? "RSA" : this == ED25519 ? "Ed25519" : "EC";
    }

    long keyType() {
        return rsa()
                ? PKCS11Constants.CKK_RSA
                : this == ED25519 ? PKCS11Constants.CKK_EC_EDWARDS : PKCS11Constants.CKK_EC;
    }

    long generation() {
        return rsa()
                ? PKCS11Constants.CKM_RSA_PKCS_KEY_PAIR_GEN
                : this == ED25519 ? PKCS11Constants.CKM_EC_EDWARDS_KEY_PAIR_GEN : PKCS11Constants.CKM_EC_KEY_PAIR_GEN;
    }

    long signing() {
        return rsa()
                ? PKCS11Constants.CKM_RSA_PKCS
                : this == ED25519 ? PKCS11Constants.CKM_EDDSA : PKCS11Constants.CKM_ECDSA;
    }
}
