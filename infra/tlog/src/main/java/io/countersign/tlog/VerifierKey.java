package io.countersign.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A public key that checks note signatures, with its text form {@code name+hash+base64} (C2SP signed-note, "Verifier
 * keys"). Ed25519 and ECDSA over P-256 with SHA-256.
 */
public final class VerifierKey {
    /** The leading byte of the key material; other assigned types are cosignatures, which this log does not use yet. */
    public enum Type {
        ED25519(1, "Ed25519"),
        ECDSA(2, "SHA256withECDSA");

        private final int code;
        private final String algorithm;

        Type(int code, String algorithm) {
            this.code = code;
            this.algorithm = algorithm;
        }

        String algorithm() {
            return algorithm;
        }
    }

    /** DER of a SubjectPublicKeyInfo with the Ed25519 object identifier, up to its 32 key bytes (RFC 8410 section 4). */
    private static final byte[] ED25519_SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ED25519_BYTES = 32;
    private static final int P256_BITS = 256;

    private final String name;
    private final Type type;
    private final byte[] material;
    private final PublicKey publicKey;
    private final int keyId;

    private VerifierKey(String name, Type type, byte[] material) {
        NoteSignature.requireName(name);
        this.name = name;
        this.type = type;
        this.material = material;
        this.publicKey = decode(type, material);
        this.keyId = keyIdOf(name, type, material);
    }

    /** From the 32 raw bytes of RFC 8032 section 5.1.5. */
    public static VerifierKey ed25519(String name, byte[] rawKey) {
        return new VerifierKey(name, Type.ED25519, rawKey.clone());
    }

    /** From the SubjectPublicKeyInfo of a P-256 key. */
    public static VerifierKey ecdsa(String name, byte[] spkiDer) {
        return new VerifierKey(name, Type.ECDSA, spkiDer.clone());
    }

    public static VerifierKey parse(String line) {
        // The base64 may itself contain plus signs, so only the first two separate.
        String[] parts = line.split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a verifier key is name+hash+base64: '" + line + "'");
        }
        byte[] typed = StrictBase64.decode(parts[2]);
        if (typed.length < 2 || typed[0] < 1 || typed[0] > Type.values().length) {
            throw new IllegalArgumentException("neither an Ed25519 nor an ECDSA verifier key: '" + line + "'");
        }
        VerifierKey key =
                new VerifierKey(parts[0], Type.values()[typed[0] - 1], Arrays.copyOfRange(typed, 1, typed.length));
        if (!NoteSignature.hex(key.keyId).equals(parts[1])) {
            throw new IllegalArgumentException("the hash in the verifier key does not belong to it: '" + line + "'");
        }
        return key;
    }

    public String name() {
        return name;
    }

    public Type type() {
        return type;
    }

    public int keyId() {
        return keyId;
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /** Whether the line claims to be by this key. */
    boolean madeBy(NoteSignature line) {
        return line.keyId() == keyId && line.name().equals(name);
    }

    public boolean verifies(byte[] noteText, byte[] signature) {
        if (type == Type.ECDSA && !DerSignature.isCanonical(signature)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(type.algorithm);
            verifier.initVerify(publicKey);
            verifier.update(noteText);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            // The JDK throws for bytes that cannot be a signature at all, for example of a wrong length.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 17 platform verifies " + type.algorithm, e);
        }
    }

    private static PublicKey decode(Type type, byte[] material) {
        try {
            if (type == Type.ED25519) {
                if (material.length != ED25519_BYTES) {
                    throw new IllegalArgumentException("an Ed25519 key has 32 bytes, not " + material.length);
                }
                byte[] spki = Arrays.copyOf(ED25519_SPKI, ED25519_SPKI.length + ED25519_BYTES);
                System.arraycopy(material, 0, spki, ED25519_SPKI.length, ED25519_BYTES);
                return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
            }
            PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(material));
            if (!(key instanceof ECPublicKey ec)
                    || ec.getParams().getCurve().getField().getFieldSize() != P256_BITS
                    || !Arrays.equals(key.getEncoded(), material)) {
                throw new IllegalArgumentException("not the DER of a P-256 public key");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a public key: " + e.getMessage(), e);
        }
    }

    /** ECDSA hashes the key alone: that is what the specification says for type 0x02. */
    private static int keyIdOf(String name, Type type, byte[] material) {
        MessageDigest digest = MerkleTree.sha256();
        if (type == Type.ED25519) {
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update((byte) type.code);
        }
        return ByteBuffer.wrap(digest.digest(material)).getInt();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey that
                && name.equals(that.name)
                && type == that.type
                && Arrays.equals(material, that.material);
    }

    @Override
    public int hashCode() {
        return keyId;
    }

    /** The verifier key line, without a newline. */
    @Override
    public String toString() {
        byte[] typed = new byte[material.length + 1];
        typed[0] = (byte) type.code;
        System.arraycopy(material, 0, typed, 1, material.length);
        return name + "+" + NoteSignature.hex(keyId) + "+" + StrictBase64.encode(typed);
    }
}
