package io.countersign.e2e.demo;

import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** An outsider checks the log from its directory and public keys alone, and notices one changed byte. */
final class LogStep implements Step {
    private final RandomGenerator random;

    private Path copy;

    LogStep(RandomGenerator random) {
        this.random = random;
    }

    /** The outsider's copy. */
    Path copy() {
        return copy;
    }

    @Override
    public String name() {
        return "log";
    }

    @Override
    public String title() {
        return "offline check of the audit log, then one random byte of a copy is changed";
    }

    @Override
    public void act(Demo demo) throws Exception {
        Installation installation = demo.installation();
        copy = installation.layout().folder().resolve("log-copy");
        installation.copyLog(copy);
    }

    @Override
    public String check(Demo demo) throws Exception {
        Installation installation = demo.installation();
        Client outsider = installation.client("dave");
        Client.Answer clean = verify(outsider, copy, installation).expect(0);
        demo.say(clean.out().strip());

        List<Path> files = publicFiles(copy);
        Path file = files.get(random.nextInt(files.size()));
        byte[] bytes = Files.readAllBytes(file);
        int position = random.nextInt(bytes.length);
        byte[] changed = bytes.clone();
        changed[position] ^= (byte) (1 + random.nextInt(255));
        Files.write(file, changed);
        String path = copy.relativize(file).toString();
        demo.say("changed byte " + position + " of " + path);
        Client.Answer tampered = verify(outsider, copy, installation).expect(1);
        Files.write(file, bytes);
        demo.say(tampered.said().strip());
        FailedCheckException.require(
                tampered.said().contains(path), "the change in " + path + " was found but not located");
        return "The log verifies offline from its files and public keys ("
                + clean.out().strip().lines().findFirst().orElse("") + "); one changed byte in " + path
                + " was found and located.";
    }

    private static Client.Answer verify(Client outsider, Path log, Installation installation) {
        return outsider.run(
                "audit",
                "verify",
                log.toString(),
                "--vkey",
                installation.logKeys().toString());
    }

    private static List<Path> publicFiles(Path log) throws IOException {
        try (Stream<Path> files = Files.walk(log)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !log.relativize(file).toString().startsWith("state"))
                    .sorted()
                    .toList();
        }
    }
}
