package io.countersign.e2e.demo;

import io.countersign.e2e.installation.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What lay on the node before the rotation, put back; the agent is halted meanwhile, so that it neither sees nor heals it. */
final class FormerEtcdFiles implements Spoiling {
    private static final List<String> FILES = List.of("pki/etcd/server.key", "pki/etcd/server.crt");

    private final Map<String, byte[]> former = new LinkedHashMap<>();
    private final Map<String, byte[]> rotated = new LinkedHashMap<>();

    @Override
    public void prepare(Demo demo) throws IOException {
        read(demo, former);
    }

    @Override
    public void spoil(Demo demo) throws IOException {
        signalAgent(demo, "-STOP");
        read(demo, rotated);
        write(demo, former);
    }

    @Override
    public void undo(Demo demo) throws IOException {
        write(demo, rotated);
        signalAgent(demo, "-CONT");
    }

    private static void read(Demo demo, Map<String, byte[]> into) throws IOException {
        for (String file : FILES) {
            into.put(file, Files.readAllBytes(place(demo, file)));
        }
    }

    private static void write(Demo demo, Map<String, byte[]> contents) throws IOException {
        for (Map.Entry<String, byte[]> file : contents.entrySet()) {
            Files.write(place(demo, file.getKey()), file.getValue());
        }
    }

    private static Path place(Demo demo, String file) throws IOException {
        return Spoilings.kubernetes(file).in(demo);
    }

    private static void signalAgent(Demo demo, String signal) {
        long agent = demo.installation().service("agent").pid();
        Shell.run("kill", signal, Long.toString(agent)).orFail();
    }
}
