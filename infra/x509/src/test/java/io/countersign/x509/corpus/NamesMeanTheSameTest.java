package io.countersign.x509.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a request tried: the certificate it comes to says exactly the order's names to every reader. With
 * {@code -Dx509.names=100000} so many certificates are made, with {@code -Dx509.go=true} Go reads them too (its first build of
 * the program takes longer than all the rest).
 */
class NamesMeanTheSameTest {
    private static final int CERTIFICATES = Integer.getInteger("x509.names", 2_000);

    /** So many in one process of a reader. */
    private static final int BATCH = 1_000;

    private static final List<Issued> ISSUED = new ArrayList<>();
    private static final Map<RefusalCode, Integer> REFUSED = new TreeMap<>();
    private static int requests;

    @BeforeAll
    static void issue() throws Exception {
        while (ISSUED.size() < CERTIFICATES) {
            Draw draw = new Draw("names", requests++, HostileCsrTest.SEED);
            Identity identity = Mutation.identity(draw);
            byte[] request = Mutation.request(draw, identity);
            try {
                ISSUED.add(Issued.of(identity, request, draw));
            } catch (RefusedException e) {
                REFUSED.merge(e.refusal().code(), 1, Integer::sum);
            }
        }
        System.out.printf("%d mutated requests: %d certificates, refused %s%n", requests, ISSUED.size(), REFUSED);
    }

    static Stream<NameReader> readers() {
        return Stream.of(NameReader.values())
                .filter(reader -> reader != NameReader.GO || Boolean.getBoolean("x509.go"));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void readsExactlyTheOrdersNames(NameReader reader, @TempDir Path folder) throws Exception {
        assumeTrue(reader.isPresent(), () -> "no " + reader.name().toLowerCase(Locale.ROOT) + " command");
        Path work = Files.createDirectories(folder.resolve("reader"));
        for (int from = 0; from < ISSUED.size(); from += BATCH) {
            List<Issued> batch = ISSUED.subList(from, Math.min(from + BATCH, ISSUED.size()));
            List<List<String>> read =
                    reader.read(batch.stream().map(Issued::pem).toList(), work);
            assertThat(read).hasSameSizeAs(batch);
            for (int i = 0; i < batch.size(); i++) {
                assertThat(NameReader.inOrder(read.get(i)))
                        .as("certificate " + (from + i))
                        .isEqualTo(NameReader.inOrder(batch.get(i).due()));
            }
        }
    }

    /** The mutations would prove little if they were all refused, or none. */
    @Test
    void refusesSomeAndAcceptsMany() {
        assertThat(requests - ISSUED.size()).isGreaterThan(requests / 8);
        assertThat(REFUSED.keySet())
                .contains(
                        RefusalCode.SUBJECT_RDN,
                        RefusalCode.CSR_ATTRIBUTE,
                        RefusalCode.CSR_NOT_DER,
                        RefusalCode.NAME_CHARACTERS);
        // What profile and reader let through must not first be stopped by the lints.
        assertThat(REFUSED).doesNotContainKey(RefusalCode.LINT_FAILED);
        assertThat(ISSUED.stream().map(Issued::due).distinct().count()).isGreaterThan(CERTIFICATES / 3L);
    }
}
