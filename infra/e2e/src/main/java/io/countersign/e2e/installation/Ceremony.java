package io.countersign.e2e.installation;

import io.countersign.stack.ProcessLedger;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.ServiceSpec;
import io.countersign.stack.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The ceremony program, run as the officers would: its own process, its own report. */
final class Ceremony {
    private final Layout layout;
    private final ProcessLedger ledger;
    private final SoftHsm softHsm;

    Ceremony(Layout layout, ProcessLedger ledger, SoftHsm softHsm) {
        this.layout = layout;
        this.ledger = ledger;
        this.softHsm = softHsm;
    }

    /** Holds the ceremony in its own process; returns its report. */
    String hold() throws IOException {
        return run(
                "hold",
                "--plan",
                layout.plan().toString(),
                "--out",
                layout.ceremony().toString());
    }

    /** Checks what the ceremony wrote, from its files alone; returns the verdict. */
    String verify() throws IOException {
        return run("verify", layout.ceremony().toString());
    }

    private String run(String... arguments) throws IOException {
        Path log = layout.folder().resolve("ceremony-" + arguments[0] + ".log");
        ServiceSpec spec = ServiceSpec.ofModule(
                        layout.module("infra/ceremony"),
                        "io.countersign.ceremony.CeremonyMain",
                        List.of(arguments),
                        log)
                .withEnvironment(softHsm.environment());
        ServiceProcess process = ServiceProcess.launch(ledger, spec);
        int exit = process.exitCode(Duration.ofSeconds(60));
        String report = Files.readString(log);
        FailedCheckException.require(exit == 0, "ceremony " + arguments[0] + " ended with " + exit + ":\n" + report);
        return report;
    }

    String summary() throws IOException {
        int keys = 0;
        try (Stream<Path> files = Files.walk(layout.ceremony().resolve("issuers"))) {
            keys = (int) files.filter(file -> file.toString().endsWith(".pem")).count();
        }
        return keys + " CAs made in the token, trust document 1 signed by 2 of 3 officers, "
                + "private keys shown by a second tool as local, sensitive and never extractable.";
    }
}
