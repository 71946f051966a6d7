package io.countersign.x509.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.x509.Csr;
import io.countersign.x509.CsrForge;
import io.countersign.x509.DemoCluster;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Profile;
import io.countersign.x509.ProfileCatalog;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import io.countersign.x509.TestKeys;
import io.countersign.x509.Tier;
import io.countersign.x509.lint.Lints;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every identity of kubernetes-pki 1.1, 1.2, 4 and 5 and the product's own, from request to the bytes to sign. */
class IdentityTest {
    /** Names of the key usage bits that the JDK counts from 0. */
    private static final int DIGITAL_SIGNATURE = 0;

    private static final int KEY_ENCIPHERMENT = 2;

    static List<Identity> all() {
        return Identity.ALL;
    }

    @Test
    void coverTheCatalog() {
        Set<String> known = Identity.ALL.stream().map(Identity::profile).collect(Collectors.toCollection(TreeSet::new));
        assertThat(known).hasSameSizeAs(Identity.ALL);
        assertThat(ProfileCatalog.builtIn().all().stream().map(Profile::name)).containsExactlyElementsOf(known);
    }

    /** security 2.5: not by the look of the O. */
    @Test
    void areRankedByWhatTheyCanDo() {
        Map<Tier, Set<String>> ranks = ProfileCatalog.builtIn().all().stream()
                .collect(Collectors.groupingBy(
                        Profile::tier, Collectors.mapping(Profile::name, Collectors.toCollection(TreeSet::new))));
        assertThat(ranks)
                .isEqualTo(Map.of(
                        Tier.T0,
                        Set.of("super-admin", "front-proxy-client"),
                        Tier.T1,
                        Set.of(
                                "admin",
                                "apiserver-kubelet-client",
                                "apiserver-etcd-client",
                                "controller-manager",
                                "etcd-healthcheck-client",
                                "etcd-peer",
                                "etcd-server",
                                "infrastructure"),
                        Tier.T2,
                        Set.of(
                                "agent",
                                "apiserver",
                                "kubelet-client",
                                "kubelet-serving",
                                "person",
                                "scheduler",
                                "service",
                                "user")));
    }

    @ParameterizedTest
    @MethodSource("all")
    void getExactlyTheirNamesAndUsages(Identity identity) throws Exception {
        for (KeyPair keys : List.of(Sound.p256(1), Sound.p384(1), Sound.rsa(1))) {
            Csr csr = Csr.read(identity.request(CsrForge.with(keys)).der());
            identity.check(csr);
            TbsCertificate tbs = TbsCertificate.build(new TbsInput(
                    identity.rules(),
                    csr.names(),
                    csr.spki(),
                    DemoCluster.ca(TestKeys.p384()),
                    SerialNumber.parse("7123456789abcdef7123456789abcdef"),
                    DemoCluster.START,
                    DemoCluster.START.plus(identity.rules().maxLifetime())));
            Lints.check(tbs);
            IssuedCertificate read = tbs.reading();
            assertThat(read.names()).isEqualTo(identity.names());
            assertThat(read.key())
                    .isEqualTo(Bytes.of(keys.getPublic().getEncoded()).sha256());
            X509Certificate certificate = read.certificate();
            boolean[] due = new boolean[9];
            due[DIGITAL_SIGNATURE] = true;
            due[KEY_ENCIPHERMENT] = keys.getPublic().getAlgorithm().equals("RSA");
            assertThat(certificate.getKeyUsage()).isEqualTo(due);
            assertThat(certificate.getExtendedKeyUsage())
                    .isEqualTo(identity.rules().purposes().stream()
                            .map(KeyPurposeId::getId)
                            .toList());
            assertThat(certificate.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
        }
    }

    /** kubernetes-pki 1.1: kubeadm gave three clients system:masters up to 1.28, and admin.conf had it too (1.2). */
    @Test
    void areToldTheWayOutOfKubeadmsOldGroup() {
        for (String profile :
                List.of("apiserver-kubelet-client", "apiserver-etcd-client", "etcd-healthcheck-client", "admin")) {
            Identity identity = Identity.of(profile);
            Identity old = identity.with(Names.subject(identity.names().commonName(), "system:masters"));
            byte[] request = old.request(CsrForge.p256()).der();
            RefusedException refused = catchThrowableOfType(RefusedException.class, () -> old.check(Csr.read(request)));
            assertThat(refused.refusal().code()).isEqualTo(RefusalCode.RESERVED_NAME);
            assertThat(refused.refusal().detail())
                    .contains(
                            "kubeadm", profile, identity.names().organizations().toString());
        }
    }
}
