package io.countersign.registry.core;

import java.util.Optional;

/**
 * Which part of a list somebody wants; an absent filter lets everything pass.
 *
 * @param state of a request or certificate, in words
 */
public record Listing(
        Optional<String> state,
        Optional<String> cluster,
        Optional<String> component,
        int limit,
        Optional<Cursor> after) {}
