package io.countersign.signer.core;

import io.countersign.orders.RefusedStop;
import io.countersign.orders.Stop;
import io.countersign.orders.TrustDocument;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it heard. */
public final class QuietWatch implements TrustWatch {
    final List<String> heard = new ArrayList<>();

    @Override
    public void inForce(TrustDocument document) {
        heard.add("version " + document.version());
    }

    @Override
    public void stopped(Stop stop) {
        heard.add("stop " + stop.target().act());
    }

    @Override
    public void fallen(TrustDocument document, RefusedStop stop) {
        heard.add("fallen under " + document.version());
    }

    @Override
    public void putAside(String file, String why) {
        heard.add("aside " + file);
    }
}
