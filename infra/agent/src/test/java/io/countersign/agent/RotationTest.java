package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.agent.ManagedLineage.Reload;
import io.countersign.agent.Registry.RejectedException;
import io.countersign.agent.Registry.RequestView;
import io.countersign.agent.SagaState.Step;
import io.countersign.agent.TestCa.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationTest {
    private static final Duration LIFE = Duration.ofHours(10);

    @TempDir
    Path folder;

    private Node node;

    @BeforeEach
    void makeNode() throws Exception {
        node = new Node(folder);
    }

    @Test
    void installsTheNewPairAndReportsItServed() throws Exception {
        Rotation rotation = node.rotation();

        assertThat(rotation.startIfDue(Optional.empty())).isTrue();
        assertThat(rotation.advance()).isFalse();

        assertThat(node.certificate()).isNotEqualTo(node.oldCertificate);
        assertThat(node.key()).isNotEqualTo(node.oldKey);
        assertKeyFits();
        String serial = Node.serial(node.certificate());
        assertThat(node.registry.reports).containsExactly("installed " + serial, "served " + serial);
        assertThat(rotation.state()).isEqualTo(SagaState.resting());
    }

    @Test
    void keepsTheModesOfTheFilesInPlaceAndLeavesNoOtherFiles() throws Exception {
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.empty());
        rotation.advance();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(node.keyFile)))
                .isEqualTo("rw-r-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(node.certificateFile)))
                .isEqualTo("rw-r--r--");
        try (var files = Files.list(node.keyFile.getParent())) {
            assertThat(files).containsExactlyInAnyOrder(node.keyFile, node.certificateFile);
        }
        assertThat(node.state.resolve("demo/etcd-server/cp-1/key.pem")).doesNotExist();
    }

    @Test
    void waitsWhileNobodyHasApproved() throws Exception {
        node.registry.state = "approving";
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.empty());

        assertThat(rotation.advance()).isTrue();
        assertThat(rotation.state().step()).isEqualTo(Step.REQUESTED);
        assertThat(node.key()).isEqualTo(node.oldKey);

        node.registry.state = "issued";
        assertThat(rotation.advance()).isFalse();
        assertThat(node.key()).isNotEqualTo(node.oldKey);
    }

    @Test
    void goesBackWhenTheProbeStillSeesTheOldCertificate() throws Exception {
        node.probe = () -> Node.parse(node.oldCertificate);
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.empty());
        rotation.advance();

        assertThat(node.key()).isEqualTo(node.oldKey);
        assertThat(node.certificate()).isEqualTo(node.oldCertificate);
        assertThat(node.registry.reports).singleElement().asString().startsWith("rolled-back ");
        assertThat(rotation.state().detail().orElseThrow())
                .isEqualTo("rolled back: the probe still sees serial " + Node.serial(node.oldCertificate));
    }

    @Test
    void goesBackWhenTheReloadFails() throws Exception {
        node.reload = new Reload(List.of("/bin/false"), Optional.empty());
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.empty());
        rotation.advance();

        assertThat(node.certificate()).isEqualTo(node.oldCertificate);
        assertThat(rotation.state().detail().orElseThrow())
                .contains("the reload failed: /bin/false ended with status 1");
    }

    @Test
    void runsTheReloadCommandOfTheLocalConfiguration() throws Exception {
        Path told = folder.resolve("told");
        node.reload = new Reload(List.of("/usr/bin/touch", told.toString()), Optional.empty());
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.empty());
        rotation.advance();

        assertThat(told).exists();
        assertThat(node.certificate()).isNotEqualTo(node.oldCertificate);
    }

    @Test
    void refusesACertificateOfAnotherCa() throws Exception {
        TestCa other = new TestCa("other-ca", Node.START);
        node.registry.issuing = request -> other.issue(request, Node.START, LIFE);
        assertRefused("issued under another name than CN=etcd-ca");
    }

    @Test
    void refusesACertificateOfAForgedCaWithTheSameName() throws Exception {
        TestCa forged = new TestCa("etcd-ca", Node.START);
        node.registry.issuing = request -> forged.issue(request, Node.START, LIFE);
        assertRefused("not signed by the key of CN=etcd-ca");
    }

    @Test
    void refusesACertificateForAnotherKey() throws Exception {
        var otherKey = TestCa.keyPair().getPublic();
        node.registry.issuing = request -> node.ca.issue(Wanted.by(request, Node.START, LIFE), otherKey);
        assertRefused("the key is not the one of our request");
    }

    @Test
    void refusesACertificateWithOneNameLess() throws Exception {
        node.registry.issuing = request -> node.ca.issue(
                Wanted.by(request, Node.START, LIFE).named(new GeneralName(GeneralName.dNSName, "cp-1")),
                TestCa.publicKey(request));
        assertRefused(
                "the names are Names[commonName=cp-1, organizations=[], dns=[cp-1], ips=[], uris=[]], asked were");
    }

    @Test
    void refusesACertificateWithAnotherSubject() throws Exception {
        node.registry.issuing = request -> node.ca.issue(
                Wanted.by(request, Node.START, LIFE).called("CN=cp-1,O=system:masters"), TestCa.publicKey(request));
        assertRefused("the names are");
    }

    @Test
    void refusesACaCertificate() throws Exception {
        node.registry.issuing =
                request -> node.ca.issue(Wanted.by(request, Node.START, LIFE).asCa(), TestCa.publicKey(request));
        assertRefused("it is a CA certificate");
    }

    @Test
    void refusesACertificateThatHasExpired() throws Exception {
        node.registry.issuing =
                request -> node.ca.issue(request, Node.START.minus(LIFE).minusSeconds(1), LIFE);
        assertRefused("it is valid from");
    }

    private void assertRefused(String because) throws Exception {
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.empty());
        rotation.advance();

        assertThat(rotation.state().step()).isEqualTo(Step.RESTING);
        assertThat(rotation.state().detail().orElseThrow()).contains(because);
        assertThat(node.key()).isEqualTo(node.oldKey);
        assertThat(node.certificate()).isEqualTo(node.oldCertificate);
        assertThat(node.registry.reports).isEmpty();
    }

    @Test
    void restsAfterADenialAndThenAsksWithANewKey() throws Exception {
        node.registry.state = "denied";
        node.registry.refusal = Optional.of(new RequestView.Reason("denied", "not today"));
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.empty());
        rotation.advance();

        assertThat(rotation.state().detail().orElseThrow()).contains("ended denied denied: not today");
        assertThat(rotation.startIfDue(Optional.of(Node.HINT))).isFalse();

        node.now = node.now.plus(Node.RETRY_AFTER);
        node.registry.state = "issued";
        assertThat(rotation.startIfDue(Optional.empty())).isTrue();
        rotation.advance();
        assertThat(node.registry.requests).hasSize(2);
        assertThat(node.certificate()).isNotEqualTo(node.oldCertificate);
    }

    @Test
    void restsWhenTheRegistryRejectsTheRequest() throws Exception {
        node.registry.rejection = Optional.of(new RejectedException("not-permitted", "another node's lineage"));
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.empty());

        assertThat(rotation.advance()).isFalse();
        assertThat(rotation.state().detail().orElseThrow())
                .isEqualTo("the request was rejected: not-permitted: another node's lineage");
    }

    @Test
    void aRegistryThatIsDownDelaysButLosesNothing() throws Exception {
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.empty());
        node.registry.down = true;
        assertThatThrownBy(rotation::advance).isInstanceOf(IOException.class);
        assertThat(rotation.state().step()).isEqualTo(Step.KEY_MADE);

        node.registry.down = false;
        assertThat(rotation.advance()).isFalse();
        assertThat(node.registry.requests).hasSize(1);
        assertThat(node.certificate()).isNotEqualTo(node.oldCertificate);
    }

    @Test
    void theFirstCertificateOfALineageStaysEvenWhenNotYetServed() throws Exception {
        node.probe = () -> {
            throw new IOException("connection refused");
        };
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.empty());
        Files.delete(node.keyFile);
        assertThatThrownBy(rotation::advance).hasMessageContaining("installed, but the probe fails");

        assertThat(rotation.state().step()).isEqualTo(Step.INSTALLED);
        assertKeyFits();
    }

    private void assertKeyFits() throws Exception {
        assertThat(KeyMatch.of(node.key(), node.certificate())).isTrue();
    }
}
