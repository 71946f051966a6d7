package io.countersign.runtime.life;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;

/** The service's metrics, in Prometheus form. Every metric says what it counts and in which unit. */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /**
     * A count that only grows.
     *
     * @param tags name, value, name, value…
     */
    public Counter counter(String name, String description, String... tags) {
        return Counter.builder(name)
                .description(required(description))
                .tags(tags)
                .register(registry);
    }

    /** A value asked for at each scrape; held strongly, so it lives as long as the service. */
    public void gauge(String name, String description, Supplier<Number> value, String... tags) {
        Gauge.builder(name, value)
                .description(required(description))
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /** Durations in seconds, with a histogram. */
    public Timer timer(String name, String description, String... tags) {
        return Timer.builder(name)
                .description(required(description))
                .tags(tags)
                .publishPercentileHistogram()
                .register(registry);
    }

    /** The text a Prometheus server scrapes. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }

    private static String required(String description) {
        if (description.isBlank()) {
            throw new IllegalArgumentException("a metric without a description helps nobody");
        }
        return description;
    }
}
