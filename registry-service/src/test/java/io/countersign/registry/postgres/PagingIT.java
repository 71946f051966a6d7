package io.countersign.registry.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.registry.TestDatabase;
import io.countersign.registry.core.CertificateRecord;
import io.countersign.registry.core.Cursor;
import io.countersign.registry.core.LineageState;
import io.countersign.registry.core.Listing;
import io.countersign.registry.core.Page;
import io.countersign.registry.core.Stores;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Lists in pages, whose rows share their first sort key. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PagingIT {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Listing ALL =
            new Listing(Optional.empty(), Optional.empty(), Optional.empty(), 2, Optional.empty());

    private final Stack stack;
    private TestDatabase database;

    PagingIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void fill() throws Exception {
        database = new TestDatabase(stack);
        for (int number = 1; number <= 7; number++) {
            String cluster = number == 7 ? "other" : "demo";
            CertificateRecord certificate =
                    certificate(new Lineage(cluster, number % 2 == 0 ? "even" : "odd", "n" + number), number);
            in(stores -> {
                stores.certificates().add(certificate);
                stores.lineages()
                        .put(new LineageState(
                                certificate.lineage(),
                                certificate.profile(),
                                certificate,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
                return null;
            });
        }
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void pagesThroughCertificatesOnceEachInTheOrderOfTheirEnd() throws Exception {
        List<CertificateRecord> seen = walk(
                        (stores, listing) -> stores.certificates().list(listing, NOW), ALL)
                .stream()
                .map(standing -> standing.certificate())
                .toList();
        assertThat(seen).hasSize(7).doesNotHaveDuplicates();
        assertThat(seen).isSortedAccordingTo((a, b) -> a.notAfter().compareTo(b.notAfter()));
    }

    @Test
    void pagesThroughLineagesOnceEachByName() throws Exception {
        List<String> seen = walk((stores, listing) -> stores.lineages().list(listing), ALL).stream()
                .map(state -> state.lineage().toString())
                .toList();
        assertThat(seen).hasSize(7).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void filtersEveryPage() throws Exception {
        Listing odd = new Listing(Optional.of("issued"), Optional.of("demo"), Optional.of("odd"), 2, Optional.empty());
        assertThat(walk((stores, listing) -> stores.certificates().list(listing, NOW), odd))
                .hasSize(3)
                .allSatisfy(standing ->
                        assertThat(standing.certificate().lineage().toString()).startsWith("demo/odd/"));
        assertThat(walk((stores, listing) -> stores.lineages().list(listing), odd))
                .hasSize(3);
        Listing served = new Listing(Optional.of("served"), Optional.empty(), Optional.empty(), 2, Optional.empty());
        assertThat(walk((stores, listing) -> stores.certificates().list(listing, NOW), served))
                .isEmpty();
    }

    private <T> List<T> walk(BiFunction<Stores, Listing, Page<T>> list, Listing first) throws RefusedException {
        List<T> seen = new ArrayList<>();
        Optional<Cursor> after = Optional.empty();
        do {
            Listing listing = new Listing(first.state(), first.cluster(), first.component(), first.limit(), after);
            Page<T> page = in(stores -> list.apply(stores, listing));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(first.limit());
            seen.addAll(page.items());
            after = page.next();
        } while (after.isPresent());
        return seen;
    }

    private <T> T in(Function<Stores, T> work) throws RefusedException {
        return new PostgresTransactions(database.pool(), () -> {}).run(work::apply);
    }

    /** Three share an end. */
    private static CertificateRecord certificate(Lineage lineage, int number) {
        Sha256 some = Sha256.of(new byte[] {(byte) number});
        return new CertificateRecord(
                new CertificateId(some, SerialNumber.parse(Integer.toHexString(number)), some),
                some,
                lineage,
                "",
                some,
                0,
                lineage.component(),
                Names.subject("anybody"),
                some,
                NOW.minus(Duration.ofDays(1)),
                NOW.plus(Duration.ofDays(10 - number / 3)),
                Bytes.of(new byte[] {(byte) number}),
                NOW,
                number,
                "intent",
                "event");
    }
}
