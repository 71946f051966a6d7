package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileCatalogTest {
    private final ProfileCatalog catalog = ProfileCatalog.builtIn();

    /** kubernetes-pki 1.1 and 1.2, persons by security 2.5, lifetimes by product A5. */
    @ParameterizedTest
    @CsvSource({
        "apiserver, ca, T2, 1, 365, S",
        "apiserver-kubelet-client, ca, T1, 2, 365, C",
        "front-proxy-client, front-proxy-ca, T0, 2, 365, C",
        "etcd-server, etcd-ca, T1, 2, 365, SC",
        "etcd-peer, etcd-ca, T1, 2, 365, SC",
        "etcd-healthcheck-client, etcd-ca, T1, 2, 365, C",
        "apiserver-etcd-client, etcd-ca, T1, 2, 365, C",
        "admin, ca, T1, 2, 365, C",
        "super-admin, ca, T0, 2, 1, C",
        "controller-manager, ca, T1, 2, 365, C",
        "scheduler, ca, T2, 1, 365, C",
        "kubelet-client, ca, T2, 1, 90, C",
        "kubelet-serving, ca, T2, 1, 90, S",
        "service, services, T2, 1, 7, SC",
        "infrastructure, services, T1, 2, 90, SC",
        "person, clients, T2, 1, 365, C",
        "agent, clients, T2, 1, 365, C"
    })
    void holdsEveryIdentity(String name, String issuer, Tier tier, int persons, int days, String usages) {
        Profile profile = catalog.require(name);
        assertThat(profile.name()).isEqualTo(name);
        assertThat(profile.component()).isEqualTo(name);
        assertThat(profile.issuer()).isEqualTo(issuer);
        assertThat(profile.tier()).isEqualTo(tier);
        assertThat(profile.persons()).isEqualTo(persons);
        assertThat(profile.maxLifetime()).isEqualTo(Duration.ofDays(days));
        List<KeyPurposeId> due =
                switch (usages) {
                    case "S" -> List.of(KeyPurposeId.id_kp_serverAuth);
                    case "C" -> List.of(KeyPurposeId.id_kp_clientAuth);
                    default -> List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
                };
        assertThat(profile.purposes()).isEqualTo(due);
    }

    @Test
    void holdsUsersForHoursOnly() {
        assertThat(catalog.require("user").maxLifetime()).isEqualTo(Duration.ofHours(8));
        assertThat(catalog.all()).hasSize(18);
    }

    @Test
    void digestsTheExactText() {
        Profile profile = catalog.require("scheduler");
        assertThat(profile.digest()).isEqualTo(Sha256.of(profile.text().getBytes(StandardCharsets.UTF_8)));
        assertThat(Profile.parse(profile.text() + "\n").digest()).isNotEqualTo(profile.digest());
    }

    @Test
    void knowsNoOtherProfile() {
        assertThat(catalog.profile("sub-ca")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> catalog.require("sub-ca"));
    }
}
