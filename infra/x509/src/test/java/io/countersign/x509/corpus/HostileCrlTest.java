package io.countersign.x509.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import io.countersign.x509.crl.TbsCrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus of hostile CRLs: made by code from a seed, each row refused for its own fault. */
class HostileCrlTest {
    private static final int FLIPS = 2_000;

    static List<CrlRow> rows() {
        return Stream.of(CrlFormRows.all(), CrlContentRows.all())
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void refusesEveryCaseOfTheRow(CrlRow row) {
        List<String> faults = new ArrayList<>();
        for (int index = 0; index < CrlRow.CASES; index++) {
            try {
                row.attempt().present(new Draw(row.name(), index, HostileCsrTest.SEED));
                faults.add("case " + index + ": accepted");
            } catch (CrlFaultException e) {
                if (!String.valueOf(e.getMessage()).matches("(?s)" + row.due())) {
                    faults.add("case " + index + ": " + e.getMessage());
                }
            }
        }
        System.out.printf("hostile CRLs: %2d cases, %s%n", CrlRow.CASES, row.name());
        assertThat(faults).as(row.name()).isEmpty();
    }

    /** Otherwise a row could be refused for what all its CRLs have in common. */
    @Test
    void acceptsWhatTheRowsStartFrom() throws Exception {
        for (int index = 0; index < CrlRow.CASES; index++) {
            Draw draw = new Draw("sound", index, HostileCsrTest.SEED);
            CrlForge forge = CrlForge.any(draw);
            TbsCrl tbs = forge.sound(draw);
            Crl crl = Crl.verify(forge.signed(tbs.encoded()), forge.issuer());
            assertThat(crl.entries()).isEqualTo(tbs.entries());
            assertThat(crl.tbs()).isEqualTo(tbs.digest());
            byte[] again = forge.changed(new Draw("sound", index, HostileCsrTest.SEED), same -> {});
            assertThat(Crl.verify(again, forge.issuer()).issuer())
                    .isEqualTo(forge.issuer().digest());
        }
    }

    @Test
    void refusesEveryCrlWithOneChangedOctet() {
        Random random = new Random(HostileCsrTest.SEED);
        int refused = 0;
        for (int flip = 0; flip < FLIPS; flip++) {
            Draw draw = new Draw("flip", flip, HostileCsrTest.SEED);
            CrlForge forge = CrlForge.any(draw);
            byte[] der = forge.signed(forge.sound(draw).encoded());
            der[random.nextInt(der.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                Crl.verify(der, forge.issuer());
            } catch (CrlFaultException e) {
                refused++;
            }
        }
        assertThat(refused).isEqualTo(FLIPS);
    }
}
