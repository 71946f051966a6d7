package io.countersign.e2e.demo;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** {@code infra/demo}: runs the demo, or ends one that was kept. */
public final class DemoMain {
    private DemoMain() {}

    public static void main(String[] args) throws Exception {
        Path root = Path.of(System.getProperty("repository.root", "."))
                .toAbsolutePath()
                .normalize();
        System.exit(run(root, List.of(args), System.out));
    }

    /** 0 when every check held; 1 when one did not, or when a kept demo is in the way. */
    static int run(Path root, List<String> arguments, PrintStream out) throws Exception {
        Path folder = root.resolve(".run").resolve("demo");
        Kept kept = new Kept(folder);
        if (arguments.contains("--stop")) {
            int stopped = kept.stop();
            out.println(stopped == 0 ? "demo: nothing was kept" : "demo: stopped " + stopped + " processes");
            return 0;
        }
        if (!kept.alive().isEmpty()) {
            out.println("demo: a kept demo is running (" + kept.alive().size() + " processes).");
            out.println("      infra/demo --stop ends it; then run infra/demo again.");
            return 1;
        }
        boolean keep = arguments.contains("--keep");
        Story story = new Story(out, InstantSource.system());
        try (Demo demo = new Demo(root, folder, story)) {
            boolean held = demo.run();
            if (held && keep) {
                kept.remember(demo.keep());
                demo.printCommands(out);
            }
            return held ? 0 : 1;
        }
    }
}
