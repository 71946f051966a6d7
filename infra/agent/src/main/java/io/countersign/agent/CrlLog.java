package io.countersign.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What there is to say about one CRL: at once when it is new, and hourly while it lasts, though it is looked at every minute. */
final class CrlLog {
    private static final Logger LOG = LoggerFactory.getLogger(CrlLog.class);
    private static final Duration AGAIN = Duration.ofHours(1);

    private final String name;
    private final Map<String, Said> said = new HashMap<>();

    private record Said(String what, Instant at) {}

    CrlLog(String name) {
        this.name = name;
    }

    void say(String what) {
        LOG.info("{}: {}", name, what);
    }

    void warn(String about, Instant now, String what) {
        say(Level.WARN, about, now, what);
    }

    void error(String about, Instant now, String what) {
        say(Level.ERROR, about, now, what);
    }

    /** What was wrong about this is over. */
    void good(String about, Instant now) {
        if (said.remove(about) != null) {
            LOG.info("{}: {} is well again at {}", name, about, now);
        }
    }

    private void say(Level level, String about, Instant now, String what) {
        Said before = said.get(about);
        if (before == null
                || !before.what().equals(what)
                || !now.isBefore(before.at().plus(AGAIN))) {
            said.put(about, new Said(what, now));
            LOG.atLevel(level).log("{}: {}", name, what);
        }
    }
}
