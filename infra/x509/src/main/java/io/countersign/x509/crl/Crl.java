package io.countersign.x509.crl;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.Pem;
import io.countersign.x509.SignedParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;

/** A CRL that verified under the issuer given; says nothing about its age. */
public final class Crl {
    /** How often a CRL is made anew, also without news: one that stays out shows after two of these (security 5). */
    public static final Duration PERIOD = Duration.ofHours(1);

    /** From thisUpdate to nextUpdate. */
    public static final Duration LIFE = Duration.ofHours(24);

    /**
     * Certificates that one CRL lists. An entry takes at most 55 octets, and an event holds 60,000 in base64 and JSON.
     */
    public static final int MOST_ENTRIES = 750;

    /** The greatest integer that every reader of JSON keeps (RFC 8259 6). */
    public static final long GREATEST_NUMBER = (1L << 53) - 1;

    private final TbsCrl content;
    private final Bytes der;

    private Crl(TbsCrl content, byte[] der) {
        this.content = content;
        this.der = Bytes.of(der);
    }

    /**
     * Reads a CRL of this issuer: signed by its key, and to the octet what {@link TbsCrl} makes of what the JDK reads in it.
     *
     * @throws CrlFaultException naming the first fault
     */
    public static Crl verify(byte[] der, IssuerCertificate issuer) throws CrlFaultException {
        SignedParts parts = signedParts(der, issuer);
        CrlReading reading = CrlReading.of(der);
        try {
            TbsCrl content = TbsCrl.unread(issuer, reading.number(), reading.thisUpdate(), reading.entries());
            if (!Arrays.equals(content.encoded(), parts.tbs())) {
                throw new CrlFaultException("of another shape than the CRLs of Countersign");
            }
            return new Crl(content, der);
        } catch (IllegalArgumentException e) {
            throw new CrlFaultException("not a CRL of Countersign: " + e.getMessage(), e);
        }
    }

    /** Whether this is exactly what was built, signed by its issuer. */
    public static Crl verify(byte[] der, TbsCrl expected) throws CrlFaultException {
        SignedParts parts = signedParts(der, expected.issuer());
        if (!Arrays.equals(expected.encoded(), parts.tbs())) {
            throw new CrlFaultException("other to-be-signed bytes than built");
        }
        return new Crl(expected, der);
    }

    private static SignedParts signedParts(byte[] der, IssuerCertificate issuer) throws CrlFaultException {
        try {
            SignedParts parts = SignedParts.of(der);
            Optional<String> fault = parts.fault(issuer);
            if (fault.isPresent()) {
                throw new CrlFaultException(fault.get());
            }
            return parts;
        } catch (IOException e) {
            throw new CrlFaultException("not a CRL: " + e.getMessage(), e);
        }
    }

    /** The DER in a file that holds DER or one PEM block; verifies nothing. */
    public static byte[] der(byte[] fileContent) throws CrlFaultException {
        if (fileContent.length == 0 || fileContent[0] != '-') {
            return fileContent.clone();
        }
        try {
            return Pem.decode(Pem.CRL, new String(fileContent, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new CrlFaultException("neither DER nor one PEM block of a CRL: " + e.getMessage(), e);
        }
    }

    /**
     * The number after this one. Mostly the time, so that no counter can be lost; never lower, so that a clock set back blocks
     * nothing.
     */
    public static long numberAfter(long previous, Instant thisUpdate) {
        return Math.max(previous + 1, thisUpdate.getEpochSecond());
    }

    /** SHA-256 of the issuer certificate's DER. */
    public Sha256 issuer() {
        return content.issuer().digest();
    }

    public long number() {
        return content.number();
    }

    public Instant thisUpdate() {
        return content.thisUpdate();
    }

    public Instant nextUpdate() {
        return content.nextUpdate();
    }

    public SortedMap<SerialNumber, CrlEntry> entries() {
        return content.entries();
    }

    public Optional<CrlEntry> lists(SerialNumber serial) {
        return Optional.ofNullable(entries().get(serial));
    }

    /** Whether every certificate that the other one lists is listed here too, whenever and why. */
    public boolean contains(Crl other) {
        return entries().keySet().containsAll(other.entries().keySet());
    }

    /** SHA-256 of the to-be-signed bytes: the CRL's identity, because an ECDSA signature has a twin. */
    public Sha256 tbs() {
        return content.digest();
    }

    public Bytes der() {
        return der;
    }

    public String pem() {
        return Pem.encode(Pem.CRL, der.toArray());
    }

    @Override
    public String toString() {
        return "CRL %d of %s, %d entries, made at %s"
                .formatted(number(), content.issuer(), entries().size(), thisUpdate());
    }
}
