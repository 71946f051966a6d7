package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row loosens one member of a good profile below the compiled floor. */
class ProfileFloorTest {
    private static String text(String profile) {
        return ProfileCatalog.builtIn().require(profile).text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "super-admin | \"persons\": 2 | \"persons\": 1 | persons must be at least 2",
                "super-admin | \"maxLifetime\": \"PT24H\" | \"maxLifetime\": \"PT25H\" | system:masters",
                "super-admin | \"requesterCounts\": false | \"requesterCounts\": true | requester must not count",
                "super-admin | \"tier\": \"T0\" | \"tier\": \"T1\" | tier must be T0",
                "super-admin | \"name\": \"super-admin\" | \"name\": \"other\" | belongs to another profile",
                "scheduler | \"o\": [] | \"o\": [\"system:masters\"] | tier must be T0",
                "scheduler | \"o\": [] | \"o\": [\"System:Masters\"] | belongs to another profile",
                "scheduler | system:kube-scheduler | system:kube-proxy | belongs to another profile",
                "scheduler | system:kube-scheduler | system:kube-controller-manager | tier must be T1",
                "admin | \"tier\": \"T1\" | \"tier\": \"T2\" | tier must be T1",
                "etcd-peer | \"tier\": \"T1\" | \"tier\": \"T2\" | tier must be T1",
                "etcd-peer | \"persons\": 2 | \"persons\": 1 | persons must be at least 2",
                "front-proxy-client | \"tier\": \"T0\" | \"tier\": \"T1\" | tier must be T0",
                "controller-manager | \"persons\": 2 | \"persons\": 1 | persons",
                "kubelet-client | P90D | P91D | kubelet",
                "kubelet-serving | P90D | P91D | kubelet",
                "apiserver | P365D | P366D | maxLifetime",
                "apiserver | \"PT24H\" | \"P8D\" | useByCap",
                "apiserver | \"PT24H\" | \"PT0S\" | useByCap",
                "apiserver | serverAuth | codeSigning | extendedKeyUsage",
                "apiserver | [\\n    \"serverAuth\"\\n  ] | [] | extendedKeyUsage",
                "etcd-peer | \"clientAuth\" | \"serverAuth\" | twice",
                "apiserver | \"issuer\": \"ca\" | \"issuer\": \"root\" | issuer",
                "apiserver | tbs/1 | tbs/2 | encoder",
                "apiserver | \"renewAt\": 0.5 | \"renewAt\": 0.4 | renewAt",
                "apiserver | \"persons\": 1 | \"persons\": 0 | persons",
                "apiserver | \"ou\": \"\" | \"ou\": \"countersign\" | wrong ou",
                "apiserver | kube-apiserver | {user} | free names",
                "apiserver | \"groups\": false | \"groups\": true | 24",
                "user | PT8H | P2D | free groups",
                "user | \"issuer\": \"ca\" | \"issuer\": \"etcd-ca\" | tier",
                "user | clientAuth | serverAuth | user profile",
                "user | \"cn\": \"{user}\" | \"cn\": \"{instance}\" | user profile",
                "service | \"ou\": \"countersign\" | \"ou\": \"\" | wrong ou",
                "service | spiffe://{trustDomain}/countersign/ | spiffe://elsewhere/ | must begin with",
                "person | clientAuth | serverAuth | clients CA",
                "person | /person/ | /agent/ | must begin with",
                "etcd-peer | \"cn\": \"{instance}\" | \"cn\": \"peer\" | end in {instance}",
                "apiserver | \"kubernetes.default\" | \"*.example.org\" | wildcard",
                "apiserver | \"{nodeNames}\" | \"{everything}\" | unknown place",
                "apiserver | \"cn\": \"kube-apiserver\" | \"cn\": \"{nodeNames}\" | one name"
            })
    void refusesProfilesBelowTheFloor(String profile, String from, String to, String fault) {
        String good = text(profile);
        String bad = good.replace(from.replace("\\n", "\n"), to);
        assertThat(bad).isNotEqualTo(good);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Profile.parse(bad))
                .withMessageContaining(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"persons\": 1 | \"persons\": 1, \"persons\": 2",
                "\"persons\": 1 | \"persons\": \"1\"",
                "\"persons\": 1 | \"persons\": 1.0",
                "\"persons\": 1, | ",
                "\"persons\": 1 | \"persons\": 1, \"more\": true",
                "\"tier\": \"T2\" | \"tier\": 2",
                "\"tier\": \"T2\" | \"tier\": null",
                "\"o\": [] | \"o\": null",
                "\"o\": [] | \"o\": [null]"
            })
    void refusesTextOfAnotherShape(String from, String to) {
        String good = text("apiserver");
        String bad = good.replace(from, to == null ? "" : to);
        assertThat(bad).isNotEqualTo(good);
        assertThatIllegalArgumentException().isThrownBy(() -> Profile.parse(bad));
    }

    @Test
    void acceptsStricterProfiles() {
        String stricter = text("apiserver").replace("P365D", "P30D").replace("\"persons\": 1", "\"persons\": 3");
        assertThat(Profile.parse(stricter).persons()).isEqualTo(3);
    }
}
