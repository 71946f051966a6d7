package io.countersign.ceremony;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.countersign.contracts.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A plan as read from its file: strict, so that a misspelt key ends the ceremony before it begins.
 *
 * @param folder where relative paths of the plan start
 * @param digest of the file's bytes; the transcript names it
 */
record PlanFile<P>(Path folder, Sha256 digest, P plan) {
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static <P> PlanFile<P> read(Path file, Class<P> shape) throws CeremonyException {
        try {
            byte[] bytes = Files.readAllBytes(file);
            P plan = YAML.readValue(bytes, shape);
            return new PlanFile<>(file.toAbsolutePath().getParent(), Sha256.of(bytes), plan);
        } catch (JacksonException e) {
            throw new CeremonyException("plan " + file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CeremonyException("plan " + file + " cannot be read", e);
        }
    }

    Path at(Path path) {
        return folder.resolve(path);
    }
}
