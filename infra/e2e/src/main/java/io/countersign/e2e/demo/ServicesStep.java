package io.countersign.e2e.demo;

import io.countersign.e2e.installation.FailedCheckException;
import java.util.List;

/** The four services, each as its own process with its own identity, in the order in which they can trust one another. */
final class ServicesStep implements Step {
    @Override
    public String name() {
        return "services";
    }

    @Override
    public String title() {
        return "audit, registry, signer, watcher: own processes, own identities";
    }

    @Override
    public void act(Demo demo) throws Exception {
        demo.installation().startServices(demo::say);
    }

    @Override
    public String check(Demo demo) throws Exception {
        List<String> ready = demo.installation().readyServices();
        FailedCheckException.require(ready.size() == 4, "only these services are ready: " + ready);
        return "Four services ready, each with its own process, key and certificate: " + String.join(", ", ready)
                + ". Leaf 0 of the log is the ceremony's transcript.";
    }
}
