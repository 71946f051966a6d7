package io.countersign.hsm;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One token: CA keys that sign, secrets that MAC, and recovery in this process when the HSM dies.
 *
 * <p>A device error, or time-outs in a row, end the current {@link Generation}: new calls are refused at once, calls in
 * flight get their deadline, then new generations are tried until one passes: login, every pinned key present and its
 * probe signature verified, every used secret still the same. Safe for concurrent use.
 */
public final class Hsm implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hsm.class);

    /** Time-outs in a row that end a generation: one may be a slow HSM, this many is a dead one. */
    private static final int TIMEOUTS_TO_FAIL = 3;

    private final TokenConfig config;
    private final Breaker breaker;
    private final Connector connector;
    private final ScheduledThreadPoolExecutor recovery;
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong signatures = new AtomicLong();
    private final Probes probes;

    private final Object lock = new Object();
    /** Guarded by lock, as are the four below; null unless READY. */
    private Generation current;

    private HsmState state = HsmState.RECOVERING;
    private String reason = "not opened yet";
    private HsmPinRefusedException pinRefused;
    private int timeoutsInARow;

    private Hsm(TokenConfig config, RecoveryPolicy policy, InstantSource clock, SecureRandom random) {
        this.config = config;
        this.breaker = new Breaker(policy, clock);
        this.connector = new Connector(config);
        this.probes = new Probes(random, operations);
        this.recovery = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hsm-" + config.tokenLabel() + "-recovery");
            thread.setDaemon(true);
            return thread;
        });
        recovery.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    public static Hsm open(TokenConfig config) throws HsmPinRefusedException {
        return open(config, RecoveryPolicy.DEFAULT, InstantSource.system(), new SecureRandom());
    }

    /**
     * Tries to connect once. An outage is no error here: the result is then RECOVERING and keeps trying, so a service
     * may start before its HSM. A refused PIN is one, and is not tried again.
     */
    public static Hsm open(TokenConfig config, RecoveryPolicy policy, InstantSource clock, SecureRandom random)
            throws HsmPinRefusedException {
        Hsm hsm = new Hsm(config, policy, clock, random);
        hsm.attempt();
        synchronized (hsm.lock) {
            if (hsm.pinRefused != null) {
                hsm.recovery.shutdown();
                throw hsm.pinRefused;
            }
        }
        return hsm;
    }

    /**
     * The token's key for this certificate's public key, which must sign one probe right. Throws when the token is open and does
     * not hold it; while the HSM is away the key is only remembered, and no generation becomes READY without it.
     */
    public SigningKey signingKey(X509Certificate pinned) throws HsmException {
        PublicKey publicKey = pinned.getPublicKey();
        SignatureScheme scheme = SignatureScheme.of(publicKey);
        Generation generation = currentOrNull();
        if (generation != null) {
            generation.claimants(publicKey);
            if (isDisproved(publicKey)) {
                throw Probes.unproven();
            }
        }
        probes.expectKey(publicKey);
        return new PinnedKey(this, publicKey, scheme);
    }

    private boolean isDisproved(PublicKey publicKey) throws HsmException {
        try {
            return call("probe", generation -> probes.find(generation, publicKey), config.deadline())
                    .isEmpty();
        } catch (HsmUnavailableException | HsmTimeoutException | HsmBusyException e) {
            // An outage says nothing about the key: it is proved in the next generation, or at its first use in this
            // one.
            LOG.warn("HSM token {}: a key could not be probed: {}", config.tokenLabel(), e.getMessage());
            return false;
        }
    }

    byte[] sign(PublicKey publicKey, SignatureScheme scheme, byte[] tokenInput, Duration deadline) throws HsmException {
        return call(
                "sign",
                generation -> {
                    PrivateKey key = probes.require(generation, publicKey);
                    operations.incrementAndGet();
                    byte[] signature = generation.sign(key, scheme, tokenInput);
                    signatures.incrementAndGet();
                    return signature;
                },
                deadline);
    }

    /** HMAC-SHA256 of the input under the token's generic secret with this label; 32 bytes. */
    public byte[] mac(String keyLabel, byte[] input) throws HsmException {
        byte[] copy = input.clone();
        return call(
                "mac",
                generation -> {
                    probes.expectSecret(keyLabel, generation);
                    operations.incrementAndGet();
                    return generation.mac(keyLabel, copy);
                },
                config.deadline());
    }

    public HsmState state() {
        synchronized (lock) {
            return state;
        }
    }

    /** Why the token is not READY; for readiness pages and logs, not for decisions. */
    public String reason() {
        synchronized (lock) {
            return reason;
        }
    }

    /** Signatures made for callers since {@link #open}; probes are not among them. */
    public long signatures() {
        return signatures.get();
    }

    /** Every C_Sign that was sent: signatures, MACs and probes, also those that failed. */
    public long operations() {
        return operations.get();
    }

    /** Stops using the token. Does not log out: login is shared by everything in this process. */
    @Override
    public void close() {
        synchronized (lock) {
            state = HsmState.CLOSED;
            reason = "closed";
            if (current != null) {
                current.calls().close();
                current = null;
            }
            recovery.shutdown();
        }
        connector.close();
    }

    @FunctionalInterface
    private interface TokenCall<T> {
        T on(Generation generation) throws Exception;
    }

    private <T> T call(String what, TokenCall<T> call, Duration deadline) throws HsmException {
        Generation generation = currentOrNull();
        if (generation == null) {
            synchronized (lock) {
                if (pinRefused != null) {
                    throw new HsmPinRefusedException(reason, pinRefused);
                }
                throw new HsmUnavailableException("HSM token " + config.tokenLabel() + " is " + state + ": " + reason);
            }
        }
        try {
            T result = generation.calls().run(what, () -> call.on(generation), deadline);
            synchronized (lock) {
                timeoutsInARow = 0;
            }
            return result;
        } catch (HsmTimeoutException e) {
            timedOut(generation, e);
            throw e;
        } catch (HsmUnavailableException e) {
            fail(generation, e);
            throw e;
        }
    }

    private Generation currentOrNull() {
        synchronized (lock) {
            return current;
        }
    }

    private void timedOut(Generation generation, HsmTimeoutException e) {
        boolean dead;
        synchronized (lock) {
            dead = ++timeoutsInARow >= Math.min(TIMEOUTS_TO_FAIL, config.concurrency());
        }
        if (dead) {
            fail(generation, e);
        }
    }

    private void fail(Generation generation, HsmException e) {
        synchronized (lock) {
            if (current != generation) {
                return; // Somebody else saw it first; this generation is already being replaced.
            }
            current = null;
            state = HsmState.DRAINING;
            reason = e.getMessage();
            recovery.execute(() -> replace(generation));
        }
        LOG.warn("HSM token {}: generation {} failed: {}", config.tokenLabel(), generation.number(), e.getMessage());
    }

    private void replace(Generation old) {
        boolean drained = old.calls().drain(config.deadline());
        if (!drained) {
            LOG.warn("HSM token {}: calls of generation {} still hang", config.tokenLabel(), old.number());
        }
        old.calls().close();
        enter(HsmState.RECOVERING, null);
        attempt();
    }

    /** One attempt at a new generation; schedules the next on failure. Runs on the recovery thread, or in open. */
    private void attempt() {
        try {
            Generation generation = connector.connect(probes::check);
            breaker.succeeded();
            synchronized (lock) {
                if (state == HsmState.CLOSED) {
                    generation.calls().close();
                    return;
                }
                current = generation;
                timeoutsInARow = 0;
                state = HsmState.READY;
                reason = "ready";
            }
            LOG.info("HSM token {}: generation {} is ready", config.tokenLabel(), generation.number());
        } catch (HsmPinRefusedException e) {
            synchronized (lock) {
                pinRefused = e;
            }
            LOG.error("HSM token {}: {}; not tried again", config.tokenLabel(), e.getMessage());
            enter(HsmState.BROKEN, e.getMessage());
        } catch (HsmException | RuntimeException e) {
            // A runtime exception here is a bug, but one that must not end recovery unseen in a dead task.
            breaker.failed();
            LOG.warn("HSM token {}: attempt {} failed: {}", config.tokenLabel(), breaker.failures(), e.toString());
            LOG.debug("HSM token {}: attempt failed", config.tokenLabel(), e);
            enter(breaker.givenUp() ? HsmState.BROKEN : HsmState.RECOVERING, e.getMessage());
            scheduleAttempt();
        }
    }

    private void scheduleAttempt() {
        synchronized (lock) {
            if (state == HsmState.RECOVERING) {
                ScheduledFuture<?> unused = recovery.schedule(
                        this::attempt, breaker.untilNextAttempt().toNanos(), TimeUnit.NANOSECONDS);
            }
        }
    }

    private void enter(HsmState next, String why) {
        synchronized (lock) {
            if (state != HsmState.CLOSED) {
                state = next;
                reason = why == null ? reason : why;
            }
        }
    }
}
