package io.countersign.e2e.demo;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** {@code infra/demo}: runs the demo, or ends one that was kept. */
public final class DemoMain {
    private DemoMain() {}

    public static void main(String[] args) throws Exception {
        System.exit(run(List.of(args)));
    }

    /** 0 when every check held; 1 when one did not, or when a kept demo is in the way. */
    static int run(List<String> arguments) throws Exception {
        Path root = Path.of(System.getProperty("repository.root", "."))
                .toAbsolutePath()
                .normalize();
        Path folder = root.resolve(".run").resolve("demo");
        Kept kept = new Kept(folder);
        if (arguments.contains("--stop")) {
            int stopped = kept.stop();
            System.out.println(stopped == 0 ? "demo: nothing was kept" : "demo: stopped " + stopped + " processes");
            return 0;
        }
        if (!kept.alive().isEmpty()) {
            System.out.println("demo: a kept demo is running (" + kept.alive().size() + " processes).");
            System.out.println("      infra/demo --stop ends it; then run infra/demo again.");
            return 1;
        }
        boolean keep = arguments.contains("--keep");
        Story story = new Story(System.out, InstantSource.system());
        try (Demo demo = new Demo(root, folder, story)) {
            boolean held = demo.run();
            if (held && keep) {
                kept.remember(demo.keep());
                demo.printCommands(System.out);
            }
            return held ? 0 : 1;
        }
    }
}
