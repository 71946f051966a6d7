package io.countersign.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The committed pages are what the tables say; {@code mvn test -Dpages.write=true} writes them anew. */
class ContractPagesTest {
    private static final Path DOCS = Path.of(System.getProperty("repository.root"), "infra", "docs");

    @Test
    void pagesSayWhatTheTablesSay() throws IOException {
        for (Map.Entry<String, String> page : ContractPages.all().entrySet()) {
            Path file = DOCS.resolve(page.getKey());
            if (Boolean.getBoolean("pages.write")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, page.getValue());
            }
            assertThat(file)
                    .as("run mvn test -Dpages.write=true after a change of the tables")
                    .hasContent(page.getValue());
        }
    }

    @Test
    void codesAreUniqueAndExplained() {
        Set<String> seen = new HashSet<>();
        for (RefusalCode code : RefusalCode.values()) {
            assertThat(seen.add(code.code())).as(code.code()).isTrue();
            assertThat(code.code())
                    .isEqualTo(code.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
            assertThat(code.sentence()).endsWith(".");
            assertThat(code.remedy()).endsWith(".");
        }
    }

    @Test
    void everyTopicHasOneWriterExceptDeadLetters() {
        assertThat(Topic.values())
                .filteredOn(topic -> topic.writers().size() != 1)
                .containsExactly(Topic.DEAD_LETTERS);
        assertThat(Topic.values())
                .allSatisfy(topic -> assertThat(topic.eventTypes()).isNotEmpty());
    }
}
