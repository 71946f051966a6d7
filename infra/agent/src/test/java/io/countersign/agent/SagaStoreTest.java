package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SagaStoreTest {
    @TempDir
    Path folder;

    @Test
    void remembersTheStateForTheNextStart() throws Exception {
        SagaState state = SagaState.keyMade().requested("abc").installed(Instant.parse("2026-11-22T12:00:00Z"));
        SagaStore.open(folder, Node.LINEAGE).state(state);

        assertThat(SagaStore.open(folder, Node.LINEAGE).state()).isEqualTo(state);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("demo/etcd-server/cp-1/state.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void doesNotGuessWhatADamagedStateMeant() throws Exception {
        SagaStore store = SagaStore.open(folder, Node.LINEAGE);
        Files.writeString(folder.resolve("demo/etcd-server/cp-1/state.json"), "{\"step\":\"INST");

        assertThatThrownBy(store::state).isInstanceOf(IOException.class).hasMessageContaining("is damaged");
    }
}
