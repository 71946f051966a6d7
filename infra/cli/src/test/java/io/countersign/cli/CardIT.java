package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.House.Result;
import io.countersign.hsm.KeyKind;
import io.countersign.hsm.TokenProvisioner;
import io.countersign.orders.Decision;
import io.countersign.orders.JwsKey;
import io.countersign.orders.LogTrust;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Stops;
import io.countersign.stack.SoftHsm;
import io.countersign.x509.Csr;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xipki.pkcs11.wrapper.KeyPairTemplate;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.Slot;

/** Approving with a key on a card; a SoftHSM token is the card. */
class CardIT {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    static Path cards;

    private static Path module;
    private static String token;
    private static Path pinFile;
    private static JwsKey small;
    private static JwsKey large;

    @TempDir
    Path folder;

    private House house;
    private ObjectNode request;

    @BeforeAll
    static void personalise() throws Exception {
        module = SoftHsm.in(Path.of(System.getenv("SOFTHSM2_CONF")).getParent()).module();
        token = "card-" + random();
        pinFile = pin("pin");
        try (TokenProvisioner card = TokenProvisioner.initialize(module, token, pin("so-pin"), pinFile, RANDOM)) {
            small = JwsKey.of(card.generate(KeyKind.EC_P256, "sign 256").publicKey());
            large = JwsKey.of(card.generate(KeyKind.EC_P384, "sign 384").publicKey());
            card.generate(KeyKind.RSA_2048, "rsa");
            unusualKeys();
        }
    }

    /** One that wants the PIN each time, and two whose ids tell that each is the other's half. */
    private static void unusualKeys() throws Exception {
        PKCS11Module library = PKCS11Module.getInstance(module.toString());
        Session session = null;
        for (Slot slot : library.getSlotList(true)) {
            if (slot.getToken().getTokenInfo().getLabel().strip().equals(token)) {
                session = slot.getToken().openSession(true);
            }
        }
        generate(session, "careful", new byte[] {1}, new byte[] {1}, true);
        generate(session, "swapped", new byte[] {2}, new byte[] {3}, false);
        generate(session, "other", new byte[] {3}, new byte[] {2}, false);
        session.closeSession();
    }

    private static void generate(Session session, String label, byte[] id, byte[] publicId, boolean pinEachTime)
            throws Exception {
        KeyPairTemplate template = new KeyPairTemplate(PKCS11Constants.CKK_EC)
                .token(true)
                .labels(label)
                .signVerify(true);
        template.privateKey().private_(true).sensitive(true).id(id).alwaysAuthenticate(pinEachTime);
        // P-256, as DER of its OID.
        template.publicKey().id(publicId).ecParams(HexFormat.of().parseHex("06082a8648ce3d030107"));
        session.generateKeyPair(new Mechanism(PKCS11Constants.CKM_EC_KEY_PAIR_GEN), template);
    }

    private static Path pin(String name) throws Exception {
        Path file = Files.writeString(cards.resolve(name), random() + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String random() {
        byte[] value = new byte[6];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }

    @BeforeEach
    void open() throws Exception {
        house = new House(
                folder, new LogTrust("log.countersign.test", List.of("unused")), Map.of("lou", small, "max", large));
        house.registry.answer("POST /v1/orders", "{\"persons\":[\"lou\"],\"needed\":2}");
        request = house.peerRequest();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Result approve(String object, String query) {
        return house.run(
                "approve",
                request.path("id").asText(),
                "--key",
                "pkcs11:token=" + token + ";object=" + object + "?module-path=" + module + query,
                "--yes");
    }

    private void assertApprovedBy(String person) throws Exception {
        JsonNode posted = house.posted();
        SignedItem signed = SignedItem.of(
                posted.path("payload").asText(),
                List.of(House.approval(posted.path("approval"))),
                0,
                posted.path("items").get(0).asText(),
                Csr.readPem(request.path("csr").asText()).der());
        assertThat(Decision.checkSoFar(house.trust, Stops.NONE, signed, house.now)
                        .persons())
                .containsExactly(person);
    }

    @Test
    void signsWithTheKeyOnTheCardAndThePinFromAFile() throws Exception {
        Result result = approve("sign%20256", "&pin-source=file:" + pinFile);

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(result.out()).contains("signing as lou");
        assertApprovedBy("lou");
        assertThat(house.asked).isEmpty();
    }

    @Test
    void asksForThePinAndSignsOnTheLargerCurveToo() throws Exception {
        house.pin = Files.readString(pinFile).strip();

        Result result = approve("sign%20384", "");

        assertThat(result.err()).isEmpty();
        assertApprovedBy("max");
        assertThat(house.asked).containsExactly("PIN of token " + token + ": ");
        assertThat(result.out()).doesNotContain(house.pin);
    }

    @Test
    void aWrongPinIsTriedOnceAndSaid() {
        house.pin = "000000";

        Result result = approve("sign%20256", "");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err())
                .contains("token " + token + " refused the PIN: CKR_PIN_INCORRECT")
                .contains("cards lock after a few wrong PINs")
                .doesNotContain("000000");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void refusesAPinFileThatOthersCanRead() throws Exception {
        Path open = Files.writeString(folder.resolve("pin"), Files.readString(pinFile));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(approve("sign%20256", "&pin-source=" + open).err())
                .contains("the PIN file " + open + " is open to others: [GROUP_READ, OTHERS_READ]");
    }

    @Test
    void givesThePinAgainWhereTheKeyWantsItForEachSignature() {
        Result result = approve("careful", "&pin-source=file:" + pinFile);

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.WAITING);
    }

    @Test
    void aCardThatShowsAnotherKeyThanItSignsWithIsFoundOut() {
        Result result = approve("swapped", "&pin-source=file:" + pinFile);

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).startsWith("error: the card signed with another key than the one it shows\n");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void saysWhatTheCardDoesNotHold() {
        String pin = "&pin-source=file:" + pinFile;

        assertThat(approve("nothing", pin).err()).contains("holds 0 private keys with the label nothing");
        assertThat(approve("rsa", pin).err()).contains("the key rsa on token " + token + " is no approval key");
        assertThat(house.run(
                                "approve",
                                request.path("id").asText(),
                                "--key",
                                "pkcs11:token=none;object=a?module-path=" + module + pin)
                        .err())
                .contains("0 tokens have the label none")
                .contains(token);
    }
}
