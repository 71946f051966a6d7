package io.countersign.tlog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one writer of a log. Data directory: {@code log/} is what may be published (checkpoint and tile/…), {@code state}
 * is the durable head with the caller's side state, {@code tmp/} and {@code lock} are the writer's own.
 *
 * <p>An append runs in this order: (1) entry bundles, (2) tiles, each file temporary, fsync, rename, fsync of the
 * directory; (3) the new files are read back and the bundles re-hashed, so that a bit flipped on the way is found
 * before it is signed; (4) the state file, whose rename is the commit of entries and side state together; (5) partial
 * files that a full one replaced are deleted. When it returns, all of that is durable. After any error the writer
 * refuses further work: reopening continues from the last commit.
 *
 * <p>{@code append} and {@code publish} belong to one thread at a time; {@code head}, {@code sideState} and
 * {@code tree} may be used by any.
 */
public final class LogWriter implements AutoCloseable {
    static final String LOG = "log/";
    static final String STATE = "state";

    private final DurableFiles files;
    private final FileChannel lockFile;
    private final TileTree tree;
    private final Leftovers leftovers;
    private Batch.Tails tails;
    private volatile LogState state;
    private boolean leftoversGone;
    private Throwable broken;

    /**
     * Opens or creates the log and checks its right edge against the durable head. Files of an append that never
     * committed stay until the next append, so that a caller can still refuse to go on.
     *
     * @throws LogCorruptException if files, state and published checkpoint contradict each other
     */
    public static LogWriter open(Path dataDirectory, WriteProbe probe) throws IOException {
        Files.createDirectories(dataDirectory.resolve(LOG));
        FileChannel lockFile =
                FileChannel.open(dataDirectory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            requireAlone(lockFile, dataDirectory);
            return new LogWriter(new DurableFiles(dataDirectory, probe), lockFile);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    public static LogWriter open(Path dataDirectory) throws IOException {
        return open(dataDirectory, WriteProbe.NONE);
    }

    private LogWriter(DurableFiles files, FileChannel lockFile) throws IOException {
        this.files = files;
        this.lockFile = lockFile;
        FileTileStore store = new FileTileStore(files.root().resolve(LOG));
        this.tree = new TileTree(store);
        this.leftovers = new Leftovers(files, store);
        files.clearTemporaries();
        if (!Files.exists(files.root().resolve(STATE))) {
            createState(store);
        }
        this.state = LogState.decode(Files.readAllBytes(files.root().resolve(STATE)));
        SelfCheck check = new SelfCheck(store, tree, state.edge());
        this.tails = check.tails();
        check.publishedCheckpoint();
    }

    /** A missing state file beside an existing log is a loss, never a fresh start. */
    private void createState(FileTileStore store) throws IOException {
        if (!store.list().orElseThrow().isEmpty()) {
            throw new LogCorruptException("the log has files, but its state file is missing");
        }
        files.write(STATE, new LogState(RightEdge.empty(), new byte[0]).encode());
    }

    public TreeHead head() {
        RightEdge edge = state.edge();
        return new TreeHead(edge.size(), edge.root());
    }

    /** What the last committed append was given; empty for a new log. */
    public byte[] sideState() {
        return state.side();
    }

    public TileTree tree() {
        return tree;
    }

    /** The directory that may be published and copied. */
    public Path logDirectory() {
        return files.root().resolve(LOG);
    }

    /** The published note, if one was published yet. */
    public Optional<byte[]> checkpoint() throws IOException {
        return new FileTileStore(logDirectory()).read(TileStore.CHECKPOINT);
    }

    /**
     * Appends the entries (each at most 65,535 bytes; none at all moves the side state alone).
     *
     * @return the durable head; the first new entry has the index of the size before
     */
    public synchronized TreeHead append(List<byte[]> entries, byte[] sideState) throws IOException {
        Batch batch = new Batch(state.edge(), tails, entries);
        LogState next = new LogState(batch.edge(), sideState);
        requireWorking();
        try {
            if (!leftoversGone) {
                leftovers.discard(state.edge().size());
                leftoversGone = true;
            }
            for (Map.Entry<TilePath, byte[]> file : batch.files().entrySet()) {
                files.write(LOG + file.getKey().path(), file.getValue());
            }
            readBack(batch);
            files.write(STATE, next.encode());
            state = next;
            tails = batch.tails();
            leftovers.deleteReplaced(batch.files().keySet());
        } catch (IOException | RuntimeException | Error e) {
            broken = e;
            throw e;
        }
        return head();
    }

    /** Publishes a signed checkpoint. The caller verified its signatures; size and root are compared with the log. */
    public synchronized void publish(byte[] checkpointNote) throws IOException, ProofException {
        Checkpoint checkpoint =
                Checkpoint.parse(SignedNote.parse(checkpointNote).text());
        requireWorking();
        if (checkpoint.size() > state.edge().size()
                || !tree.root(checkpoint.size()).equals(checkpoint.root())) {
            throw new ProofException("the checkpoint of size " + checkpoint.size() + " is not one of this log");
        }
        try {
            files.write(LOG + TileStore.CHECKPOINT, checkpointNote);
        } catch (IOException | RuntimeException | Error e) {
            broken = e;
            throw e;
        }
    }

    private void readBack(Batch batch) throws IOException {
        for (Map.Entry<TilePath, byte[]> file : batch.files().entrySet()) {
            TilePath path = file.getKey();
            byte[] found = files.readBack(LOG + path.path());
            boolean same = path.isBundle()
                    ? SelfCheck.leafHashes(found, path)
                            .equals(batch.bundleHashes().get(path))
                    : Arrays.equals(found, file.getValue());
            if (!same) {
                throw new LogCorruptException(path + " does not read back as it was written");
            }
        }
    }

    private void requireWorking() throws IOException {
        if (broken != null) {
            throw new IOException("the log must be reopened after: " + broken.getMessage(), broken);
        }
    }

    private static void requireAlone(FileChannel lockFile, Path dataDirectory) throws IOException {
        FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new IOException(dataDirectory + " is already open in this process", e);
        }
        if (lock == null) {
            throw new IOException(dataDirectory + " is already open in another process");
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
