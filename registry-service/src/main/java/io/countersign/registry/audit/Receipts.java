package io.countersign.registry.audit;

import java.io.IOException;
import java.util.Optional;

/** Where receipts come from; whoever holds one has to verify it. */
@FunctionalInterface
interface Receipts {
    /**
     * The receipt ({@code .tlog-proof}) of an event; empty when there is none yet.
     *
     * @throws IOException when nobody gave an answer that says either
     */
    Optional<byte[]> of(String eventId) throws IOException, InterruptedException;
}
