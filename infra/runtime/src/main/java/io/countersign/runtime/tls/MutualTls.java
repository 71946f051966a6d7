package io.countersign.runtime.tls;

import io.countersign.contracts.Sha256;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity of this process on every hop, kept fresh: looks at the files on its own timer, checks a changed set before it goes
 * live, keeps the old one while the new one is unusable. There is one instance per folder, so that all connections agree
 * (factories that look by themselves were seen to disagree, kafka-facts.md 2.1). Safe for all threads.
 */
public final class MutualTls implements AutoCloseable {
    /** Three small files; a rotation is live within this time. */
    public static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(MutualTls.class);
    private static final Map<Path, MutualTls> OPEN = new ConcurrentHashMap<>();

    /** One identity and the context made from it; swapped as a whole. */
    private record Generation(Identity identity, SSLContext context, Sha256 digest) {}

    private final Path folder;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ReloadingContext reloading = new ReloadingContext(this);
    private volatile Generation generation;
    private volatile Optional<String> fault = Optional.empty();
    private Optional<Sha256> faulty = Optional.empty();
    private int users = 1;

    private MutualTls(Path folder, Generation generation, Duration lookEvery) {
        this.folder = folder;
        this.generation = generation;
        Thread thread = new Thread(() -> lookUntilClosed(lookEvery), "tls-reload " + folder.getFileName());
        thread.setDaemon(true);
        thread.start();
    }

    /** The one instance for this folder; each opening needs its closing. Throws when the identity is unusable now. */
    public static MutualTls open(Path folder) throws IdentityException {
        return open(folder, LOOK_EVERY);
    }

    static MutualTls open(Path folder, Duration lookEvery) throws IdentityException {
        Path key = folder.toAbsolutePath().normalize();
        synchronized (OPEN) {
            MutualTls open = OPEN.get(key);
            if (open != null) {
                open.users++;
                return open;
            }
            MutualTls fresh = new MutualTls(key, load(key), lookEvery);
            OPEN.put(key, fresh);
            return fresh;
        }
    }

    /** The open instance of a folder, for code that a library constructs from strings (a JDBC socket factory). */
    public static MutualTls opened(Path folder) {
        MutualTls open = OPEN.get(folder.toAbsolutePath().normalize());
        if (open == null) {
            throw new IllegalStateException("no identity is open for " + folder);
        }
        return open;
    }

    public Path folder() {
        return folder;
    }

    public Identity identity() {
        return generation.identity();
    }

    /** When the live certificate ends. */
    public Instant notAfter() {
        return identity().certificate().getNotAfter().toInstant();
    }

    /** Why the files on disk are not live, if they are not. */
    public Optional<String> fault() {
        return fault;
    }

    /**
     * A context whose every new connection uses the identity of that moment. Sessions are never resumed across identities, since
     * each generation has its own session cache.
     */
    public SSLContext sslContext() {
        return reloading;
    }

    /** The same as {@link #sslContext}, for what wants sockets. */
    public SSLSocketFactory socketFactory() {
        return reloading.getSocketFactory();
    }

    /** Calls back after each swap, on the reload thread; a listener that throws is logged. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    public void removeListener(Runnable listener) {
        listeners.remove(listener);
    }

    SSLContext currentContext() {
        return generation.context();
    }

    @Override
    public void close() {
        synchronized (OPEN) {
            users--;
            if (users > 0) {
                return;
            }
            OPEN.remove(folder, this);
        }
        closed.countDown();
    }

    private void lookUntilClosed(Duration lookEvery) {
        try {
            while (!closed.await(lookEvery.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            // Nobody of ours interrupts it; the identity of this moment stays.
            Thread.currentThread().interrupt();
            LOG.error("{} is no longer watched", folder);
        }
    }

    private void look() {
        try {
            Sha256 found = Identity.digest(folder);
            if (found.equals(generation.digest())) {
                fault = Optional.empty();
            } else {
                swap(found);
            }
        } catch (IdentityException e) {
            note(Optional.empty(), e);
        } catch (RuntimeException e) {
            note(Optional.empty(), new IdentityException("unexpected: " + e, e));
        }
    }

    private void swap(Sha256 found) {
        Generation next;
        try {
            next = load(folder);
        } catch (IdentityException e) {
            note(Optional.of(found), e);
            return;
        }
        generation = next;
        fault = Optional.empty();
        faulty = Optional.empty();
        LOG.info("identity {} is live", next.identity());
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("a part did not take over the new identity: {}", e.toString(), e);
            }
        }
    }

    /** Says it once per content. Between the two renames of a rotation this is normal and passes at the next look. */
    private void note(Optional<Sha256> found, IdentityException e) {
        if (fault.isEmpty() || !faulty.equals(found)) {
            faulty = found;
            fault = Optional.of(e.getMessage());
            LOG.warn("the files in {} are not live, {} stays: {}", folder, generation.identity(), e.getMessage());
        }
    }

    private static Generation load(Path folder) throws IdentityException {
        try {
            Sha256 digest = Identity.digest(folder);
            Identity identity = Identity.load(folder);
            return new Generation(identity, TlsContexts.context(identity), digest);
        } catch (GeneralSecurityException e) {
            throw new IdentityException("no TLS context from " + folder + ": " + e.getMessage(), e);
        }
    }
}
