package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security 6, test 3: one good order shown in every bad dress. */
final class ApprovalAbuseTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));

    private Forgery forgery;
    private String kid;

    @BeforeEach
    void makeOneGoodOrder() {
        forgery = new Forgery(INSTALLATION, Installation.csr(Installation.etcdPeer("cp-1")));
        kid = INSTALLATION.approver(Installation.ALICE).publicKey().kid();
        assertThat(verdict(forgery.good())).isInstanceOf(Verdict.Plan.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "RS256", "PS256", "ES384", "es256"})
    void refusesAnotherAlgorithmThanTheRosterGives(String alg) {
        assertRefused(forgery.withHeader(header(alg, "countersign-order+jws", "")), RefusalCode.WRONG_ALG);
    }

    @Test
    void refusesAlgNoneWithoutSignature() {
        Envelope unsigned = new Envelope(
                StrictJws.payload(header("none", "countersign-order+jws", "").getBytes(StandardCharsets.UTF_8)),
                forgery.first().payload(),
                "");
        assertRefused(forgery.withFirst(unsigned), RefusalCode.ENVELOPE_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"jwk\":{}",
                ",\"jku\":\"https://example.test\"",
                ",\"x5c\":[]",
                ",\"x5u\":\"u\"",
                ",\"crit\":[\"b64\"],\"b64\":false",
                ",\"cty\":\"JWT\"",
                ",\"note\":1",
                ",\"typ\":\"countersign-order+jws\"",
                ",\"kid\":\"other\""
            })
    void refusesAnyFurtherOrDoubledHeaderMember(String member) {
        assertRefused(
                forgery.withHeader(header("ES256", "countersign-order+jws", member)), RefusalCode.HEADER_NOT_EXACT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[]", "null", "{\"alg\":null,\"kid\":\"a\",\"typ\":\"b\"}", "{\"alg\":\"ES256\"}", "x"})
    void refusesHeadersOfAnotherShape(String json) {
        assertRefused(forgery.withHeader(json), RefusalCode.HEADER_NOT_EXACT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "countersign-trust+jws",
                "countersign-continuity+jws",
                "countersign-request+jws",
                "countersign-transcript+jws",
                "JWT",
                "Countersign-Order+jws"
            })
    void refusesSignaturesMadeForAnotherPurpose(String typ) {
        assertRefused(forgery.withHeader(header("ES256", typ, "")), RefusalCode.WRONG_TYP);
    }

    @Test
    void refusesAKidThatTheRosterDoesNotHave() {
        kid = Installation.key("secp256r1").publicKey().kid();
        assertRefused(forgery.withHeader(header("ES256", "countersign-order+jws", "")), RefusalCode.KID_UNKNOWN);
    }

    @Test
    void refusesAnApproverWhoseRosterEntryHasEnded() {
        assertRefused(forgery.approvedBy(Installation.ALICE, "gone"), RefusalCode.APPROVER_NOT_ACTIVE);
    }

    @Test
    void refusesZeroAndOutOfRangeSignatureNumbers() {
        byte[] good = Forgery.decoded(forgery.first().signature());
        BigInteger n = JwsAlgorithm.ES256.groupOrder();
        for (byte[] bad : List.of(
                new byte[64],
                joined(new byte[32], Arrays.copyOfRange(good, 32, 64)),
                joined(Arrays.copyOf(good, 32), new byte[32]),
                joined(fixed(n), Arrays.copyOfRange(good, 32, 64)),
                joined(Arrays.copyOf(good, 32), fixed(n)),
                Arrays.copyOf(good, 63),
                Arrays.copyOf(good, 65))) {
            assertRefused(forgery.withFirst(withSignature(bad)), RefusalCode.APPROVAL_SIGNATURE_INVALID);
        }
    }

    @Test
    void givesTheTwinOfASignatureTheSameCertificateAndNoSecondPerson() {
        byte[] good = Forgery.decoded(forgery.first().signature());
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(good, 32, 64));
        Envelope twin = withSignature(joined(
                Arrays.copyOf(good, 32), fixed(JwsAlgorithm.ES256.groupOrder().subtract(s))));
        Verdict.Plan original = (Verdict.Plan) verdict(forgery.good());
        Verdict.Plan twins = (Verdict.Plan) verdict(forgery.withFirst(twin));
        assertThat(twins.tbs().id()).isEqualTo(original.tbs().id());
        assertRefused(
                new SignedItem(
                        List.of(forgery.first(), twin),
                        0,
                        forgery.good().itemText(),
                        forgery.good().csr()),
                RefusalCode.TOO_FEW_PERSONS);
    }

    @Test
    void refusesASignatureOverOtherBytes() {
        Envelope second = forgery.good().approvals().get(1);
        Envelope first = forgery.first();
        assertRefused(
                forgery.withFirst(new Envelope(first.header(), first.payload(), flipped(first.signature()))),
                RefusalCode.APPROVAL_SIGNATURE_INVALID);
        assertRefused(
                forgery.withFirst(new Envelope(first.header(), first.payload(), second.signature())),
                RefusalCode.APPROVAL_SIGNATURE_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "==", " ", "\n", "\u0000", "A", "."})
    void refusesPaddingBlanksAndFurtherCharacters(String suffix) {
        Envelope good = forgery.first();
        for (Envelope bad : List.of(
                new Envelope(good.header() + suffix, good.payload(), good.signature()),
                new Envelope(good.header(), good.payload() + suffix, good.signature()),
                new Envelope(good.header(), good.payload(), good.signature() + suffix))) {
            assertThat(refusal(forgery.withFirst(bad)).code())
                    .as("%s", bad)
                    .isIn(
                            RefusalCode.ENVELOPE_MALFORMED,
                            // 'A' may complete a segment to other octets, which then fail for what they are.
                            RefusalCode.HEADER_NOT_EXACT,
                            RefusalCode.APPROVAL_SIGNATURE_INVALID);
        }
    }

    @Test
    void refusesTheOtherBase64AlphabetAndLooseTrailingBits() {
        Envelope good = forgery.first();
        // The header's last character carries bits that decoders ignore when its length is not a multiple of four.
        String signature = good.signature();
        assertThat(signature.length() % 4).isNotZero();
        char last = signature.charAt(signature.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char loose = alphabet.charAt(alphabet.indexOf(last) ^ 1);
        String loosened = signature.substring(0, signature.length() - 1) + loose;
        assertThat(Forgery.decoded(loosened)).isEqualTo(Forgery.decoded(signature));
        assertRefused(
                forgery.withFirst(new Envelope(good.header(), good.payload(), loosened)),
                RefusalCode.ENVELOPE_MALFORMED);
        assertRefused(
                forgery.withFirst(new Envelope(good.header(), good.payload(), "+" + signature.substring(1))),
                RefusalCode.ENVELOPE_MALFORMED);
        assertRefused(
                forgery.withFirst(new Envelope(good.header(), good.payload(), "/" + signature.substring(1))),
                RefusalCode.ENVELOPE_MALFORMED);
    }

    @Test
    void refusesApproversWhoSignedDifferentOrders() {
        Forgery other = new Forgery(INSTALLATION, Installation.csr(Installation.etcdPeer("cp-1")));
        assertRefused(forgery.withFirst(other.first()), RefusalCode.PAYLOADS_DIFFER);
    }

    @Test
    void refusesNoApprovalAndTooManyApprovals() {
        assertRefused(forgery.approvedBy(), RefusalCode.ENVELOPE_MALFORMED);
        String[] nine = new String[9];
        Arrays.fill(nine, Installation.ALICE);
        assertRefused(forgery.approvedBy(nine), RefusalCode.ORDER_TOO_LARGE);
    }

    @Test
    void refusesAHeaderPaddedToFillTheLog() {
        assertRefused(
                forgery.withHeader(header("ES256", "countersign-order+jws", "") + " ".repeat(400)),
                RefusalCode.ORDER_TOO_LARGE);
    }

    private String header(String alg, String typ, String further) {
        return "{\"alg\":\"" + alg + "\",\"kid\":\"" + kid + "\",\"typ\":\"" + typ + "\"" + further + "}";
    }

    private Envelope withSignature(byte[] octets) {
        Envelope first = forgery.first();
        return new Envelope(first.header(), first.payload(), StrictJws.payload(octets));
    }

    private static String flipped(String signature) {
        byte[] octets = Forgery.decoded(signature);
        octets[5] ^= 1;
        return StrictJws.payload(octets);
    }

    private static byte[] fixed(BigInteger value) {
        byte[] octets = new byte[32];
        byte[] raw = value.toByteArray();
        int length = Math.min(32, raw.length);
        System.arraycopy(raw, raw.length - length, octets, 32 - length, length);
        return octets;
    }

    private static byte[] joined(byte[] r, byte[] s) {
        byte[] both = Arrays.copyOf(r, r.length + s.length);
        System.arraycopy(s, 0, both, r.length, s.length);
        return both;
    }

    private static Verdict verdict(SignedItem signed) {
        try {
            return Decision.decide(
                    INSTALLATION.trust(), Stops.NONE, signed, INSTALLATION.now(), INSTALLATION.serials());
        } catch (SerialUnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Refusal refusal(SignedItem signed) {
        return ((Verdict.Refused) verdict(signed)).refusal();
    }

    private static void assertRefused(SignedItem signed, RefusalCode code) {
        assertThat(verdict(signed)).isInstanceOfSatisfying(Verdict.Refused.class, refused -> assertThat(
                        refused.refusal().code())
                .as(refused.refusal().detail())
                .isEqualTo(code));
    }
}
