package io.countersign.signer.core;

import io.countersign.contracts.Event;
import java.time.Instant;
import java.util.Optional;

/**
 * What admit says to an approved request.
 *
 * @param useBy of the order, when the event is an intent: from then on nobody may sign it
 */
public record Answer(Event event, Optional<Instant> useBy) {}
