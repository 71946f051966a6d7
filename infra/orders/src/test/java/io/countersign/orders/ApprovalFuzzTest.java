package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any header, signed by a key that may approve, is refused or says exactly what such a header says; and as a segment, unsigned, it
 * is refused. Repeats its seeds in every build; {@code infra/fuzz} fuzzes.
 */
class ApprovalFuzzTest {
    private static final ApproverKey KEY = Installation.key("secp256r1");
    private static final String PAYLOAD = StrictJws.payload(Seeds.utf8("{\"act\":\"issue\"}"));
    private static final String HEADER =
            StrictJws.header("ES256", KEY.publicKey().kid(), MessageType.ORDER);

    static Stream<Arguments> seeds() {
        return Seeds.json(Base64.getUrlDecoder().decode(HEADER));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void countsNothingButTheOneHeader(byte[] header) {
        String segment = StrictJws.payload(header);
        if (accepts(new Approval(segment, KEY.sign(Seeds.utf8(segment + "." + PAYLOAD))))) {
            // Blanks and escapes may differ; what is said may not.
            Envelope.Header said = said(segment);
            assertThat(said.alg()).isEqualTo("ES256");
            assertThat(said.kid()).isEqualTo(KEY.publicKey().kid());
            assertThat(said.typ()).isEqualTo(MessageType.ORDER.typ());
        }
        String raw = new String(header, StandardCharsets.ISO_8859_1);
        assertThat(accepts(new Approval(raw, raw))).isFalse();
        assertThat(accepts(new Approval(HEADER, raw))).isFalse();
    }

    private static boolean accepts(Approval approval) {
        try {
            StrictJws.verify(
                    MessageType.ORDER, PAYLOAD, approval, Map.of(KEY.publicKey().kid(), KEY.publicKey()));
            return true;
        } catch (RefusedException e) {
            assertThat(e.refusal().detail()).isNotBlank();
            return false;
        }
    }

    private static Envelope.Header said(String segment) {
        try {
            return new Envelope(segment, PAYLOAD, "").anyHeader();
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }
}
