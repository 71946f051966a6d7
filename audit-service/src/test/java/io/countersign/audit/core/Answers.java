package io.countersign.audit.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.contracts.event.ReceiptWithheld;
import java.util.ArrayList;
import java.util.List;

/** Brings intents to a log and reads what it answers, as text. */
final class Answers {
    private final Workbench bench;
    private int from;

    Answers(Workbench bench) {
        this.bench = bench;
    }

    void to(Event... intents) throws Exception {
        HeadPublisher publisher = bench.begin();
        bench.log.append(List.of(intents), bench.log.consumed());
        publisher.turn();
    }

    /** Forgets the answers up to now. */
    void again() {
        from = bench.announced.size();
    }

    List<String> all() {
        List<String> answers = new ArrayList<>();
        for (Event event : bench.announced.subList(from, bench.announced.size())) {
            if (event.data() instanceof ReceiptIssued issued) {
                answers.add("issued " + issued.intent());
            } else if (event.data() instanceof ReceiptWithheld withheld) {
                answers.add("withheld " + withheld.intent() + " for " + withheld.first());
            }
        }
        return answers;
    }

    static String issued(Event intent) {
        return "issued " + intent.id();
    }

    static String withheld(Event intent, Event first) {
        return "withheld " + intent.id() + " for " + first.id();
    }
}
