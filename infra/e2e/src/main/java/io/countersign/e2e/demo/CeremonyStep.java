package io.countersign.e2e.demo;

import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Installation;

/** Two officers of three make the keys in the tokens and sign trust document 1. */
final class CeremonyStep implements Step {
    @Override
    public String name() {
        return "ceremony";
    }

    @Override
    public String title() {
        return "keys of services and people by openssl; five CAs, serial secret and log keys made in two tokens";
    }

    @Override
    public void act(Demo demo) throws Exception {
        Installation installation = demo.installation();
        installation.makeFirstKeys();
        demo.say(installation.holdCeremony());
    }

    @Override
    public String check(Demo demo) throws Exception {
        Installation installation = demo.installation();
        String verdict = installation.verifyCeremony();
        FailedCheckException.require(
                installation.privateKeysAreDistinct(), "two identities share a key, which no identity may");
        demo.say(verdict);
        return "Ceremony: " + installation.ceremonySummary();
    }
}
