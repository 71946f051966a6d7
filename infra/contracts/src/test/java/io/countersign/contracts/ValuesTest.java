package io.countersign.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a/b/c/d", "A/b/c", "a/b/", "a//c", "-a/b/c", "a/b/c d", "a/b/ü", ".a/b/c"})
    void refusesALineageOutsideTheGrammar(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Lineage.parse(text));
    }

    @Test
    void readsALineage() {
        Lineage lineage = Lineage.parse("prod-a/etcd-peer/cp-1.example");

        assertThat(lineage).isEqualTo(new Lineage("prod-a", "etcd-peer", "cp-1.example"));
        assertThat(lineage).hasToString("prod-a/etcd-peer/cp-1.example");
    }

    @Test
    void refusesSerialsThatVerifiersRefuse() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SerialNumber(BigInteger.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new SerialNumber(BigInteger.ONE.negate()));
        assertThatIllegalArgumentException().isThrownBy(() -> new SerialNumber(BigInteger.ONE.shiftLeft(159)));
        assertThat(new SerialNumber(BigInteger.ONE.shiftLeft(158)).value()).isPositive();
        assertThatIllegalArgumentException().isThrownBy(() -> SerialNumber.parse("0a"));
        assertThatIllegalArgumentException().isThrownBy(() -> SerialNumber.parse("A1"));
        assertThat(SerialNumber.parse("a1")).hasToString("a1");
    }

    @Test
    void acceptsOneSpellingOfADigestOnly() {
        Sha256 digest = Sha256.of(new byte[0]);

        assertThat(digest.hex()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Sha256.parse(digest.toString())).isEqualTo(digest);
        assertThatIllegalArgumentException().isThrownBy(() -> Sha256.parse(digest + "="));
        // The last of 43 characters carries two unused bits: setting them is another spelling of the same octets.
        String twin = digest.toString().substring(0, 42) + "V";
        assertThatIllegalArgumentException().isThrownBy(() -> Sha256.parse(twin));
    }

    @Test
    void askingTwiceGivesTheSameRequestId() {
        Lineage lineage = Lineage.parse("demo/user/jane");
        Sha256 csr = Sha256.of(new byte[] {1});

        assertThat(RequestId.of(lineage, "user", csr))
                .matches("[a-z2-7]{20}")
                .isEqualTo(RequestId.of(lineage, "user", csr))
                .isNotEqualTo(RequestId.of(lineage, "user", Sha256.of(new byte[] {2})))
                .isNotEqualTo(RequestId.of(Lineage.parse("demo/user/john"), "user", csr));
    }

    @Test
    void base32AgreesWithItsDefinition() {
        // RFC 4648 section 6 over the octets e3 b0 c4 42 98: 111 00011 10110 00011 ... read off by hand.
        String bits = new BigInteger(1, Sha256.of(new byte[0]).octets()).toString(2);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            int value = Integer.parseInt(bits.substring(i * 5, i * 5 + 5), 2);
            expected.append("abcdefghijklmnopqrstuvwxyz234567".charAt(value));
        }
        assertThat(RequestId.base32(Sha256.of(new byte[0]), 20)).isEqualTo(expected.toString());
    }

    @Test
    void namesAreEqualWhateverTheOrderOfTheirSans() {
        Names one = new Names("a", List.of("x", "y"), List.of("b", "a", "a"), List.of(), List.of());
        Names two = new Names("a", List.of("x", "y"), List.of("a", "b"), List.of(), List.of());

        assertThat(one).isEqualTo(two);
        assertThat(one).isNotEqualTo(new Names("a", List.of("y", "x"), List.of("a", "b"), List.of(), List.of()));
    }
}
