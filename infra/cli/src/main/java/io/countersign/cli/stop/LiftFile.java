package io.countersign.cli.stop;

import io.countersign.cli.CliException;
import io.countersign.cli.SafeFile;
import io.countersign.cli.Terminal;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.SignedStop;
import io.countersign.orders.Stop;
import io.countersign.orders.StopOrder;
import io.countersign.orders.StopTarget;
import io.countersign.orders.TrustDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A lift in a file, on its way from officer to officer, in the form of a signed stop. */
public final class LiftFile {
    private final Path path;

    public LiftFile(Path path) {
        this.path = path;
    }

    /** How far it is. */
    public record Progress(SignedStop lift, boolean complete, String said) {}

    public SignedStop read() throws CliException {
        try {
            return SignedStop.parse(Files.readAllBytes(path));
        } catch (RefusedException e) {
            throw CliException.of(e);
        } catch (IOException e) {
            throw CliException.failed(
                    "the lift " + path + " cannot be read", "make one with: countersign lift DIGEST -o FILE", e);
        }
    }

    /** Shows the lift, has the officer sign it, keeps it. */
    public Progress sign(SignedStop before, Officer officer, TrustDocument trust, KnownStops known, Terminal terminal)
            throws CliException {
        try {
            terminal.out().print(preview(StopOrder.parse(Base64.getUrlDecoder().decode(before.payload())), known));
            SignedStop after = officer.addTo(before);
            OfficersSoFar signed = OfficersSoFar.of(trust, after);
            SafeFile.write(path, after.file());
            return new Progress(after, signed.areEnough(), "signed: " + signed.progress());
        } catch (RefusedException e) {
            throw CliException.of(e);
        } catch (IllegalArgumentException e) {
            throw CliException.failed("the lift in " + path + " is not readable", "make a new one", e);
        } catch (IOException e) {
            throw CliException.failed("the lift cannot be written to " + path, "choose another file with -o", e);
        }
    }

    private static String preview(StopOrder order, KnownStops known) throws CliException {
        if (!(order.target() instanceof StopTarget.Lift lift)) {
            throw CliException.failed(
                    "this is no lift but " + StopText.act(order), "a stop needs one signature and no further ones");
        }
        StringBuilder text = new StringBuilder("Lift to sign: " + order.reason() + "\n");
        for (Sha256 digest : lift.stops().stream().sorted().toList()) {
            Optional<Stop> stop = known.find(digest);
            text.append("  ")
                    .append(digest)
                    .append("  ")
                    .append(stop.map(one -> StopText.act(one.order()) + " " + StopText.target(one.target()) + ", by "
                                    + String.join(", ", one.officers()) + ": "
                                    + one.order().reason())
                            .orElse("NOT KNOWN HERE: ask for the reason before you sign"))
                    .append(known.isLifted(digest) ? " (lifted already)" : "")
                    .append('\n');
        }
        return text.append("  A lift ends these stops for ever; the same thing can be stopped anew.\n")
                .toString();
    }

    /** Refuses to overwrite a file. */
    public void requireNew() throws CliException {
        if (Files.exists(path)) {
            throw CliException.failed(
                    path + " exists already", "sign it with: countersign lift approve " + path + " --key KEY");
        }
    }

    /** Refuses digests under which nothing is stopped: a misspelt lift lifts nothing. */
    public static void requireKnown(List<Sha256> digests, KnownStops known) throws CliException {
        for (Sha256 digest : digests) {
            if (known.find(digest).isEmpty()) {
                throw CliException.failed("there is no stop " + digest, "countersign get stops lists them");
            }
        }
    }
}
