package io.countersign.hsm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** SoftHSM inside a {@code p11-kit server} process that shows one token on a unix socket. */
public final class RemoteModule {
    private final Process server;

    private RemoteModule(Process server) {
        this.server = server;
    }

    static RemoteModule start(String tokenLabel) throws IOException {
        return start(
                Path.of(System.getProperty("p11kit.socket")),
                TestToken.softhsm(),
                Map.of(),
                tokenLabel,
                Path.of("target", "p11-kit-server.log"));
    }

    /**
     * Starts a server; clients find it by {@code P11_KIT_SERVER_ADDRESS=unix:path=<socket>} in their environment.
     *
     * @param socket absolute, at most 107 octets
     * @param environment added to what is inherited, such as where SoftHSM finds its tokens
     */
    public static RemoteModule start(
            Path socket, Path module, Map<String, String> environment, String tokenLabel, Path log) throws IOException {
        Files.deleteIfExists(socket);
        ProcessBuilder program = new ProcessBuilder(
                        "p11-kit",
                        "server",
                        "-f",
                        "-n",
                        socket.toString(),
                        "--provider",
                        module.toString(),
                        "pkcs11:token=" + tokenLabel)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        program.environment().putAll(environment);
        Process server = program.start();
        Awaitility.await().until(() -> Files.exists(socket));
        return new RemoteModule(server);
    }

    public static Path client() throws IOException {
        for (String folder : List.of("/usr/lib/x86_64-linux-gnu/pkcs11", "/usr/lib/aarch64-linux-gnu/pkcs11")) {
            Path client = Path.of(folder, "p11-kit-client.so");
            if (Files.exists(client)) {
                return client;
            }
        }
        throw new IOException("p11-kit-client.so is not installed (Debian: p11-kit-modules)");
    }

    /** SIGKILL for the server and the child it forked for each connection: nothing is said to the client. */
    public void kill() throws IOException {
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
