package io.countersign.signer.files;

import io.countersign.contracts.RefusedException;
import io.countersign.orders.SignedStop;
import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.Spool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The spool as two folders: {@code stops/<digest of the payload>.json} and {@code trust/<version>.json}. An operator may put a file
 * of any other name ending in {@code .json} there.
 */
public final class SpoolDirectory implements Spool {
    private static final String SUFFIX = ".json";
    /** A trust document has at most 6 MiB. */
    private static final long MOST_OCTETS = 16L * 1024 * 1024;

    private final DurableFolder stops;
    private final DurableFolder trust;

    private SpoolDirectory(DurableFolder stops, DurableFolder trust) {
        this.stops = stops;
        this.trust = trust;
    }

    /**
     * Makes the two folders when they are missing.
     *
     * @param nanos monotonic, as {@link System#nanoTime}
     */
    public static SpoolDirectory open(Path folder, LongSupplier nanos) throws IOException {
        return new SpoolDirectory(
                DurableFolder.open(folder.resolve("stops"), SUFFIX, MOST_OCTETS, nanos),
                DurableFolder.open(folder.resolve("trust"), SUFFIX, MOST_OCTETS, nanos));
    }

    @Override
    public List<Found> news() throws OutageException {
        try {
            List<Found> found = new ArrayList<>();
            trust.news().forEach((name, content) -> found.add(new Found(Kind.TRUST, name, content)));
            stops.news().forEach((name, content) -> found.add(new Found(Kind.STOP, name, content)));
            return found;
        } catch (IOException e) {
            throw outage(e);
        }
    }

    @Override
    public void requireAll() throws OutageException {
        trust.requireAll();
        stops.requireAll();
    }

    @Override
    public void taken(Found file) {
        of(file.kind()).taken(file.name());
    }

    @Override
    public void keep(SignedStop stop) throws OutageException {
        try {
            write(stops, stop.digest().hex(), stop.file());
        } catch (RefusedException e) {
            throw new IllegalArgumentException("only verified stops are kept", e);
        }
    }

    @Override
    public void keep(long version, byte[] trustFile) throws OutageException {
        write(trust, String.valueOf(version), trustFile);
    }

    @Override
    public boolean refuse(Found file) throws OutageException {
        try {
            return of(file.kind()).putAside(file.name());
        } catch (IOException e) {
            throw outage(e);
        }
    }

    private DurableFolder of(Kind kind) {
        return kind == Kind.TRUST ? trust : stops;
    }

    private static void write(DurableFolder folder, String name, byte[] content) throws OutageException {
        try {
            folder.write(name + SUFFIX, content);
        } catch (IOException e) {
            throw outage(e);
        }
    }

    static OutageException outage(IOException cause) {
        return new OutageException("the spool does not take or give files: " + cause, cause);
    }
}
