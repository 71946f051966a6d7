package io.countersign.agent;

import io.countersign.agent.ManagedLineage.Reload;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Tells a component about new files by the command of the local configuration; etcd and kube-apiserver need none. */
final class Reloader {
    private final Reload reload;

    Reloader(Reload reload) {
        this.reload = reload;
    }

    void reload() throws IOException, InterruptedException {
        if (reload.command().isEmpty()) {
            return;
        }
        // The command's output belongs to the agent's own log; nothing secret is passed to it.
        Process process = new ProcessBuilder(reload.command()).inheritIO().start();
        if (!process.waitFor(reload.withinOrDefault().toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IOException(reload.command().get(0) + " did not end within " + reload.withinOrDefault());
        }
        if (process.exitValue() != 0) {
            throw new IOException(reload.command().get(0) + " ended with status " + process.exitValue());
        }
    }
}
