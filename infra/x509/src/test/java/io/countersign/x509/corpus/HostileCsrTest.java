package io.countersign.x509.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.Csr;
import io.countersign.x509.Pem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus of hostile requests: made by code from a seed, each row refused with its own code and a sentence. */
class HostileCsrTest {
    static final long SEED = 20261122;

    /** What the issue asks for at least, of requests alone. */
    private static final int LEAST = 1_200;

    private static final int FLIPS = 4_000;

    static List<Row> rows() {
        return Stream.of(
                        FormRows.all(),
                        SignatureRows.all(),
                        KeyRows.all(),
                        RsaRows.all(),
                        ExtensionRows.all(),
                        SubjectRows.all(),
                        AlternativeNameRows.all(),
                        ProfileRows.all())
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void refusesEveryCaseOfTheRow(Row row) {
        List<String> faults = new ArrayList<>();
        for (int index = 0; index < row.cases(); index++) {
            String answer = answer(row, index);
            if (!answer.equals(row.due().code())) {
                faults.add("case " + index + ": " + answer);
            }
        }
        assertThat(faults).as(row.name() + " is refused as " + row.due().code()).isEmpty();
    }

    private static String answer(Row row, int index) {
        try {
            row.attempt().present(new Draw(row.name(), index, SEED));
            return "accepted";
        } catch (RefusedException e) {
            // A person has to find out from the sentence, and a log line must stay one.
            boolean sentence = e.refusal().detail().chars().allMatch(c -> c >= ' ' && c != 0x7f)
                    && !e.refusal().detail().isBlank();
            return sentence
                    ? e.refusal().code().code()
                    : "an unfit sentence: " + e.refusal().detail();
        }
    }

    @Test
    void hasEnoughCasesInEveryRow() {
        Set<String> names = new HashSet<>();
        Set<RefusalCode> codes = new HashSet<>();
        int cases = 0;
        for (Row row : rows()) {
            assertThat(names.add(row.name())).as(row.name() + " is there once").isTrue();
            assertThat(row.cases()).as(row.name()).isGreaterThanOrEqualTo(15);
            System.out.printf("%-42s %-24s %3d  %s%n", row.name(), row.due().code(), row.cases(), row.source());
            codes.add(row.due());
            cases += row.cases();
        }
        System.out.printf("%d rows, %d codes, %d cases%n", names.size(), codes.size(), cases);
        assertThat(cases).isGreaterThanOrEqualTo(LEAST);
        for (RefusalCode code : RefusalCode.values()) {
            if (code.stage() == RefusalCode.Stage.CSR && code != RefusalCode.KEY_OF_A_CA) {
                assertThat(codes).contains(code);
            }
        }
    }

    /** Otherwise a row could be refused for what all its requests have in common. */
    @Test
    void acceptsWhatTheRowsStartFrom() {
        for (int index = 0; index < Row.LEAST; index++) {
            Draw draw = new Draw("sound", index, SEED);
            byte[] der = Sound.full(draw).der();
            assertThatCode(() -> Csr.read(der)).doesNotThrowAnyException();
            assertThatCode(() -> Csr.readPem(Pem.encode(Pem.CERTIFICATE_REQUEST, der)))
                    .doesNotThrowAnyException();
        }
        for (Identity identity : Identity.ALL) {
            byte[] der =
                    identity.request(Sound.bare(new Draw("sound", 0, SEED))).der();
            assertThatCode(() -> identity.check(Csr.read(der)))
                    .as(identity.profile())
                    .doesNotThrowAnyException();
        }
    }

    /** Counted apart from the rows: one octet of a good request changed, the signature left as it was. */
    @Test
    void refusesEveryRequestWithOneChangedOctet() {
        Random random = new Random(SEED);
        int refused = 0;
        for (int flip = 0; flip < FLIPS; flip++) {
            byte[] der = Sound.full(new Draw("flip", flip, SEED)).der();
            der[random.nextInt(der.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                Csr.read(der);
            } catch (RefusedException e) {
                refused++;
            }
        }
        System.out.printf("%d requests with one flipped bit, %d refused%n", FLIPS, refused);
        assertThat(refused).isEqualTo(FLIPS);
    }
}
