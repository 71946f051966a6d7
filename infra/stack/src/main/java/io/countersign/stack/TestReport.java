package io.countersign.stack;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Closes {@code infra/test}: counts what ran, names every skip with its reason, and fails on a reason nobody has agreed to. Needs
 * the JDK only, so that it runs from its source also after a build that failed.
 */
final class TestReport {
    private int passed;
    private int failed;
    private int skipped;
    private final Map<String, List<String>> skips = new TreeMap<>();

    private TestReport() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            System.err.println("usage: TestReport ROOT ALLOWED_SKIPS");
            System.exit(2);
        }
        List<String> allowed = Files.readAllLines(Path.of(args[1])).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        TestReport report = new TestReport();
        report.read(Path.of(args[0]));
        System.exit(report.print(allowed) ? 0 : 1);
    }

    private void read(Path root) throws Exception {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                boolean uninteresting = dir.endsWith(".git") || dir.endsWith("src") || dir.endsWith(".run");
                return uninteresting ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String folder = String.valueOf(file.getParent().getFileName());
                String name = String.valueOf(file.getFileName());
                if (folder.matches("(surefire|failsafe)-reports") && name.matches("TEST-.*\\.xml")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        for (Path file : files) {
            NodeList cases = parser.parse(file.toFile()).getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                count((Element) cases.item(i));
            }
        }
    }

    private void count(Element test) {
        NodeList skip = test.getElementsByTagName("skipped");
        if (skip.getLength() > 0) {
            skipped++;
            String reason = reason((Element) skip.item(0));
            skips.computeIfAbsent(reason, key -> new ArrayList<>())
                    .add(test.getAttribute("classname") + "." + test.getAttribute("name"));
        } else if (test.getElementsByTagName("failure").getLength() > 0
                || test.getElementsByTagName("error").getLength() > 0) {
            failed++;
        } else {
            passed++;
        }
    }

    /** The reason stands in the attribute or, when stack traces are kept whole, in the first line of the text. */
    private static String reason(Element skip) {
        String message = skip.getAttribute("message");
        if (message.isEmpty()) {
            message = skip.getTextContent().strip().lines().findFirst().orElse("no reason given");
        }
        return message.replaceFirst("^(org\\.opentest4j\\.TestAbortedException: )?(Assumption failed: )?", "");
    }

    private boolean print(List<String> allowed) {
        boolean explained = true;
        System.out.println("skipped tests: " + skipped);
        for (Map.Entry<String, List<String>> entry : skips.entrySet()) {
            boolean known = allowed.stream().anyMatch(entry.getKey()::startsWith);
            explained &= known;
            System.out.println((known ? "  " : "  NOT ALLOWED: ") + entry.getKey());
            entry.getValue().forEach(test -> System.out.println("    " + test));
        }
        System.out.println(passed + " passed, " + failed + " failed, " + skipped + " skipped");
        if (passed == 0) {
            System.out.println("no test ran");
        }
        return explained && failed == 0 && passed > 0;
    }
}
