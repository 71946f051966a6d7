package io.countersign.e2e.attacks;

import io.countersign.contracts.ServiceName;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.installation.Shell;
import io.countersign.stack.FreePorts;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One of several signers of an installation, which somebody can freeze wherever it stands. */
final class SignerInstance implements AutoCloseable {
    private static final String SIGNER = ServiceName.SIGNER.wireName();
    private static final Duration START = Duration.ofSeconds(60);

    private final int ordinal;
    private final FreePorts ports;
    private final ServiceProcess process;
    private final Breakpoint breakpoint;

    private SignerInstance(int ordinal, FreePorts ports, ServiceProcess process, Breakpoint breakpoint) {
        this.ordinal = ordinal;
        this.ports = ports;
        this.process = process;
        this.breakpoint = breakpoint;
    }

    /** Starts one; the installation's own signer, which has ordinal 0, must have ended. */
    static SignerInstance start(SharedInstallation site, int ordinal) throws Exception {
        FreePorts ports = new FreePorts(new SecureRandom());
        List<Integer> free = ports.find(2);
        Path folder = site.layout().service(SIGNER + "-" + ordinal);
        Path config = config(site, ordinal, free.get(0), folder);
        ServiceSpec usual = site.installation().spec(SIGNER);
        List<String> jvm = new ArrayList<>(usual.jvm());
        jvm.add(Breakpoint.flag(free.get(1)));
        ServiceProcess process = site.installation()
                .launch(new ServiceSpec(
                        SIGNER + "-" + ordinal,
                        usual.classPath(),
                        usual.mainClass(),
                        jvm,
                        List.of("--config", config.toString()),
                        usual.environment(),
                        folder.resolve("signer.log")));
        process.awaitReady(free.get(0), site.layout().identity("admin"), START);
        return new SignerInstance(ordinal, ports, process, Breakpoint.into(free.get(1)));
    }

    /** As the installation's own, but for what two processes of one host cannot share. */
    private static Path config(SharedInstallation site, int ordinal, int opsPort, Path folder) throws IOException {
        int port = site.installation().configs().opsPort(SIGNER);
        String text = Files.readString(site.layout().config(SIGNER))
                .replace("ordinal: 0", "ordinal: " + ordinal)
                .replace("port: " + port, "port: " + opsPort)
                .replaceAll("(?m)^spool: .*$", "spool: " + folder.resolve("spool"));
        Files.createDirectories(folder.resolve("spool"));
        return Files.writeString(folder.resolve("config.yaml"), text);
    }

    /** As it calls itself in its consumer group. */
    String member() {
        return SIGNER + "-" + ordinal;
    }

    Breakpoint breakpoint() {
        return breakpoint;
    }

    /** SIGSTOP: it holds its connections, its memory and its belief that the partitions are its own. */
    void freeze() {
        signal("-STOP");
    }

    void thaw() {
        signal("-CONT");
        breakpoint.goOn();
    }

    private void signal(String signal) {
        Shell.run("kill", signal, Long.toString(process.pid())).orFail();
    }

    @Override
    public void close() {
        signal("-CONT");
        breakpoint.close();
        process.terminate(SharedInstallation.LONG);
        ports.close();
    }
}
