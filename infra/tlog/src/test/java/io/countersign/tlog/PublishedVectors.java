package io.countersign.tlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The vectors of transparency-dev, which are not part of this repository; system property {@code vectors.dir}. */
final class PublishedVectors {
    private PublishedVectors() {}

    static Path directory(String name) {
        Path directory = Path.of(System.getProperty("vectors.dir", "absent")).resolve(name);
        if (!Files.isDirectory(directory)) {
            String reason = "published vectors not present: " + directory + " (system property vectors.dir)";
            System.err.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
        return directory;
    }

    static List<Case> cases(String name) throws IOException {
        List<Case> cases = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory(name))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                cases.add(new Case(file, Files.readString(file)));
            }
        }
        return cases;
    }

    /** One flat JSON object: numbers, booleans, strings and one list of strings, in the one layout those files have. */
    record Case(Path file, String json) {
        boolean wantErr() {
            return Boolean.parseBoolean(value("wantErr"));
        }

        /** Unsigned, as in Go: what does not fit a long becomes negative, which no position may be. */
        long number(String key) {
            return Long.parseUnsignedLong(value(key));
        }

        TreeHash hash(String key) {
            return TreeHash.parse(value(key));
        }

        /** Some cases use free text where any root would do; it stands for some root. */
        TreeHash anyHash(String key) {
            byte[] bytes = StrictBase64.decode(value(key));
            return bytes.length == TreeHash.BYTES ? TreeHash.of(bytes) : MerkleTree.leafHash(bytes);
        }

        List<TreeHash> proof() {
            Matcher list =
                    Pattern.compile("\"proof\": (?:null|\\[([^\\]]*)\\])").matcher(json);
            if (!list.find()) {
                throw new IllegalStateException(file + " has no proof");
            }
            List<TreeHash> proof = new ArrayList<>();
            Matcher item = Pattern.compile("\"([^\"]*)\"").matcher(list.group(1) == null ? "" : list.group(1));
            while (item.find()) {
                proof.add(TreeHash.parse(item.group(1)));
            }
            return proof;
        }

        private String value(String key) {
            Matcher matcher = Pattern.compile("\"" + key + "\": \"?([^\",\\n}]*)\"?[,\\n}]")
                    .matcher(json);
            if (!matcher.find()) {
                throw new IllegalStateException(file + " has no " + key);
            }
            return matcher.group(1);
        }
    }
}
