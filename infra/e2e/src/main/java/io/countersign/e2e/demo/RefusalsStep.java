package io.countersign.e2e.demo;

import io.countersign.contracts.RefusalCode;
import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Installation;
import io.countersign.e2e.installation.Layout;
import io.countersign.e2e.installation.OpenSsl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** What must not be signed is refused with a code and a reason. */
final class RefusalsStep implements Step {
    private Path masters;
    private Path broken;
    private Path honest;

    @Override
    public String name() {
        return "refusals";
    }

    @Override
    public String title() {
        return "system:masters for a user, a broken signature, an approval by nobody with the role";
    }

    @Override
    public void act(Demo demo) throws Exception {
        Path folder =
                Files.createDirectories(demo.installation().layout().folder().resolve("refused"));
        Path key = OpenSsl.newKey(folder.resolve("mallory.key"));
        masters = OpenSsl.csr(key, "/O=system:masters/CN=mallory", List.of(), folder.resolve("masters.csr"));
        honest = OpenSsl.csr(key, "/O=dev/CN=mallory", List.of(), folder.resolve("honest.csr"));
        broken = broken(honest, folder.resolve("broken.csr"));
    }

    @Override
    public String check(Demo demo) throws Exception {
        Installation installation = demo.installation();
        Client operator = installation.client("oscar");
        refused(demo, create(operator, masters), RefusalCode.RESERVED_NAME);
        refused(demo, create(operator, broken), RefusalCode.CSR_SIGNATURE_INVALID);

        String name = create(operator, honest).expect(0).out().strip();
        String id = name.substring(name.lastIndexOf('/') + 1);
        String daves = installation.layout().approvalKey("dave").toString();
        refused(
                demo,
                installation.client("dave").run("approve", id, "--key", daves, "--yes"),
                RefusalCode.ROLE_MISSING);
        return "Refused with code and reason: " + RefusalCode.RESERVED_NAME.code() + ", "
                + RefusalCode.CSR_SIGNATURE_INVALID.code() + ", " + RefusalCode.ROLE_MISSING.code() + ".";
    }

    /** The CSRs whose refusal is checked, for a test that exchanges them. */
    Path masters() {
        return masters;
    }

    Path honest() {
        return honest;
    }

    private static Client.Answer create(Client operator, Path csr) {
        return operator.run(
                "request",
                "create",
                "-f",
                csr.toString(),
                "--cluster",
                Layout.CLUSTER,
                "--component",
                "user",
                "--instance",
                "mallory",
                "-o",
                "name");
    }

    private static void refused(Demo demo, Client.Answer answer, RefusalCode code) {
        FailedCheckException.require(
                answer.exit() == 1 && answer.said().contains(code.code()),
                "expected the refusal " + code.code() + ", got exit " + answer.exit() + ": " + answer.said());
        demo.say(answer.said().strip());
    }

    /** The same CSR with one bit of its signature turned over. */
    private static Path broken(Path csr, Path file) throws IOException {
        String body = Files.readString(csr).replaceAll("-----[A-Z ]+-----", "");
        byte[] der = Base64.getMimeDecoder().decode(body);
        der[der.length - 1] ^= 1;
        String pem = "-----BEGIN CERTIFICATE REQUEST-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END CERTIFICATE REQUEST-----\n";
        return Files.writeString(file, pem);
    }
}
