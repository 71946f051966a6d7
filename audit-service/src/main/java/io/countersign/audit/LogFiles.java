package io.countersign.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.countersign.contracts.Json;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.tlog.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the key ceremony left for the log: its verifier keys, and the transcript that becomes leaf 0. */
record LogFiles(List<VerifierKey> keys, Optional<CeremonyHeld> transcript) {
    static LogFiles read(AuditConfig.Log config) throws IOException {
        List<VerifierKey> keys = Files.readAllLines(config.keys()).stream()
                .filter(line -> !line.isBlank())
                .map(VerifierKey::parse)
                .toList();
        Optional<CeremonyHeld> transcript = Optional.empty();
        if (config.transcript().isPresent()) {
            transcript = Optional.of(transcript(config.transcript().get()));
        }
        return new LogFiles(keys, transcript);
    }

    private static CeremonyHeld transcript(Path file) throws IOException {
        try {
            return Json.STRICT.readValue(Files.readAllBytes(file), CeremonyHeld.class);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is no ceremony transcript: " + e.getOriginalMessage(), e);
        }
    }
}
