package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.agent.ManagedLineage.KeyAlgorithm;
import io.countersign.agent.Registry.Work;
import io.countersign.contracts.Names;
import io.countersign.orders.GrantText;
import io.countersign.orders.Installation;
import io.countersign.x509.ProfileCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a registry that lies can offer, and what does not fit: the live key signs nothing, and people are asked. */
class GrantRefusalTest {
    @TempDir
    Path folder;

    private GrantedNode node;

    @BeforeEach
    void makeNode() throws Exception {
        node = new GrantedNode(folder);
    }

    private void assertNothingSigned(Optional<Work> offered, String because) throws Exception {
        node.renew(offered);

        assertThat(node.registry.sent).isEmpty();
        assertThat(node.store().renewal()).isEmpty();
        assertThat(node.registry.asked).singleElement().asString().contains(because);
    }

    private void assertRefused(GrantText grant, String because) throws Exception {
        node.registry.sign(grant);
        assertNothingSigned(Optional.of(node.registry.offer()), because);
    }

    private void assertRefused(Consumer<ObjectNode> change, String because) throws Exception {
        assertRefused(Grants.with(node.drafted(), change), because);
    }

    @Test
    void ofAnotherLineage() throws Exception {
        assertRefused(grant -> grant.put("lin", "demo/etcd-server/cp-2"), "the grant is for demo/etcd-server/cp-2");
    }

    @Test
    void ofAnotherLineageOfTheSameNode() throws Exception {
        assertRefused(grant -> grant.put("lin", "demo/etcd-peer/cp-1"), "the grant is for demo/etcd-peer/cp-1");
    }

    @Test
    void forAnotherProfile() throws Exception {
        String peer = ProfileCatalog.builtIn().require("etcd-peer").digest().toString();
        assertRefused(
                grant -> grant.put("pro", "etcd-peer").put("prh", peer), "the grant is for the profile etcd-peer");
    }

    @Test
    void underAnotherTextOfTheProfile() throws Exception {
        String other = ProfileCatalog.builtIn().require("etcd-peer").digest().toString();
        assertRefused(grant -> grant.put("prh", other), "another text of the profile etcd-server");
    }

    @Test
    void forACaThatThePinnedTrustDocumentDoesNotKnow() throws Exception {
        Installation stranger = Installation.at(Node.START);
        assertRefused(
                grant -> grant.put(
                        "iss", stranger.issuer("demo", "etcd-ca").digest().toString()),
                "the grant is for another CA");
    }

    @Test
    void forAnotherCaOfTheSameCluster() throws Exception {
        assertRefused(
                grant -> grant.put(
                        "iss", node.installation.issuer("demo", "ca").digest().toString()),
                "the grant is for another CA");
    }

    @Test
    void forOneNameMore() throws Exception {
        assertRefused(
                grant -> grant.withObject("/san").withArray("dns").add("zz.example"),
                "the grant is for Names[commonName=cp-1");
    }

    @Test
    void forOneNameLess() throws Exception {
        assertRefused(
                grant -> grant.withObject("/san").withArray("dns").remove(0), "the grant is for Names[commonName=cp-1");
    }

    @Test
    void forAnOrganization() throws Exception {
        assertRefused(
                grant -> grant.withObject("/sub").withArray("o").add("system:masters"),
                "the grant is for Names[commonName=cp-1, organizations=[system:masters]");
    }

    @Test
    void thatHasEnded() throws Exception {
        assertRefused(Grants.until(node.drafted(), GrantedNode.HALF_OVER), "the grant ended at");
    }

    @Test
    void thatEndsWithTheCertificateInPlace() throws Exception {
        assertRefused(Grants.until(node.drafted(), node.live().notAfter()), "not after the certificate in place");
    }

    @Test
    void forLaterCertificatesOnly() throws Exception {
        assertRefused(
                Grants.since(node.drafted(), node.live().notBefore().plusSeconds(1)),
                "the grant is for certificates that begin at");
    }

    @Test
    void whoseGapIsNotOverWhenTheOwnTimerFires() throws Exception {
        Instant began = node.live().notBefore();
        Instant timer = RenewalWindow.of(node.live().certificate()).timer();
        assertRefused(
                Grants.gap(node.drafted(), Duration.between(began, timer)), "the grant allows no successor before");
    }

    @Test
    void withALongerLifeThanTheProfileHas() throws Exception {
        assertRefused(Grants.life(node.drafted(), Duration.ofDays(366)), "of at most PT8760H");
    }

    @Test
    void whoseDigestIsNotTheOneTheRegistryNames() throws Exception {
        GrantText other = Grants.gap(node.drafted(), Duration.ofHours(1));
        OfferedGrant offered =
                new OfferedGrant(node.registry.grant.text(), other.digest().toString());
        assertNothingSigned(
                Optional.of(new Work("renew", Node.LINEAGE, Optional.of(offered))), "not the one it is called");
    }

    @Test
    void thatIsUnreadable() throws Exception {
        assertNothingSigned(Optional.of(GrantingRegistry.offer("{\"act\":\"grant\"}")), "unreadable");
        assertThat(node.isRenewed()).isTrue();
    }

    @Test
    void thatIsSpelledInAnotherWay() throws Exception {
        assertNothingSigned(Optional.of(GrantingRegistry.offer(node.registry.grant.text() + " ")), "unreadable");
    }

    @Test
    void whereTheConfigurationAsksForOtherNames() throws Exception {
        node.names = Optional.of(
                new Names("cp-1", List.of(), List.of("cp-1", "localhost"), List.of("127.0.0.1", "::1"), List.of()));
        assertNothingSigned(Optional.of(node.registry.offer()), "the configuration asks for");
        assertThat(node.live().names().ips()).as("as configured").contains("::1");
    }

    @Test
    void whereTheCertificateInPlaceIsOfAnotherCa() throws Exception {
        TestCa forged = new TestCa("demo-etcd-ca", Node.START);
        FreshKey own = FreshKey.make(KeyAlgorithm.EC_P256, GrantedNode.NAMES, TestCa.RANDOM);
        Files.writeString(node.keyFile, own.keyPem());
        Files.writeString(node.certificateFile, forged.issue(own.requestPem(), Node.START, GrantedNode.LIFE));
        assertNothingSigned(Optional.of(node.registry.offer()), "not one of the pinned CA");
    }

    @Test
    void whereTheKeyInPlaceIsNotTheCertificates() throws Exception {
        Files.writeString(
                node.keyFile,
                FreshKey.make(KeyAlgorithm.EC_P256, GrantedNode.NAMES, TestCa.RANDOM)
                        .keyPem());
        assertNothingSigned(Optional.of(node.registry.offer()), "not that of the certificate in place");
    }

    @Test
    void whereTheCertificateInPlaceHasExpired() throws Exception {
        node.now = node.live().notAfter();
        assertNothingSigned(Optional.of(node.registry.offer()), "the certificate in place is valid from");
    }

    @Test
    void thatEndedBetweenTheStartAndTheOrder() throws Exception {
        node.registry.sign(Grants.until(node.drafted(), Node.START.plus(Duration.ofHours(11))));
        Rotation rotation = node.rotation();
        rotation.startIfDue(Optional.of(node.registry.offer()));
        assertThat(rotation.state().step()).isEqualTo(SagaState.Step.REDEEMING);

        node.now = Node.START.plus(Duration.ofHours(11));
        rotation.advance();
        assertThat(node.registry.sent).isEmpty();
        assertThat(node.registry.asked).singleElement().asString().contains("the grant ended at");
    }
}
