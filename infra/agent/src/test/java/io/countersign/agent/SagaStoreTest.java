package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Approval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SagaStoreTest {
    @TempDir
    Path folder;

    @Test
    void remembersTheStateForTheNextStart() throws Exception {
        SagaState state = SagaState.keyMade(Optional.of("no standing grant is known"))
                .requested("abc")
                .installed(Instant.parse("2026-11-22T12:00:00Z"));
        SagaStore.open(folder, Node.LINEAGE).state(state);

        assertThat(SagaStore.open(folder, Node.LINEAGE).state()).isEqualTo(state);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("demo/etcd-server/cp-1/state.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void readsTheStateThatAnEarlierVersionWrote() throws Exception {
        SagaStore store = SagaStore.open(folder, Node.LINEAGE);
        Files.writeString(
                folder.resolve("demo/etcd-server/cp-1/state.json"),
                "{\"step\":\"REQUESTED\",\"request\":\"abc\",\"installedAt\":null,\"detail\":null,\"restUntil\":null}");

        assertThat(store.state()).isEqualTo(SagaState.keyMade(Optional.empty()).requested("abc"));
    }

    @Test
    void remembersTheOneOrderAndTheGrant() throws Exception {
        SignedRenewal renewal =
                new SignedRenewal("PAYLOAD", "ITEM", "CSR", new Approval("HEADER", "SIGNATURE"), "PEM", "GRANT");
        SagaStore store = SagaStore.open(folder, Node.LINEAGE);
        assertThat(store.renewal()).isEmpty();
        assertThat(store.grant()).isEmpty();
        store.renewal(renewal);
        store.grant("{\"a\":1}");

        SagaStore next = SagaStore.open(folder, Node.LINEAGE);
        assertThat(next.renewal()).contains(renewal);
        assertThat(next.grant()).contains("{\"a\":1}");
        next.forgetRenewal();
        next.forgetGrant();
        assertThat(next.renewal()).isEmpty();
        assertThat(next.grant()).isEmpty();
    }

    @Test
    void doesNotTakeADamagedOrderForNone() throws Exception {
        SagaStore store = SagaStore.open(folder, Node.LINEAGE);
        Files.writeString(folder.resolve("demo/etcd-server/cp-1/renewal.json"), "{\"payload\":\"");

        assertThatThrownBy(store::renewal).isInstanceOf(IOException.class).hasMessageContaining("is damaged");
    }

    @Test
    void doesNotGuessWhatADamagedStateMeant() throws Exception {
        SagaStore store = SagaStore.open(folder, Node.LINEAGE);
        Files.writeString(folder.resolve("demo/etcd-server/cp-1/state.json"), "{\"step\":\"INST");

        assertThatThrownBy(store::state).isInstanceOf(IOException.class).hasMessageContaining("is damaged");
    }
}
