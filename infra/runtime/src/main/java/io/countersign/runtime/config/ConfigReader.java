package io.countersign.runtime.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads one YAML file into a record. Deny by default: an unknown key, a doubled key, a missing or malformed value is a fault, and
 * all faults are reported at once. Relative paths are taken from the file's own folder.
 *
 * <p>Component types: String, int, long, double, boolean, enums ({@code lower-case-with-dashes}), {@link java.time.Duration}
 * ({@code 250ms}, {@code 10s}, {@code 5m}, {@code 24h}, {@code 7d}), {@link Path}, {@link java.net.URI}, {@link SecretFile}, any
 * class with a public static {@code parse(String)}, other records, and Optional, List, Set and Map (with String keys) of these.
 */
public final class ConfigReader {
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ConfigReader() {}

    /** The configuration, or every reason why there is none. */
    public static <C extends Record> C read(Path file, Class<C> shape) throws ConfigException {
        JsonNode tree;
        try {
            tree = YAML.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new ConfigException(file.toString(), List.of("not YAML: " + firstLine(e)));
        } catch (IOException e) {
            throw new ConfigException(file.toString(), List.of("cannot be read: " + e));
        }
        List<String> faults = new ArrayList<>();
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        Optional<C> config = new Binding(folder, faults).record("", tree, shape);
        if (!faults.isEmpty()) {
            throw new ConfigException(file.toString(), faults);
        }
        return config.orElseThrow();
    }

    private static String firstLine(JacksonException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("empty");
    }
}
