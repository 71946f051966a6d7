package io.countersign.agent;

import io.countersign.agent.DurableFile.Access;
import io.countersign.x509.crl.Crl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One CRL that this node's etcd reads at each handshake.
 *
 * @param issuer CA inside the node's cluster, {@code etcd-ca}
 * @param file what etcd's {@code --client-crl-file} and {@code --peer-crl-file} name
 * @param encoding default: DER, the only one that etcd 3.6 and later read (kubernetes-pki 5.3)
 * @param mode octal mode; default: that of the file in place, else 0644
 * @param owner user that shall own the file; default: that of the file in place
 * @param group group likewise
 */
public record ManagedCrl(
        String issuer,
        Path file,
        Optional<Encoding> encoding,
        Optional<String> mode,
        Optional<String> owner,
        Optional<String> group) {

    /** Form of the file. */
    public enum Encoding {
        DER,
        PEM
    }

    byte[] encoded(Crl crl) {
        return encoding.orElse(Encoding.DER) == Encoding.DER
                ? crl.der().toArray()
                : crl.pem().getBytes(StandardCharsets.US_ASCII);
    }

    /** Replaces the file; a reader sees the old list or the new one, and after a crash one of them is there. */
    void install(Crl crl) throws IOException {
        DurableFile.write(file, encoded(crl), Access.of(file, mode, "0644", owner, group));
    }

    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (issuer == null || file == null) {
            return List.of("crls: each needs issuer and file");
        }
        if (!file.isAbsolute()) {
            faults.add("crls: " + file + " is not an absolute path");
        } else if (Files.isSymbolicLink(file)) {
            // Renaming over a link would cut it from whoever owns its target.
            faults.add("crls: " + file + " is a symbolic link; name the file itself");
        }
        return faults;
    }
}
