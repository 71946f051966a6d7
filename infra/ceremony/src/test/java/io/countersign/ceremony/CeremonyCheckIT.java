package io.countersign.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Json;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CeremonyHeld;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever changes the record of a ceremony is found out. */
class CeremonyCheckIT {
    private static Hall hall;
    private static Path original;
    private Path copy;

    @BeforeAll
    static void hold() throws Exception {
        hall = Hall.open();
        original = hall.folder.resolve("out");
        new KeyCeremony(InstantSource.system(), new SecureRandom())
                .hold(PlanFile.read(hall.plan("alice", "bob"), CeremonyPlan.class), original);
    }

    @BeforeEach
    void copy() throws Exception {
        copy = Files.createTempDirectory(hall.folder, "copy");
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(original.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private Transcript verify() throws CeremonyException {
        return new CeremonyCheck(new CeremonyFolder(copy)).verify(Optional.empty());
    }

    private void rewrite(CeremonyHeld held) throws Exception {
        Files.write(copy.resolve("transcript.json"), Json.canonical(held));
    }

    private CeremonyHeld held() throws CeremonyException {
        return new CeremonyFolder(copy).transcript();
    }

    @Test
    void acceptsAFaithfulCopy() throws Exception {
        assertThat(verify().persons()).containsExactly("alice", "bob");
    }

    @Test
    void refusesAnotherPinThanTheFolderClaims() {
        Optional<Sha256> kept = Optional.of(Sha256.of(new byte[1]));

        assertThatThrownBy(() -> new CeremonyCheck(new CeremonyFolder(copy)).verify(kept))
                .isInstanceOf(CeremonyException.class)
                .hasMessageContaining("SHA-256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trust.json",
                "trust.sha256",
                "log.vkeys",
                "transcript.json",
                "issuers/demo/ca.pem",
                "crls/demo/etcd-ca.crl",
                "crls/countersign/services.crl"
            })
    void findsOneChangedByteInEveryFile(String name) throws Exception {
        Path file = copy.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(this::verify).isInstanceOf(CeremonyException.class);
    }

    @Test
    void refusesATranscriptSignedByOnePersonTwice() throws Exception {
        CeremonyHeld held = held();
        rewrite(new CeremonyHeld(
                held.payload(),
                List.of(held.approvals().get(0), held.approvals().get(0))));

        assertThatThrownBy(this::verify)
                .isInstanceOf(CeremonyException.class)
                .hasMessageContaining("1 of 2 officers signed");
    }

    @Test
    void refusesAnEditedTranscriptUnderTheOldSignatures() throws Exception {
        CeremonyHeld held = held();
        String text = new String(Base64.getUrlDecoder().decode(held.payload()), StandardCharsets.UTF_8);
        String edited = text.replace("\"bob\"", "\"eve\"");
        assertThat(edited).isNotEqualTo(text);
        rewrite(new CeremonyHeld(
                Base64.getUrlEncoder().withoutPadding().encodeToString(edited.getBytes(StandardCharsets.UTF_8)),
                held.approvals()));

        assertThatThrownBy(this::verify).isInstanceOf(CeremonyException.class).hasMessageContaining("does not verify");
    }

    @Test
    void refusesAnAuthoritySwappedForAnother() throws Exception {
        Files.write(copy.resolve("issuers/demo/ca.pem"), Files.readAllBytes(copy.resolve("issuers/demo/etcd-ca.pem")));

        assertThatThrownBy(this::verify).hasMessageContaining("demo/ca: the PEM file is not the trusted certificate");
    }

    /** It verifies under no CA but its own, and the transcript names it. */
    @Test
    void refusesACrlSwappedForAnother() throws Exception {
        Files.write(
                copy.resolve("crls/demo/etcd-ca.crl"),
                Files.readAllBytes(copy.resolve("crls/countersign/services.crl")));

        assertThatThrownBy(this::verify)
                .hasMessageContaining("crls/demo/etcd-ca.crl is not the CRL of the transcript")
                .hasMessageContaining("crls/demo/etcd-ca.crl: not signed by the key");
    }

    @Test
    void refusesARecordWithoutItsCrls() throws Exception {
        Files.delete(copy.resolve("crls/demo/etcd-ca.crl"));

        assertThatThrownBy(this::verify).hasMessageContaining("etcd-ca.crl cannot be read");
    }

    @Test
    void exitsWithOneForARecordThatDoesNotHold() throws Exception {
        Files.delete(copy.resolve("transcript.json"));

        assertThat(CeremonyMain.run("verify", copy.toString())).isEqualTo(1);
        assertThat(CeremonyMain.run("verify", copy.toString(), "--pin", "xyz")).isEqualTo(2);
    }
}
