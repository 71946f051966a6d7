package io.countersign.x509.crl;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CRLException;
import java.security.cert.CRLReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;

/** What the JDK's parser, which shares no code with the encoder, reads in a CRL. Reading proves nothing. */
record CrlReading(long number, Instant thisUpdate, Instant nextUpdate, List<CrlEntry> entries) {
    private static final String CRL_NUMBER = "2.5.29.20";

    CrlReading {
        entries = List.copyOf(entries);
    }

    /** Octets whose form and depth were checked before: the parser recurses as its input says. */
    static CrlReading of(byte[] der) throws CrlFaultException {
        try {
            ByteArrayInputStream octets = new ByteArrayInputStream(der);
            X509CRL crl = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(octets);
            if (octets.available() > 0) {
                throw new CrlFaultException("octets behind the CRL");
            }
            if (crl.getNextUpdate() == null) {
                throw new CrlFaultException("without nextUpdate");
            }
            List<CrlEntry> entries = new ArrayList<>();
            if (crl.getRevokedCertificates() != null) {
                for (X509CRLEntry entry : crl.getRevokedCertificates()) {
                    entries.add(entry(entry));
                }
            }
            return new CrlReading(
                    number(crl),
                    crl.getThisUpdate().toInstant(),
                    crl.getNextUpdate().toInstant(),
                    entries);
        } catch (CRLException | CertificateException | RuntimeException e) {
            // The JDK and Bouncy Castle report values of the wrong type in either way.
            throw new CrlFaultException("unreadable CRL: " + e.getMessage(), e);
        }
    }

    private static CrlEntry entry(X509CRLEntry entry) throws CrlFaultException {
        return new CrlEntry(
                new SerialNumber(entry.getSerialNumber()),
                entry.getRevocationDate().toInstant(),
                entry.getRevocationReason() == null
                        ? RevocationReason.UNSPECIFIED
                        : reason(entry.getRevocationReason()));
    }

    private static RevocationReason reason(CRLReason code) throws CrlFaultException {
        return switch (code) {
            case UNSPECIFIED -> RevocationReason.UNSPECIFIED;
            case KEY_COMPROMISE -> RevocationReason.KEY_COMPROMISE;
            case AFFILIATION_CHANGED -> RevocationReason.AFFILIATION_CHANGED;
            case SUPERSEDED -> RevocationReason.SUPERSEDED;
            case CESSATION_OF_OPERATION -> RevocationReason.CESSATION_OF_OPERATION;
            case PRIVILEGE_WITHDRAWN -> RevocationReason.PRIVILEGE_WITHDRAWN;
            default -> throw new CrlFaultException("an entry with the reason " + code);
        };
    }

    private static long number(X509CRL crl) throws CrlFaultException {
        byte[] value = crl.getExtensionValue(CRL_NUMBER);
        if (value == null) {
            throw new CrlFaultException("without CRL number");
        }
        byte[] wrapped = ASN1OctetString.getInstance(value).getOctets();
        BigInteger number = ASN1Integer.getInstance(wrapped).getValue();
        return number.longValueExact();
    }
}
