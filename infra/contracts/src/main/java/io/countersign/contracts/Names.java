package io.countersign.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Every name a certificate carries. Two equal values mean the same names: SAN lists are sorted and without doubles; the
 * organizations keep their order, which is part of the subject's bytes.
 *
 * @param commonName subject CN, may be empty only where a profile says so
 * @param organizations subject O values in order; Kubernetes reads them as groups
 * @param dns dNSName SANs, lower case
 * @param ips iPAddress SANs in their canonical text form (RFC 5952 for IPv6)
 * @param uris uniformResourceIdentifier SANs
 */
public record Names(
        @JsonProperty("cn") String commonName,
        @JsonProperty("o") List<String> organizations,
        @JsonProperty("dns") List<String> dns,
        @JsonProperty("ip") List<String> ips,
        @JsonProperty("uri") List<String> uris) {
    public Names {
        organizations = List.copyOf(organizations);
        dns = sorted(dns);
        ips = sorted(ips);
        uris = sorted(uris);
    }

    /** Names with a subject only, as client certificates have them. */
    public static Names subject(String commonName, String... organizations) {
        return new Names(commonName, List.of(organizations), List.of(), List.of(), List.of());
    }

    private static List<String> sorted(List<String> values) {
        return values.stream().sorted().distinct().toList();
    }
}
