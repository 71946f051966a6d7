package io.countersign.e2e.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** A kubeconfig with embedded material, mode 0600, as kubeadm writes it (kubernetes/client-go tools/clientcmd/loader.go). */
public final class Kubeconfig {
    private Kubeconfig() {}

    public static Path write(
            Path file, String cluster, String user, String server, Path ca, Path certificate, Path key) {
        String text =
                """
                apiVersion: v1
                kind: Config
                clusters:
                - name: %1$s
                  cluster:
                    server: %3$s
                    certificate-authority-data: %4$s
                contexts:
                - name: %2$s@%1$s
                  context: {cluster: %1$s, user: %2$s}
                current-context: %2$s@%1$s
                users:
                - name: %2$s
                  user:
                    client-certificate-data: %5$s
                    client-key-data: %6$s
                """
                        .formatted(cluster, user, server, data(ca), data(certificate), data(key));
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String data(Path file) {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
