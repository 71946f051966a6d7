package io.countersign.cli.stop;

import io.countersign.cli.CliException;
import io.countersign.cli.rest.ProblemException;
import io.countersign.orders.Officers;
import io.countersign.orders.Stop;
import io.countersign.orders.StopTarget;
import io.countersign.orders.Succession;
import io.countersign.orders.TrustDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What ends, and what comes back, when officers leave who alone had signed it: to be known before the version is signed. */
public final class EndingStops {
    private EndingStops() {}

    /** Where the stops come from. */
    public interface Source {
        KnownStops read() throws CliException, ProblemException;
    }

    /** For people; empty where no officer leaves, or nothing of theirs is in force. */
    public static List<String> lines(TrustDocument current, Succession next, Source source, Instant now) {
        TreeSet<String> leaving = new TreeSet<>();
        current.content().officers().keys().stream()
                .map(Officers.Officer::person)
                .forEach(leaving::add);
        next.content().officers().keys().stream().map(Officers.Officer::person).forEach(leaving::remove);
        if (leaving.isEmpty()) {
            return List.of();
        }
        KnownStops known;
        try {
            known = source.read();
        } catch (CliException | ProblemException e) {
            return List.of("! stops of " + String.join(", ", leaving)
                    + " end with this version; which there are is not known: " + e.getMessage());
        }
        List<String> lines = new ArrayList<>();
        for (Stop stop : known.endingWith(next, now)) {
            String said = stop.digest() + "  " + StopText.act(stop.order()) + " " + StopText.target(stop.target())
                    + ", by " + String.join(", ", stop.officers()) + ": "
                    + stop.order().reason();
            if (stop.target() instanceof StopTarget.Lift) {
                lines.add("! no longer lifted: " + said);
            } else if (!known.isLifted(stop.digest())) {
                lines.add("! ENDS: " + said);
            }
        }
        if (!lines.isEmpty()) {
            lines.add("! what shall go on, an officer who stays signs again before this version is published");
        }
        return lines;
    }
}
