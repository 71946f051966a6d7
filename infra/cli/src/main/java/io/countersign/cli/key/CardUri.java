package io.countersign.cli.key;

import io.countersign.cli.CliException;
import io.countersign.hsm.Pkcs11Uri;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key on a card, as an RFC 7512 URI: {@code pkcs11:token=…;object=…?module-path=…&pin-source=file:…}.
 *
 * @param object CKA_LABEL of the private key
 * @param pinSource file with the PIN; without it the PIN is asked for
 */
record CardUri(String token, String object, Path module, Optional<Path> pinSource) {
    static final String SCHEME = "pkcs11:";

    private static final String SHAPE =
            "write 'pkcs11:token=LABEL;object=LABEL?module-path=/path/of/module.so', in quotes,"
                    + " with &pin-source=file:/path where nobody can type the PIN";

    static CardUri parse(String text) throws CliException {
        String rest = text.substring(SCHEME.length());
        int query = rest.indexOf('?');
        String path = query < 0 ? rest : rest.substring(0, query);
        if (rest.contains("pin-value=")) {
            // Neither the value nor the URI is repeated: this text may end in a log.
            throw CliException.usage(
                    "the URI holds a PIN (pin-value)",
                    "everybody on this machine can read arguments; leave it out to be asked, or name a file with"
                            + " pin-source=file:/path, and change the PIN");
        }
        List<String> others = new ArrayList<>();
        List<String> objects = new ArrayList<>();
        for (String attribute : path.split(";", -1)) {
            if (attribute.startsWith("object=")) {
                objects.add(attribute.substring("object=".length()));
            } else {
                others.add(attribute);
            }
        }
        try {
            if (objects.size() != 1) {
                throw new IllegalArgumentException("it names " + objects.size() + " objects, not one");
            }
            Pkcs11Uri uri =
                    Pkcs11Uri.parse(SCHEME + String.join(";", others) + (query < 0 ? "" : rest.substring(query)));
            return new CardUri(
                    uri.token().orElseThrow(() -> new IllegalArgumentException("it names no token")),
                    decoded(objects.get(0)),
                    uri.modulePath()
                            .filter(Path::isAbsolute)
                            .orElseThrow(() -> new IllegalArgumentException("it names no absolute module-path")),
                    uri.pinSource());
        } catch (IllegalArgumentException e) {
            throw CliException.usage("the key's URI cannot be used: " + e.getMessage(), SHAPE);
        }
    }

    /** Percent-decoding is the same for every attribute. */
    private static String decoded(String value) {
        return Pkcs11Uri.parse(SCHEME + "token=" + value)
                .token()
                .filter(label -> !label.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("it names an object without a label"));
    }
}
