package io.countersign.e2e;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Java files by path, as statements without comments.
 *
 * @param statements what stands between semicolons
 */
record JavaSources(TreeMap<String, List<String>> statements) {
    private static final Pattern COMMENT = Pattern.compile("(?s:/\\*.*?\\*/)|(?m:(?<!:)//.*$)");
    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".run");

    /** Every file below a {@code src/main/java} or {@code src/test/java} of the repository. */
    static JavaSources below(Path root, String kind) throws IOException {
        JavaSources sources = new JavaSources(new TreeMap<>());
        Path marker = Path.of("src", kind, "java");
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".java") && root.relativize(file).toString().contains(marker.toString())) {
                    sources.add(root.relativize(file).toString(), Files.readString(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }

    void add(String path, String text) {
        statements.put(path, List.of(COMMENT.matcher(text).replaceAll("").split(";")));
    }

    /** Names of the classes of this kind in which such a statement names the word, as a constant or as it travels. */
    SortedSet<String> naming(String constant, Predicate<String> name, Predicate<String> statement) {
        String word = constant.toLowerCase(Locale.ROOT).replace('_', '-');
        Predicate<String> named = Pattern.compile(
                        "(?<![A-Z0-9_])" + constant + "(?![A-Z0-9_])|(?<![a-z0-9-])" + word + "(?![a-z0-9-])")
                .asPredicate();
        // Looking for the plain words first takes a fiftieth of the time.
        Predicate<String> plain = text -> text.contains(constant) || text.contains(word);
        SortedSet<String> names = new TreeSet<>();
        statements.forEach((path, all) -> {
            String file = path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
            if (name.test(file) && all.stream().anyMatch(plain.and(named).and(statement))) {
                names.add(file);
            }
        });
        return names;
    }
}
