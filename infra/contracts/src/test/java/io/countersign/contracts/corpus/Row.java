package io.countersign.contracts.corpus;

import io.countersign.contracts.EventCodec;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;

/**
 * One kind of event that must not be read, and why it is put aside.
 *
 * @param name says what is wrong
 * @param cases how many are made
 * @param attempt makes one case and presents it
 */
record Row(String name, UnreadableReason due, int cases, Attempt attempt) {
    /** Every row has at least this many. */
    static final int LEAST = 32;

    /** Makes a case from its draw and hands it to the reader under test. */
    interface Attempt {
        void present(Draw draw) throws UnreadableException;
    }

    /** Makes the octets of a record. */
    interface Octets {
        byte[] make(Draw draw);
    }

    /** A row of octets that are no event anywhere. */
    static Row of(String name, UnreadableReason due, Octets octets) {
        return new Row(name, due, LEAST, draw -> EventCodec.decode(octets.make(draw)));
    }

    Row times(int more) {
        return new Row(name, due, more, attempt);
    }

    @Override
    public String toString() {
        return name;
    }
}
