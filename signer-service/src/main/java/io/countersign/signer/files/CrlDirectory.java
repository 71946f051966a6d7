package io.countersign.signer.files;

import io.countersign.contracts.Sha256;
import io.countersign.signer.core.AcceptedOrder;
import io.countersign.signer.core.CrlSpool;
import io.countersign.signer.core.OutageException;
import io.countersign.x509.crl.Crl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Three folders of the spool. {@code crls/<digest of the issuer>.crl} (DER): an operator may put a file of any other name with this
 * ending there, also in PEM. {@code revocations/*.json}: for operators alone. {@code accepted/<digest of the payload>.json}: the
 * signer's own, with a time that nobody has signed; nothing from outside belongs there.
 */
public final class CrlDirectory implements CrlSpool {
    private static final String CRL = ".crl";
    private static final String JSON = ".json";
    /** A CRL has at most 750 entries of 55 octets, and PEM adds a third. */
    private static final long MOST_OCTETS = 128L * 1024;

    private final DurableFolder crls;
    private final DurableFolder revocations;
    private final DurableFolder accepted;

    private CrlDirectory(DurableFolder crls, DurableFolder revocations, DurableFolder accepted) {
        this.crls = crls;
        this.revocations = revocations;
        this.accepted = accepted;
    }

    /**
     * Makes the folders when they are missing.
     *
     * @param nanos monotonic, as {@link System#nanoTime}
     */
    public static CrlDirectory open(Path spool, LongSupplier nanos) throws IOException {
        return new CrlDirectory(
                DurableFolder.open(spool.resolve("crls"), CRL, MOST_OCTETS, nanos),
                DurableFolder.open(spool.resolve("revocations"), JSON, MOST_OCTETS, nanos),
                DurableFolder.open(spool.resolve("accepted"), JSON, MOST_OCTETS, nanos));
    }

    @Override
    public List<Found> news() throws OutageException {
        List<Found> found = new ArrayList<>();
        act(() -> {
            crls.news().forEach((name, content) -> found.add(new Found(Kind.CRL, name, content)));
            accepted.news().forEach((name, content) -> found.add(new Found(Kind.ACCEPTED, name, content)));
            revocations.news().forEach((name, content) -> found.add(new Found(Kind.REVOCATION, name, content)));
        });
        return found;
    }

    @Override
    public void keep(Crl crl, boolean complete) throws OutageException {
        // What lists less than is known stands beside the one that lists it, so that both are read again. As long as
        // any file here
        // was not read, nobody can say that nothing more is known, and nothing takes the place of another.
        act(() -> {
            boolean replaces = complete && crls.isTaken();
            crls.write(
                    crl.issuer().hex() + (replaces ? "" : "-" + crl.number()) + CRL,
                    crl.der().toArray());
        });
    }

    @Override
    public void keep(Sha256 order, AcceptedOrder kept) throws OutageException {
        act(() -> accepted.write(name(order), kept.file()));
    }

    @Override
    public void forget(Sha256 order) throws OutageException {
        act(() -> accepted.delete(name(order)));
    }

    @Override
    public void requireAll(Kind kind) throws OutageException {
        of(kind).requireAll();
    }

    @Override
    public void taken(Found file) {
        of(file.kind()).taken(file.name());
    }

    @Override
    public void remove(Found file) throws OutageException {
        act(() -> of(file.kind()).delete(file.name()));
    }

    @Override
    public boolean refuse(Found file) throws OutageException {
        try {
            return of(file.kind()).putAside(file.name());
        } catch (IOException e) {
            throw SpoolDirectory.outage(e);
        }
    }

    private DurableFolder of(Kind kind) {
        return switch (kind) {
            case CRL -> crls;
            case REVOCATION -> revocations;
            case ACCEPTED -> accepted;
        };
    }

    private static String name(Sha256 order) {
        return order.hex() + JSON;
    }

    /** Something done to files. */
    private interface Action {
        void run() throws IOException;
    }

    private static void act(Action action) throws OutageException {
        try {
            action.run();
        } catch (IOException e) {
            throw SpoolDirectory.outage(e);
        }
    }
}
