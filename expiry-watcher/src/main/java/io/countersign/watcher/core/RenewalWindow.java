package io.countersign.watcher.core;

/**
 * Shares of a certificate's life between which its renewal falls due, and the share at which a renewal not made is late.
 *
 * @param from 0.5 or more: no grant may be redeemed before half of the life is over (design 5)
 * @param to not before {@code from}; the wider the window, the better restarts spread over days
 * @param late behind {@code to} and within the life
 */
public record RenewalWindow(double from, double to, double late) {
    /** Agents renew by their own timer at 80 % without being told: what has not happened by then is late. */
    public static final RenewalWindow DEFAULT = new RenewalWindow(0.5, 0.6, 0.8);

    public RenewalWindow {
        // Written so that NaN fails too.
        if (!(from >= 0.5 && to >= from && late > to && late < 1)) {
            throw new IllegalArgumentException("a renewal window has 0.5 <= from <= to < late < 1, not from " + from
                    + ", to " + to + ", late " + late);
        }
    }
}
