package io.countersign.registry.audit;

import io.countersign.runtime.config.Setting;
import java.net.URI;
import java.time.Duration;

/** Where the audit log answers. */
public record AuditConfig(
        @Setting(
                        doc =
                                "REST address of the audit-service, https://host:port; it must allow this service's own identity log:read")
                URI url,
        @Setting(doc = "How long between two rounds of questions", byDefault = "10s") Duration every) {
    public AuditConfig {
        if (!"https".equals(url.getScheme())
                || url.getHost() == null
                || !url.getPath().matches("/?")) {
            throw new IllegalArgumentException("url is https://host:port, not " + url);
        }
        if (every.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("every must be 1s or more, not " + every);
        }
    }
}
