package io.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** Who owns a library of the signer owns the CA keys while they are open, so there is little of it (security 1.1). */
final class SignerClassPathIT {
    private static final Path LIB = Path.of(System.getProperty("repository.root"), "signer-service", "target", "lib");

    /** Packages that have no business in the process that holds the CA keys. */
    private static final List<String> FORBIDDEN = List.of(
            "io/vertx/ext/web/",
            "io/vertx/sqlclient/",
            "io/vertx/pgclient/",
            "org/postgresql/",
            "com/zaxxer/hikari/",
            "org/flywaydb/",
            "java/sql/",
            "org/h2/",
            "io/fabric8/",
            "io/kubernetes/",
            "org/eclipse/jetty/",
            "jakarta/servlet/",
            "org/apache/http/",
            "okhttp3/",
            "picocli/",
            "org/apache/logging/log4j/core/");

    @Test
    void holdsNoWebDatabaseOrKubernetesLibrary() throws IOException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(LIB, "*.jar")) {
            files.forEach(jars::add);
        }
        assertThat(jars).as("the class path as shipped").hasSizeGreaterThan(10);
        for (Path jar : jars) {
            try (JarFile opened = new JarFile(jar.toFile())) {
                assertThat(opened.stream().map(entry -> entry.getName()))
                        .as(jar.getFileName().toString())
                        .noneMatch(name -> FORBIDDEN.stream().anyMatch(name::startsWith));
            }
        }
    }

    @Test
    void holdsNoOtherService() throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(LIB, "{registry-service,audit-service,expiry-watcher,countersign-stack}*")) {
            assertThat(files).isEmpty();
        }
    }
}
