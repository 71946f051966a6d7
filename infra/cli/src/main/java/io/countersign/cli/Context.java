package io.countersign.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.TrustDocument;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Which installation a command talks to, as whom, and whom it believes. Paths are relative to the file's own folder.
 *
 * @param server base address of the registry, {@code https://host:port}
 * @param audit base address of the audit-service
 * @param identity folder with {@code key.pem}, {@code cert.pem} and {@code ca.pem}
 * @param trust the pinned trust document
 * @param memory folder beside the context file for the later versions of it that were seen
 */
public record Context(URI server, URI audit, Path identity, Trust trust, Path memory) {
    private static final String SHAPE = "a context file holds server, audit, identity, and trust with file and sha256";

    /**
     * The pinned trust document.
     *
     * @param sha256 of the file's exact bytes, 64 hex digits or 43 characters of base64url
     */
    public record Trust(Path file, String sha256) {}

    /** The file as written. */
    private record Written(URI server, URI audit, Path identity, Trust trust) {
        List<String> missing() {
            List<String> missing = new ArrayList<>();
            note(missing, "server", server);
            note(missing, "audit", audit);
            note(missing, "identity", identity);
            note(missing, "trust.file", trust == null ? null : trust.file);
            note(missing, "trust.sha256", trust == null ? null : trust.sha256);
            return missing;
        }

        private static void note(List<String> missing, String name, Object value) {
            if (value == null) {
                missing.add(name);
            }
        }
    }

    public static Context read(Path file) throws CliException {
        YAMLMapper mapper = YAMLMapper.builder(YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        try {
            Written context = mapper.readValue(Files.readString(file), Written.class);
            List<String> missing = context == null ? List.of("everything") : context.missing();
            if (!missing.isEmpty()) {
                throw CliException.failed("context file " + file + ": missing: " + missing, SHAPE);
            }
            Path folder = file.toAbsolutePath().getParent();
            return new Context(
                    https(file, "server", context.server),
                    https(file, "audit", context.audit),
                    folder.resolve(context.identity),
                    new Trust(folder.resolve(context.trust.file), context.trust.sha256),
                    folder.resolve(file.getFileName() + ".trust"));
        } catch (UnrecognizedPropertyException e) {
            throw CliException.failed(
                    "context file " + file + ": unknown key '" + e.getPropertyName() + "'",
                    "known here: " + new TreeSet<>(e.getKnownPropertyIds()),
                    e);
        } catch (JacksonException e) {
            throw CliException.failed("context file " + file + ": " + e.getOriginalMessage(), SHAPE, e);
        } catch (IOException e) {
            throw CliException.failed(
                    "context file " + file + " cannot be read",
                    "name one with --context FILE or the variable " + ContextOption.VARIABLE + "; " + SHAPE,
                    e);
        }
    }

    private static URI https(Path file, String name, URI address) throws CliException {
        if (!"https".equals(address.getScheme()) || address.getHost() == null) {
            throw CliException.failed(
                    "context file " + file + ": " + name + " is " + address, "use an address like https://host:8443");
        }
        return address;
    }

    /** The version that the context file pins, its pin and signatures checked. */
    public TrustDocument pinnedTrust() throws CliException {
        try {
            Sha256 pin = trust.sha256.length() == 64 ? Sha256.parseHex(trust.sha256) : Sha256.parse(trust.sha256);
            return TrustDocument.open(Files.readAllBytes(trust.file), pin);
        } catch (RefusedException e) {
            throw CliException.of(e);
        } catch (IllegalArgumentException e) {
            throw CliException.failed(
                    "trust.sha256 is no SHA-256: " + e.getMessage(), "copy it from the ceremony's transcript", e);
        } catch (IOException e) {
            throw CliException.failed(
                    "the trust document " + trust.file + " cannot be read",
                    "correct trust.file in the context file",
                    e);
        }
    }
}
