package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any octets are an order of one kind that stays those octets, or are refused; and any text is an item or a grant, or is refused. */
class OrderFuzzTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));

    static Stream<Arguments> seeds() throws RefusedException {
        SignedItem signed = INSTALLATION.approved(
                Installation.csr(Installation.etcdPeer("cp-1")), Installation.ETCD_PEER, "alice", "bob");
        byte[] issue = Forgery.decoded(signed.approvals().get(0).payload());
        OrderItem item = OrderItem.parse(signed.itemText());
        OrderWriter writer = new OrderWriter(INSTALLATION.trust(), INSTALLATION::now, new SecureRandom());
        byte[] deny = Forgery.decoded(
                writer.deny("demo", List.of("abcdefghijklmnopqrst"), "no").payload());
        GrantText grant =
                GrantDraft.of(INSTALLATION.trust(), item, INSTALLATION.now().plusSeconds(86_400 * 300L));
        byte[] grants = Forgery.decoded(new GrantWriter(INSTALLATION.trust(), INSTALLATION::now, new SecureRandom())
                .grant(List.of(grant), Optional.empty(), Optional.of("why"))
                .payload());
        return Stream.concat(
                Seeds.json(issue, deny, grants), Seeds.json(Seeds.utf8(item.text()), Seeds.utf8(grant.text())));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void readsNothingInTwoWays(byte[] octets) {
        int kinds = 0;
        kinds += read(() -> {
            Order order = Order.parse(octets);
            assertThat(Forgery.decoded(order.payload())).isEqualTo(octets);
            assertThat(order.digest()).isEqualTo(Sha256.of(octets));
            assertThat(order.items().isEmpty()).isNotEqualTo(order.requests().isEmpty());
        });
        kinds += read(() ->
                assertThat(Forgery.decoded(GrantOrder.parse(octets).payload())).isEqualTo(octets));
        String text = new String(octets, StandardCharsets.UTF_8);
        kinds += read(() -> assertThat(OrderItem.parse(text).text()).isEqualTo(text));
        kinds += read(() -> assertThat(GrantText.parse(text).text()).isEqualTo(text));
        assertThat(kinds).isLessThan(2);
    }

    private interface Reading {
        void read() throws RefusedException;
    }

    private static int read(Reading reading) {
        try {
            reading.read();
            return 1;
        } catch (RefusedException e) {
            assertThat(e.refusal().detail()).isNotBlank();
            return 0;
        }
    }
}
