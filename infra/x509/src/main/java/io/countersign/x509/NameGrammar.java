package io.countersign.x509;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.util.regex.Pattern;

/** Which characters and lengths names may have, before any profile is asked (kubernetes-pki 7.1 and 7.2). */
final class NameGrammar {
    /** RFC 5280 appendix A: ub-common-name and ub-organization-name. */
    private static final int MAX_LENGTH = 64;

    /** {@code system:node:} and a node name of 253; Kubernetes does not enforce ub-common-name. */
    private static final int MAX_NODE_LENGTH = 265;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NUMERIC = Pattern.compile("[0-9]+|0x[0-9a-f]+");

    private NameGrammar() {}

    static void requireCommonName(String value) throws RefusedException {
        requirePrintable("CN", value, value.startsWith("system:node:") ? MAX_NODE_LENGTH : MAX_LENGTH);
    }

    static void requireOrganization(String value) throws RefusedException {
        requirePrintable("O", value, MAX_LENGTH);
    }

    static void requireUri(String value) throws RefusedException {
        // SPIFFE ID 2.3 allows 2048; ours stay far below.
        requirePrintable("URI", value, 512);
    }

    /** A host name: lower-case LDH labels, and a last label no reader can take for part of an IP address. */
    static void requireDnsName(String value) throws RefusedException {
        requireAscii("dNSName", value);
        String[] labels = value.split("\\.", -1);
        boolean sound = value.length() <= 253;
        for (String label : labels) {
            sound &= LABEL.matcher(label).matches();
        }
        if (!sound || NUMERIC.matcher(labels[labels.length - 1]).matches()) {
            throw new RefusedException(RefusalCode.DNS_NAME, "dNSName '" + escaped(value) + "'");
        }
    }

    private static void requirePrintable(String what, String value, int limit) throws RefusedException {
        if (value.isEmpty() || value.length() > limit) {
            throw new RefusedException(
                    RefusalCode.NAME_LENGTH,
                    what + " has " + value.length() + " characters, 1 to " + limit + " allowed");
        }
        requireAscii(what, value);
        if (value.startsWith(" ") || value.endsWith(" ")) {
            throw new RefusedException(RefusalCode.NAME_CHARACTERS, what + " begins or ends with a blank");
        }
    }

    private static void requireAscii(String what, String value) throws RefusedException {
        if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new RefusedException(RefusalCode.NAME_CHARACTERS, what + " '" + escaped(value) + "'");
        }
    }

    /** Printable ASCII only, so that a refusal cannot forge log lines. */
    static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        value.chars().limit(100).forEach(c -> {
            if (c >= ' ' && c <= '~') {
                text.append((char) c);
            } else {
                text.append(String.format("\\u%04x", c));
            }
        });
        return value.length() > 100 ? text + "…" : text.toString();
    }
}
