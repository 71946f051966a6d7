package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What README and docs name is there, and what is there they name. */
final class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("repository.root"));
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    @Test
    void everyModuleOfTheBuildStandsInTheModuleTableAndNoOther() throws IOException {
        Set<String> built = new TreeSet<>(found(MODULE, Files.readString(ROOT.resolve("pom.xml"))));
        Set<String> told = new TreeSet<>();
        for (String row : rows("## Modules")) {
            told.addAll(found(CODE, row.split("\\|", -1)[1]));
        }
        assertThat(told).isEqualTo(built);
    }

    @Test
    void everyPathThatIsNamedExists() throws IOException {
        List<String> paths = found(CODE, Files.readString(ROOT.resolve("README.md"))).stream()
                .filter(code -> code.startsWith("infra/") || code.endsWith("-service") || code.endsWith("-watcher"))
                .map(code -> code.split(" ", -1)[0])
                .toList();
        assertThat(paths).hasSizeGreaterThan(10);
        assertThat(paths).allSatisfy(path -> assertThat(ROOT.resolve(path)).exists());
    }

    @ParameterizedTest
    @ValueSource(strings = {"infra/demo", "infra/test", "infra/bench", "infra/countersign"})
    void everyCommandIsNamedAndCanBeRun(String command) throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("`" + command);
        assertThat(ROOT.resolve(command)).isExecutable();
    }

    @Test
    void theDemoKnowsTheOptionsThatAreToldOfIt() throws IOException {
        String row = rows("## Two commands").stream()
                .filter(line -> line.contains("`infra/demo`"))
                .findFirst()
                .orElseThrow();
        List<String> options =
                found(CODE, row).stream().filter(code -> code.startsWith("--")).toList();
        assertThat(options).containsExactly("--keep", "--stop");
        String script = Files.readString(ROOT.resolve("infra/demo"));
        assertThat(options).allSatisfy(option -> assertThat(script).contains("infra/demo " + option));
    }

    @Test
    void saysOfEachServiceWhatItTrusts() throws IOException {
        String table = String.join("\n", rows("## What each service trusts"));
        assertThat(Arrays.stream(ServiceName.values()).map(ServiceName::wireName))
                .allSatisfy(service -> assertThat(table).contains("| " + service + " |"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        Path folder = page.getParent();
        assertThat(found(LINK, Files.readString(page)).stream()
                        .filter(link -> !link.startsWith("http"))
                        .map(link -> folder.resolve(link).normalize()))
                .allSatisfy(target -> assertThat(target).exists());
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("infra/docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            files.filter(file -> file.toString().endsWith(".md"))
                                    .sorted())
                    .toList();
        }
    }

    @Test
    void everyTopicHasItsPageAndEveryPageItsTopic() throws IOException {
        Set<String> pages = new TreeSet<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("infra/docs/topics"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("README.md"))
                    .forEach(pages::add);
        }
        Set<String> topics = new TreeSet<>();
        for (Topic topic : Topic.values()) {
            topics.add(topic.wireName().substring(Topic.PREFIX.length()) + ".md");
        }
        assertThat(pages).isEqualTo(topics);
        String contents = Files.readString(ROOT.resolve("infra/docs/topics/README.md"));
        assertThat(pages).allSatisfy(page -> assertThat(contents).contains("(" + page + ")"));
    }

    /** Lines of the table below a heading, without its own heading. */
    private static List<String> rows(String heading) throws IOException {
        List<String> rows = Files.readAllLines(ROOT.resolve("README.md")).stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .toList();
        assertThat(rows).as(heading).isNotEmpty();
        return rows;
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
