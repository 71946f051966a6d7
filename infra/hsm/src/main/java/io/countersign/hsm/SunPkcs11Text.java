package io.countersign.hsm;

import java.nio.file.Path;

/** The configuration text of SunPKCS11: lines, handed over inline after "--". */
final class SunPkcs11Text {
    private SunPkcs11Text() {}

    /**
     * Only signing and HMAC are enabled. The key-generation mechanisms stand there because the JDK ties its EC and RSA
     * key factories to them; nothing is generated through this provider, and {@code attributes=compatibility}, which
     * makes keys extractable, is never written.
     */
    static String of(String name, Path library, long slot) {
        if (!name.matches("[A-Za-z0-9-]+")) {
            throw new IllegalArgumentException("provider name has characters that would need quoting: " + name);
        }
        String path = library.toString();
        if (path.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\')) {
            throw new IllegalArgumentException("module path has characters that would need quoting: " + path);
        }
        return String.join(
                "\n",
                "--name=" + name,
                "library=\"" + path + "\"",
                "slot=" + slot,
                "enabledMechanisms={",
                "CKM_ECDSA",
                "CKM_EC_KEY_PAIR_GEN",
                "CKM_RSA_PKCS",
                "CKM_RSA_PKCS_KEY_PAIR_GEN",
                "CKM_SHA256_HMAC",
                "KeyStore",
                "}",
                "");
    }
}
