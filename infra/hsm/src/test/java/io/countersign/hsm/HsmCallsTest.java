package io.countersign.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.ProviderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HsmCallsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final HsmCalls calls = new HsmCalls("test", 2);
    private final CompletableFuture<byte[]> hang = new CompletableFuture<>();

    @AfterEach
    void letGo() {
        hang.complete(new byte[0]);
        calls.close();
    }

    private byte[] hang() throws HsmException {
        // Like a hung module, join does not heed interrupts.
        return calls.run("hang", hang::join, SHORT);
    }

    @Test
    void leavesAHungCallAtTheDeadline() {
        assertThatThrownBy(this::hang).isInstanceOf(HsmTimeoutException.class).hasMessageContaining("hang");
    }

    @Test
    void losesNoMoreThreadsThanItHasAndRefusesTheNextCaller() {
        assertThatThrownBy(this::hang).isInstanceOf(HsmTimeoutException.class);
        assertThatThrownBy(this::hang).isInstanceOf(HsmTimeoutException.class);

        assertThatThrownBy(this::hang).isInstanceOf(HsmBusyException.class);
        assertThat(calls.drain(SHORT)).isFalse();
    }

    @Test
    void worksAgainWhenTheModuleLetsGo() throws Exception {
        assertThatThrownBy(this::hang).isInstanceOf(HsmTimeoutException.class);
        assertThatThrownBy(this::hang).isInstanceOf(HsmTimeoutException.class);
        hang.complete(new byte[0]);

        assertThat(calls.drain(LONG)).isTrue();
        assertThat(calls.run("answer", () -> 42, LONG)).isEqualTo(42);
    }

    @Test
    void neverRunsMoreCallsThanPermitted() throws Exception {
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(16);
        List<Future<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            results.add(callers.submit(() -> calls.run(
                    "count",
                    () -> {
                        int now = inFlight.incrementAndGet();
                        most.accumulateAndGet(now, Math::max);
                        Thread.onSpinWait();
                        return inFlight.decrementAndGet();
                    },
                    LONG)));
        }
        for (Future<Integer> result : results) {
            result.get();
        }
        callers.shutdown();

        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void turnsUncheckedFailuresOfTheProviderIntoAnOutageWithTheInnermostCode() {
        assertThatThrownBy(() -> calls.run(
                        "sign",
                        () -> {
                            throw new ProviderException("sign failed", new Exception("CKR_DEVICE_ERROR"));
                        },
                        LONG))
                .isInstanceOf(HsmUnavailableException.class)
                .hasMessage("sign: CKR_DEVICE_ERROR");
    }

    @Test
    void refusesCallsAfterClose() {
        calls.close();

        assertThatThrownBy(() -> calls.run("late", () -> 1, LONG)).isInstanceOf(HsmUnavailableException.class);
        assertThat(calls.drain(SHORT)).isTrue();
    }
}
