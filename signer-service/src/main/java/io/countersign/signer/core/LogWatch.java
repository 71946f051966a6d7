package io.countersign.signer.core;

import io.countersign.tlog.TreeHead;

/** Hears what the signer knows of the log. Must not throw. */
public interface LogWatch {
    /** From before the restart. */
    void remembers(TreeHead head);

    /** Nothing was remembered, so the first head told is believed. */
    void believesFirst(TreeHead head);

    void reaches(TreeHead head);

    /** How to get from the one to the other was not told; the log is asked. */
    void lost(TreeHead known, TreeHead told);

    /** The log has signed a head that does not belong to the log this signer knows. */
    void disputes(TreeHead known, TreeHead told, String how);

    /** An intent is told again, for a receipt under a head that this signer knows. */
    void asksAgain();
}
