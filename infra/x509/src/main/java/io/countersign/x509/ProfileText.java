package io.countersign.x509;

import io.countersign.contracts.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The members of a profile's JSON text, all required, none other allowed.
 *
 * @param name the profile's name
 * @param encoder version of the to-be-signed encoding, so that a text means the same bytes for ever
 * @param issuer which CA of the cluster signs
 * @param component second part of the lineage
 * @param tier how much such a certificate can do
 * @param persons distinct persons who must approve
 * @param requesterCounts whether the asker may be one of them
 * @param maxLifetime longest life after the backdating, ISO 8601
 * @param useByCap longest time an order may wait for use, ISO 8601
 * @param renewAt share of life after which a successor is due
 * @param extendedKeyUsage {@code serverAuth}, {@code clientAuth}
 * @param instance where the lineage's instance comes from
 * @param instances the only instances allowed; empty for any
 * @param node whether the instance must be a listed node
 * @param subject subject rule
 * @param san rules of the alternative names
 */
record ProfileText(
        String name,
        String encoder,
        String issuer,
        String component,
        Tier tier,
        int persons,
        boolean requesterCounts,
        Duration maxLifetime,
        Duration useByCap,
        double renewAt,
        List<String> extendedKeyUsage,
        InstanceSource instance,
        List<String> instances,
        NodeRule node,
        Subject subject,
        San san) {
    ProfileText {
        // A JSON null is no value; the reader alone would let it through.
        for (Object member : Arrays.asList(
                name, encoder, issuer, component, tier, maxLifetime, useByCap, instance, node, subject, san)) {
            Objects.requireNonNull(member, "a member is null");
        }
        extendedKeyUsage = List.copyOf(extendedKeyUsage);
        instances = List.copyOf(instances);
    }

    /** Where the instance of the lineage comes from. */
    enum InstanceSource {
        /** The names do not carry it; the order gives it. */
        GIVEN,
        /** It stands in the CN. */
        COMMON_NAME,
        /** The CN itself, or {@code u-} and 16 base32 characters of its hash where it does not fit a lineage. */
        USER
    }

    /** Which nodes may hold such a certificate. */
    enum NodeRule {
        NONE,
        ANY,
        CONTROL_PLANE
    }

    /**
     * The subject a certificate gets.
     *
     * @param cn template of the CN
     * @param o fixed organizations
     * @param groups whether the asker chooses organizations, none of them reserved
     * @param ou fixed organizational unit, empty for none
     */
    record Subject(String cn, List<String> o, boolean groups, String ou) {
        Subject {
            Objects.requireNonNull(cn, "cn is null");
            Objects.requireNonNull(ou, "ou is null");
            o = List.copyOf(o);
        }
    }

    /** Rules per kind of name. */
    record San(NameSet dns, NameSet ip, NameSet uri) {
        San {
            Objects.requireNonNull(dns, "dns is null");
            Objects.requireNonNull(ip, "ip is null");
            Objects.requireNonNull(uri, "uri is null");
        }
    }

    /**
     * Names of one kind.
     *
     * @param required templates of names that must be there
     * @param allowed templates of names that may be there besides
     */
    record NameSet(List<String> required, List<String> allowed) {
        NameSet {
            required = List.copyOf(required);
            allowed = List.copyOf(allowed);
        }
    }

    static ProfileText parse(String text) {
        try {
            return Json.STRICT.readValue(text.getBytes(StandardCharsets.UTF_8), ProfileText.class);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a profile: " + e.getMessage(), e);
        }
    }
}
