package io.countersign.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.orders.TrustDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatcherMainTest {
    @TempDir
    private Path folder;

    @Test
    void takesTheControlPlanesFromTheTrustDocument() throws Exception {
        TrustFile trust = TrustFile.write(folder.resolve("trust.json"));

        assertThat(WatcherMain.controlPlanes(TrustDocument.open(Files.readAllBytes(trust.file()), trust.pin())))
                .containsOnlyKeys("demo")
                .hasEntrySatisfying("demo", nodes -> assertThat(nodes).containsExactly("cp-1", "cp-2"));
    }
}
