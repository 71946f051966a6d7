package io.countersign.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SoftHsmTest {
    @Test
    void keepsTokensInItsOwnFolderAndTellsChildrenWhere(@TempDir Path folder) {
        SoftHsm hsm = SoftHsm.in(folder);
        assertThat(hsm.module()).exists();
        assertThat(hsm.environment())
                .containsExactlyEntriesOf(
                        Map.of("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString()));
        assertThat(hsm.configuration()).content().contains("directories.tokendir = " + folder.resolve("tokens"));
        assertThat(folder.resolve("tokens")).isDirectory();
    }
}
