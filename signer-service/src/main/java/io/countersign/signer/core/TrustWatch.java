package io.countersign.signer.core;

import io.countersign.orders.RefusedStop;
import io.countersign.orders.Stop;
import io.countersign.orders.TrustDocument;

/** Hears what changes in the signer's belief. Called on the loop's thread. */
public interface TrustWatch {
    void inForce(TrustDocument document);

    void stopped(Stop stop);

    /** A stop that the version in force does not bear out, so it no longer holds. */
    void fallen(TrustDocument document, RefusedStop stop);

    /** A file of the spool that says nothing to be believed. */
    void putAside(String file, String why);
}
