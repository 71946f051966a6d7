package io.countersign.e2e.demo;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.Json;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Layout;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.EntryBundle;
import io.countersign.tlog.SignedNote;
import io.countersign.tlog.TilePath;
import java.nio.file.Files;
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
        FailedCheckException.require(
                logStartsWithTranscript(demo.installation().layout()),
                "leaf 0 of the log is not the transcript that the ceremony left");
        return "Four services ready, each with its own process, key and certificate: " + String.join(", ", ready)
                + ". Leaf 0 of the log is the ceremony's transcript.";
    }

    private static boolean logStartsWithTranscript(Layout layout) throws Exception {
        byte[] note = Files.readAllBytes(layout.auditLog().resolve("checkpoint"));
        long size = Checkpoint.parse(SignedNote.parse(note).text()).size();
        int width = (int) Math.min(size, TilePath.FULL);
        byte[] bundle = Files.readAllBytes(
                layout.auditLog().resolve(TilePath.bundle(0, width).path()));
        Event leaf = EventCodec.decode(EntryBundle.decode(bundle, width).get(0));
        CeremonyHeld transcript = Json.STRICT.readValue(
                layout.ceremony().resolve("transcript.json").toFile(), CeremonyHeld.class);
        return transcript.equals(leaf.data(CeremonyHeld.class));
    }
}
