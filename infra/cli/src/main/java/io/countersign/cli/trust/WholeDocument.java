package io.countersign.cli.trust;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.countersign.cli.CliException;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A next version written out in full, as {@code trust show -o yaml} prints one; JSON is YAML too. */
public final class WholeDocument {
    private static final String SHAPE = "begin with: countersign trust show -o yaml > FILE";

    private WholeDocument() {}

    /** Its version, predecessor and times are set here; everything else is the file's. */
    public static TrustContent read(Path file, TrustDocument current, Optional<Duration> life, Instant now)
            throws CliException {
        ObjectNode tree = tree(file);
        Instant issued = now.truncatedTo(ChronoUnit.SECONDS);
        Duration before =
                Duration.between(current.content().issued(), current.content().expires());
        tree.put("v", 1);
        tree.put("version", current.version() + 1);
        tree.put("dep", current.deployment());
        tree.put("previous", current.digest().toString());
        tree.put("issued", issued.getEpochSecond());
        tree.put("expires", issued.plus(life.orElse(before)).getEpochSecond());
        try {
            return TrustContent.parse(Json.canonical(tree));
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
    }

    private static ObjectNode tree(Path file) throws CliException {
        YAMLMapper mapper = YAMLMapper.builder(YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .build();
        try {
            JsonNode tree = mapper.readTree(Files.readString(file));
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw CliException.failed(file + " holds no trust document", SHAPE);
        } catch (JacksonException e) {
            throw CliException.failed(file + " is not readable: " + e.getOriginalMessage(), SHAPE, e);
        } catch (IOException e) {
            throw CliException.failed(file + " cannot be read", SHAPE, e);
        }
    }
}
