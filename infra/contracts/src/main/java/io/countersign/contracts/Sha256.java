package io.countersign.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 digest, 32 octets; on the wire 43 characters of unpadded base64url. */
public final class Sha256 implements Comparable<Sha256> {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final byte[] octets;

    private Sha256(byte[] octets) {
        this.octets = octets;
    }

    /** The digest of these bytes. */
    public static Sha256 of(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return new Sha256(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Wraps a digest made elsewhere; throws unless it is 32 octets. */
    public static Sha256 fromOctets(byte[] octets) {
        if (octets.length != 32) {
            throw new IllegalArgumentException("a SHA-256 digest has 32 octets, not " + octets.length);
        }
        return new Sha256(octets.clone());
    }

    /** Reads the wire form; only the one canonical spelling is accepted. */
    @JsonCreator
    public static Sha256 parse(String base64url) {
        byte[] octets = Base64.getUrlDecoder().decode(base64url);
        Sha256 digest = fromOctets(octets);
        if (!digest.toString().equals(base64url)) {
            throw new IllegalArgumentException("not canonical base64url: " + base64url);
        }
        return digest;
    }

    public static Sha256 parseHex(String hex) {
        return fromOctets(HexFormat.of().parseHex(hex));
    }

    public byte[] octets() {
        return octets.clone();
    }

    public String hex() {
        return HexFormat.of().formatHex(octets);
    }

    @JsonValue
    @Override
    public String toString() {
        return ENCODER.encodeToString(octets);
    }

    @Override
    public int compareTo(Sha256 other) {
        return Arrays.compareUnsigned(octets, other.octets);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sha256 that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }
}
