package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.RefusedException;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

/** Damaged requests end in a refusal with a code, never in another exception; the seed is fixed so that a failure repeats. */
class CsrMutationTest {
    private static final int ROUNDS = 5_000;

    @Test
    void answersEveryMutatedRequest() throws Exception {
        CsrForge forge = CsrForge.p256()
                .o("group")
                .cn("someone")
                .san(new GeneralName(GeneralName.dNSName, "host"), new GeneralName(GeneralName.iPAddress, "10.0.0.1"));
        byte[] info = forge.info();
        Random random = new Random(20261122);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutated = info.clone();
            for (int change = 0; change <= random.nextInt(3); change++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            // Signed again, so that the damage is met behind the proof of possession and not stopped by it.
            byte[] der = forge.signed(mutated);
            try {
                Csr csr = Csr.read(der);
                assertThat(csr.der().toArray()).isEqualTo(der);
                assertThat(List.of(csr.names().commonName()))
                        .allMatch(name -> name.chars().allMatch(c -> c >= ' ' && c <= '~'));
            } catch (RefusedException e) {
                refused++;
                assertThat(e.refusal().detail()).isNotEmpty();
            }
        }
        assertThat(refused).isBetween(ROUNDS / 4, ROUNDS - 20);
    }
}
