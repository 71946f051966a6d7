package io.countersign.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Base64;

/** Immutable octets with value equality; on the wire padded base64 (RFC 4648 4), in its one canonical spelling. */
public final class Bytes {
    private final byte[] octets;

    private Bytes(byte[] octets) {
        this.octets = octets;
    }

    public static Bytes of(byte[] octets) {
        return new Bytes(octets.clone());
    }

    @JsonCreator
    public static Bytes parse(String base64) {
        Bytes bytes = new Bytes(Base64.getDecoder().decode(base64));
        if (!bytes.toString().equals(base64)) {
            throw new IllegalArgumentException("not canonical base64");
        }
        return bytes;
    }

    public byte[] toArray() {
        return octets.clone();
    }

    public int size() {
        return octets.length;
    }

    public Sha256 sha256() {
        return Sha256.of(octets);
    }

    @JsonValue
    @Override
    public String toString() {
        return Base64.getEncoder().encodeToString(octets);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }
}
