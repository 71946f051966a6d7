package io.countersign.runtime.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers whose caller had gone before they were written: no fault of ours, but not silent either. */
final class Unsent {
    private static final Logger LOG = LoggerFactory.getLogger(Unsent.class);

    private Unsent() {}

    static void note(Throwable cause) {
        LOG.debug("an answer was not sent: {}", cause.toString());
    }
}
