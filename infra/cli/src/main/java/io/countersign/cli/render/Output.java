package io.countersign.cli.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.countersign.contracts.Json;

/** Forms of output; the words are kubectl's. */
public enum Output {
    TABLE,
    WIDE,
    JSON,
    YAML,
    NAME,
    PEM;

    private static final YAMLMapper YAML_MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .build())
            .build();

    /** Whether scripts read it: then nothing but the value is printed. */
    public boolean structured() {
        return this == JSON || this == YAML;
    }

    /** The value as JSON or YAML, with a newline at its end. */
    public String format(JsonNode value) {
        try {
            if (this == YAML) {
                return YAML_MAPPER.writeValueAsString(value);
            }
            DefaultIndenter lines = new DefaultIndenter("  ", "\n");
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
            printer.indentArraysWith(lines);
            printer.indentObjectsWith(lines);
            return Json.TOLERANT.writer(printer).writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always representable", e);
        }
    }
}
