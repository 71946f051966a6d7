package io.countersign.x509.crl;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.SignedCertificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The to-be-signed bytes of a CRL: a pure function of issuer, number, time and entries, so a retry or a second signer can only
 * make the same bytes again.
 */
public final class TbsCrl {
    private final IssuerCertificate issuer;
    private final long number;
    private final Instant thisUpdate;
    private final SortedMap<SerialNumber, CrlEntry> entries;
    private final Bytes encoded;

    private TbsCrl(IssuerCertificate issuer, long number, Instant thisUpdate, Collection<CrlEntry> entries) {
        this.issuer = issuer;
        this.number = number;
        this.thisUpdate = thisUpdate;
        this.entries = bySerial(entries);
        require(issuer.signsCrls(), issuer + " may not sign CRLs");
        require(number > 0 && number <= Crl.GREATEST_NUMBER, "no CRL has the number " + number);
        require(
                thisUpdate.truncatedTo(ChronoUnit.SECONDS).equals(thisUpdate),
                "a CRL tells whole seconds, not " + thisUpdate);
        require(entries.size() <= Crl.MOST_ENTRIES, "a CRL lists at most " + Crl.MOST_ENTRIES);
        this.encoded = Bytes.of(CrlEncoding.of(this));
    }

    /**
     * The bytes for these entries, in whatever order; read once more with the JDK's parser before anybody signs them.
     *
     * @param number as {@link Crl#numberAfter} gives it, or 1
     * @param thisUpdate in whole seconds
     * @throws IllegalArgumentException if the issuer lacks cRLSign, a serial is listed twice, or there are more than
     *     {@link Crl#MOST_ENTRIES}
     */
    public static TbsCrl build(
            IssuerCertificate issuer, long number, Instant thisUpdate, Collection<CrlEntry> entries) {
        TbsCrl tbs = unread(issuer, number, thisUpdate, entries);
        try {
            // The parser wants a whole CRL; nobody takes this placeholder for a signature.
            require(
                    tbs.isReadAs(CrlReading.of(tbs.signed(new byte[] {0}))),
                    "the JDK reads another CRL than was built");
            return tbs;
        } catch (CrlFaultException e) {
            throw new IllegalArgumentException("the JDK cannot read the CRL that was built", e);
        }
    }

    /** The same where the JDK has read the CRL already. */
    static TbsCrl unread(IssuerCertificate issuer, long number, Instant thisUpdate, Collection<CrlEntry> entries) {
        return new TbsCrl(issuer, number, thisUpdate, entries);
    }

    private boolean isReadAs(CrlReading reading) {
        return reading.number() == number
                && reading.thisUpdate().equals(thisUpdate)
                && reading.nextUpdate().equals(nextUpdate())
                && reading.entries().size() == entries.size()
                && bySerial(reading.entries()).equals(entries);
    }

    private static SortedMap<SerialNumber, CrlEntry> bySerial(Collection<CrlEntry> entries) {
        SortedMap<SerialNumber, CrlEntry> sorted = new TreeMap<>(Comparator.comparing(SerialNumber::value));
        for (CrlEntry entry : entries) {
            require(sorted.put(entry.serial(), entry) == null, "serial " + entry.serial() + " is listed twice");
        }
        return Collections.unmodifiableSortedMap(sorted);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    public IssuerCertificate issuer() {
        return issuer;
    }

    public long number() {
        return number;
    }

    public Instant thisUpdate() {
        return thisUpdate;
    }

    public Instant nextUpdate() {
        return thisUpdate.plus(Crl.LIFE);
    }

    /** Sorted by serial, as in the encoding. */
    public SortedMap<SerialNumber, CrlEntry> entries() {
        return entries;
    }

    /** The DER to sign. */
    public byte[] encoded() {
        return encoded.toArray();
    }

    /** SHA-256 of {@link #encoded()}. */
    public Sha256 digest() {
        return encoded.sha256();
    }

    /** The finished CRL's DER, which still has to pass {@link Crl#verify(byte[], TbsCrl)}. */
    public byte[] signed(byte[] signature) {
        return SignedCertificate.assemble(encoded(), issuer.signatureAlgorithm(), signature);
    }
}
