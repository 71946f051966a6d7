package io.countersign.hsm;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** SoftHSM inside a {@code p11-kit server} process that shows one token on a unix socket. */
final class RemoteModule {
    private final Process server;

    private RemoteModule(Process server) {
        this.server = server;
    }

    static RemoteModule start(String tokenLabel) throws IOException {
        Path socket = Path.of(System.getProperty("p11kit.socket"));
        Files.deleteIfExists(socket);
        Process server = new ProcessBuilder(
                        "p11-kit",
                        "server",
                        "-f",
                        "-n",
                        socket.toString(),
                        "--provider",
                        TestToken.softhsm().toString(),
                        "pkcs11:token=" + tokenLabel)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/p11-kit-server.log")))
                .start();
        Awaitility.await().until(() -> Files.exists(socket));
        return new RemoteModule(server);
    }

    static Path client() throws IOException {
        for (String folder : List.of("/usr/lib/x86_64-linux-gnu/pkcs11", "/usr/lib/aarch64-linux-gnu/pkcs11")) {
            Path client = Path.of(folder, "p11-kit-client.so");
            if (Files.exists(client)) {
                return client;
            }
        }
        throw new IOException("p11-kit-client.so is not installed (Debian: p11-kit-modules)");
    }

    /** SIGKILL for the server and the child it forked for each connection: nothing is said to the client. */
    void kill() throws IOException {
        try (Stream<ProcessHandle> children = server.descendants()) {
            List<ProcessHandle> all = children.toList();
            server.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
            Awaitility.await().until(() -> !server.isAlive() && all.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    void freeze() throws Exception {
        signal("STOP");
    }

    void thaw() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        try (Stream<ProcessHandle> children = server.descendants()) {
            for (ProcessHandle child : children.toList()) {
                int exit = new ProcessBuilder("kill", "-" + name, Long.toString(child.pid()))
                        .start()
                        .waitFor();
                if (exit != 0) {
                    throw new IOException("kill -" + name + " ended with " + exit);
                }
            }
        }
    }
}
