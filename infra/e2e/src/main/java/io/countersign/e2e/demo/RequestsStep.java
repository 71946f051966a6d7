package io.countersign.e2e.demo;

import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Layout;
import io.countersign.e2e.installation.OpenSsl;
import io.countersign.e2e.installation.Wanted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An administrator makes keys and CSRs with openssl and submits them over REST. */
final class RequestsStep implements Step {
    @Override
    public String name() {
        return "requests";
    }

    @Override
    public String title() {
        return "keys and CSRs of a kubeadm control plane, three kubelets and a user, submitted over REST";
    }

    @Override
    public void act(Demo demo) throws Exception {
        Client operator = demo.installation().client("oscar");
        for (Wanted wanted : Wanted.kubeadmCluster()) {
            Path base = demo.installation().layout().kubernetes().resolve(wanted.file());
            Path key = OpenSsl.newKey(Path.of(base + ".key"));
            Path csr = OpenSsl.csr(key, wanted.subject(), wanted.sans(), Path.of(base + ".csr"));
            demo.remember(wanted, submit(operator, wanted, csr));
        }
    }

    @Override
    public String check(Demo demo) throws Exception {
        Client operator = demo.installation().client("oscar");
        Client.Answer again = operator.run("get", "requests", "-o", "json").expect(0);
        long waiting = demo.count(again.json(), request -> "submitted"
                .equals(request.path("state").asText()));
        FailedCheckException.require(
                waiting == demo.requests().size(),
                "the registry shows " + waiting + " waiting requests, not "
                        + demo.requests().size());
        // Asking twice is the same request: its id is a digest of what was asked.
        Wanted first = Wanted.kubeadmCluster().get(0);
        Path csr = Path.of(demo.installation().layout().kubernetes().resolve(first.file()) + ".csr");
        FailedCheckException.require(
                submit(operator, first, csr).equals(demo.requests().get(first)), "the same CSR became another request");
        demo.say(operator.run("get", "requests").expect(0).out());
        return waiting + " CSRs made by openssl wait for approval; submitting one twice gave the same request.";
    }

    private static String submit(Client operator, Wanted wanted, Path csr) {
        List<String> command = new ArrayList<>(List.of(
                "request",
                "create",
                "-f",
                csr.toString(),
                "--cluster",
                Layout.CLUSTER,
                "--component",
                wanted.component(),
                "--instance",
                wanted.instance(),
                "--reason",
                "CHG0001 first issue",
                "-o",
                "name"));
        if (List.of(RotationStep.COMPONENT, HandsOffStep.COMPONENT).contains(wanted.component())) {
            command.addAll(List.of("--lifetime", RotationStep.LIFETIME));
        }
        String printed = operator.run(command).expect(0).out().strip();
        return printed.substring(printed.lastIndexOf('/') + 1);
    }
}
