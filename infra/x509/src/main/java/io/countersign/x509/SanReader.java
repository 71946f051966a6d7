package io.countersign.x509;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;

/** Reads the alternative names of a request (RFC 5280 4.2.1.6). */
final class SanReader {
    private static final int MAX_NAMES = 50;

    private final List<String> dns = new ArrayList<>();
    private final List<String> ips = new ArrayList<>();
    private final List<String> uris = new ArrayList<>();

    static SanReader none() {
        return new SanReader();
    }

    static SanReader read(GeneralName[] names) throws RefusedException {
        if (names.length == 0) {
            throw new RefusedException(RefusalCode.CSR_EXTENSION, "the subjectAltName is empty");
        }
        if (names.length > MAX_NAMES) {
            throw new RefusedException(RefusalCode.TOO_MANY_NAMES, names.length + " SANs, at most 50");
        }
        SanReader reader = new SanReader();
        for (GeneralName name : names) {
            reader.add(name);
        }
        return reader;
    }

    List<String> dns() {
        return dns;
    }

    List<String> ips() {
        return ips;
    }

    List<String> uris() {
        return uris;
    }

    private void add(GeneralName name) throws RefusedException {
        switch (name.getTagNo()) {
            case GeneralName.dNSName -> {
                String value = ASN1IA5String.getInstance(name.getName()).getString();
                NameGrammar.requireDnsName(value);
                dns.add(value);
            }
            case GeneralName.iPAddress -> {
                byte[] octets = ASN1OctetString.getInstance(name.getName()).getOctets();
                // Go reads ::ffff:10.0.0.1 as IPv4, others as IPv6 (security 1.3), so only 4 octets mean IPv4.
                IpAddress address = IpAddress.of(octets)
                        .filter(IpAddress::isUnicast)
                        .orElseThrow(() -> new RefusedException(
                                RefusalCode.IP_ADDRESS,
                                "an iPAddress of " + octets.length + " octets is mapped, unspecified or multicast"));
                ips.add(address.toString());
            }
            case GeneralName.uniformResourceIdentifier -> {
                String value = ASN1IA5String.getInstance(name.getName()).getString();
                NameGrammar.requireUri(value);
                uris.add(value);
            }
            default -> throw new RefusedException(RefusalCode.SAN_TYPE, "a SAN of kind " + name.getTagNo());
        }
    }
}
