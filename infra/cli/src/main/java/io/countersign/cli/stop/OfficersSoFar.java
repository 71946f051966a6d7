package io.countersign.cli.stop;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.JwsKey;
import io.countersign.orders.MessageType;
import io.countersign.orders.Officers;
import io.countersign.orders.SignedStop;
import io.countersign.orders.StrictJws;
import io.countersign.orders.TrustDocument;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The officers who have signed a lift that may still gather signatures. */
record OfficersSoFar(SortedSet<String> persons, int needed) {
    /** Refuses a file with a signature that is no officer's: it was not made by this command. */
    static OfficersSoFar of(TrustDocument trust, SignedStop stop) throws RefusedException {
        Officers officers = trust.content().officers();
        Map<String, JwsKey> keys = new HashMap<>();
        Map<JwsKey, String> persons = new HashMap<>();
        for (Officers.Officer officer : officers.keys()) {
            keys.put(officer.key().kid(), officer.key());
            persons.put(officer.key(), officer.person());
        }
        SortedSet<String> signed = new TreeSet<>();
        for (Approval approval : stop.approvals()) {
            signed.add(persons.get(StrictJws.verify(MessageType.ORDER, stop.payload(), approval, keys)));
        }
        return new OfficersSoFar(signed, officers.threshold());
    }

    boolean areEnough() {
        return persons.size() >= needed;
    }

    String progress() {
        return persons.size() + " of " + needed + " officers (" + String.join(", ", persons) + ")";
    }
}
