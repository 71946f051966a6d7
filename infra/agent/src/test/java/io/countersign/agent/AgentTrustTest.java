package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Installation;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDraft;
import io.countersign.x509.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of the trust document on a node, from a registry that may lie. */
class AgentTrustTest {
    private static final Instant START = Node.START;
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Installation INSTALLATION = Installation.at(START);

    @TempDir
    Path folder;

    private final ScriptedRegistry registry = new ScriptedRegistry(request -> "");
    private AgentConfig.TrustPin pin;

    @BeforeEach
    void pin() throws Exception {
        Path file = Files.write(folder.resolve("trust.json"), INSTALLATION.file());
        pin = new AgentConfig.TrustPin(file, Sha256.of(INSTALLATION.file()).hex());
    }

    private AgentTrust open() throws Exception {
        return AgentTrust.open(pin, folder.resolve("state"), START);
    }

    private static Profile shorter() {
        Profile peer = INSTALLATION.trust().profile("etcd-peer").orElseThrow();
        return Profile.parse(peer.text().replace("P365D", "P90D"));
    }

    /** Version 2 has another text of one profile. */
    private static TrustContent second() {
        return TrustDraft.after(INSTALLATION.trust())
                .profiles(before -> before.stream()
                        .map(profile -> profile.name().equals("etcd-peer") ? shorter() : profile)
                        .toList())
                .content(START, MONTH);
    }

    private void show(byte[]... files) {
        ObjectNode answer = Json.TOLERANT.createObjectNode();
        ArrayNode versions = answer.putArray("versions");
        int version = 1;
        for (byte[] file : files) {
            versions.addObject()
                    .put("version", version++)
                    .put("document", Base64.getEncoder().encodeToString(file))
                    .put("logged", true);
        }
        registry.trust = Optional.of(answer);
    }

    @Test
    void goesByTheNextVersionAlsoAfterARestartWithoutTheRegistry() throws Exception {
        show(INSTALLATION.file(), INSTALLATION.file(second(), 0, 1));
        AgentTrust trust = open();

        trust.followIfDue(registry, START);

        assertThat(trust.current().version()).isEqualTo(2);
        assertThat(trust.current().profile("etcd-peer")).contains(shorter());
        assertThat(open().current().version()).isEqualTo(2);
    }

    @Test
    void whatRotatesGoesByTheNewVersionAtOnce() throws Exception {
        show(INSTALLATION.file(), INSTALLATION.file(second(), 0, 1));
        AgentTrust trust = open();
        GrantedNode node = new GrantedNode(folder);
        LineageTrust lineage = new PinnedIssuers(trust::current).of(node.managed());
        assertThat(lineage.document().version()).isEqualTo(1);

        trust.followIfDue(registry, START);

        assertThat(lineage.document().version()).isEqualTo(2);
        assertThat(lineage.issuer().certificate()).isEqualTo(INSTALLATION.issuer("demo", "etcd-ca"));
    }

    @Test
    void refusesToGoBackAndKeepsWhatItHas() throws Exception {
        show(INSTALLATION.file(), INSTALLATION.file(second(), 0, 1));
        open().followIfDue(registry, START);
        show(INSTALLATION.file());
        AgentTrust trust = open();

        trust.followIfDue(registry, START);

        assertThat(trust.current().version()).isEqualTo(2);
    }

    @Test
    void refusesAVersionThatOneOfficerSigned() throws Exception {
        show(INSTALLATION.file(), INSTALLATION.file(second(), 0));
        AgentTrust trust = open();

        trust.followIfDue(registry, START);

        assertThat(trust.current().version()).isEqualTo(1);
        assertThat(folder.resolve("state/trust")).doesNotExist();
    }

    @Test
    void goesOnWithoutARegistryAndAsksAgainLater() throws Exception {
        show(INSTALLATION.file(), INSTALLATION.file(second(), 0, 1));
        registry.down = true;
        AgentTrust trust = open();

        trust.followIfDue(registry, START);
        assertThat(trust.current().version()).isEqualTo(1);
        registry.down = false;
        trust.followIfDue(registry, START.plus(AgentTrust.EVERY).minusSeconds(1));
        assertThat(trust.current().version()).as("not yet").isEqualTo(1);
        trust.followIfDue(registry, START.plus(AgentTrust.EVERY));
        assertThat(trust.current().version()).isEqualTo(2);
    }

    @Test
    void startsWithNoMemoryThatSomebodyChanged() throws Exception {
        Files.createDirectories(folder.resolve("state/trust"));
        Files.write(folder.resolve("state/trust/2.json"), INSTALLATION.file(second(), 0));

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("trust-too-few-officers");
    }
}
