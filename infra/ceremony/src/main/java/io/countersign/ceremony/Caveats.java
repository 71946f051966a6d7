package io.countersign.ceremony;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a ceremony of this kind does not prove; stands in the transcript, so that silence never looks like a promise. */
final class Caveats {
    private Caveats() {}

    static List<String> of(Path module) {
        List<String> caveats = new ArrayList<>();
        if (module.getFileName().toString().toLowerCase(Locale.ROOT).contains("softhsm")) {
            // Copied token folder plus PIN signed elsewhere (hsm-facts 8).
            caveats.add("SoftHSM keeps keys in files: whoever copies them and the PIN has the keys.");
        }
        caveats.add(
                "PINs were read from files: whoever reads a PIN file may use its token, a standing exception to dual control.");
        caveats.add("The security officer's PIN can set a new user PIN without the old one.");
        caveats.add("The private keys of those present were files on the ceremony's machine.");
        return caveats;
    }
}
