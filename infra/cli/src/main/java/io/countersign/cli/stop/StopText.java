package io.countersign.cli.stop;

import io.countersign.orders.StopOrder;
import io.countersign.orders.StopTarget;
import java.util.List;
import java.util.Locale;

/** What a stop does, what it does not do, and how it ends: what an officer must know before signing. */
public final class StopText {
    private StopText() {}

    /** The target in one word, as {@code get stops} lists it. */
    public static String target(StopTarget target) {
        if (target instanceof StopTarget.Freeze freeze) {
            return freeze.lineage().map(Object::toString).orElse(freeze.cluster());
        }
        if (target instanceof StopTarget.Suspend suspend) {
            return suspend.person();
        }
        if (target instanceof StopTarget.Cancel cancel) {
            return cancel.order().toString();
        }
        if (target instanceof StopTarget.Disable disable) {
            return disable.profile()
                    + disable.cluster().map(cluster -> " in " + cluster).orElse("");
        }
        return target instanceof StopTarget.Lift lift ? lift.stops().size() + " stops" : "-";
    }

    public static String act(StopOrder order) {
        return order.act().name().toLowerCase(Locale.ROOT);
    }

    /** For a person about to sign. */
    public static String preview(StopOrder order) {
        StringBuilder text = new StringBuilder("Stop to sign: ")
                .append(act(order))
                .append(' ')
                .append(target(order.target()))
                .append('\n');
        line(text, "reason", order.reason());
        line(text, "does", does(order.target()));
        for (String not : doesNot(order.target())) {
            line(text, "does NOT", not);
        }
        line(text, "lasts", "until a quorum of officers lifts it: countersign lift " + order.digest());
        line(text, "stop", order.digest().toString());
        return text.toString();
    }

    private static String does(StopTarget target) {
        if (target instanceof StopTarget.Freeze freeze) {
            return "no certificate is signed for "
                    + (freeze.lineage().isPresent() ? "lineage " : "any lineage of cluster ") + target(target)
                    + ", renewals by grant included";
        }
        if (target instanceof StopTarget.Suspend) {
            return "no approval by " + target(target) + " counts, with whatever key, also those given already";
        }
        if (target instanceof StopTarget.Cancel) {
            return "nothing more is signed on this order, or redeemed from it if it is a grant";
        }
        return "no certificate is signed under profile " + target(target) + ", whoever approves it";
    }

    private static List<String> doesNot(StopTarget target) {
        String running = "end certificates that are out: they keep working until they expire";
        if (target instanceof StopTarget.Suspend) {
            return List.of(running, "take officer's rights: a next trust document without the person does");
        }
        return List.of(running);
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append("  ")
                .append(label)
                .append(" ".repeat(14 - label.length()))
                .append(value)
                .append('\n');
    }
}
