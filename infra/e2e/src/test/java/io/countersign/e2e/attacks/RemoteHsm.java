package io.countersign.e2e.attacks;

import io.countersign.contracts.ServiceName;
import io.countersign.e2e.SharedInstallation;
import io.countersign.hsm.RemoteModule;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.ServiceSpec;
import io.countersign.stack.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The installation's issuing token behind a socket, in a process that can die while the signer lives on. */
final class RemoteHsm implements AutoCloseable {
    private static final String SIGNER = ServiceName.SIGNER.wireName();

    private final SharedInstallation site;
    private final Path socket;
    private RemoteModule module;

    /** @param folder for socket and log, with a short path */
    RemoteHsm(SharedInstallation site, Path folder) throws IOException {
        this.site = site;
        this.socket = folder.resolve("hsm.sock");
        start();
    }

    /** The installation's own signer, with this HSM instead of one in its own process. */
    ServiceProcess startSigner() throws IOException {
        Path config = site.layout().config(SIGNER).resolveSibling("remote-hsm.yaml");
        Files.writeString(
                config,
                Files.readString(site.layout().config(SIGNER))
                        .replaceAll("module: [^,]+,", "module: " + RemoteModule.client() + ","));
        Map<String, String> environment =
                new HashMap<>(site.installation().spec(SIGNER).environment());
        environment.put("P11_KIT_SERVER_ADDRESS", "unix:path=" + socket);
        ServiceProcess signer = site.installation()
                .launch(
                        SIGNER,
                        usual -> new ServiceSpec(
                                usual.name(),
                                usual.classPath(),
                                usual.mainClass(),
                                usual.jvm(),
                                List.of("--config", config.toString()),
                                environment,
                                usual.log()));
        return site.installation().awaitReady(SIGNER, signer);
    }

    void start() throws IOException {
        module = RemoteModule.start(
                socket,
                SoftHsm.findModule(),
                site.installation().spec(SIGNER).environment(),
                "issuing",
                socket.resolveSibling("hsm.log"));
    }

    void kill() throws IOException {
        module.kill();
    }

    @Override
    public void close() throws IOException {
        kill();
    }
}
