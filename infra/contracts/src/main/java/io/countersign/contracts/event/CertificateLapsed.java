package io.countersign.contracts.event;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;

/** An intent was logged but is no longer valid when it could be signed (use-by passed, trust changed, stopped). */
public record CertificateLapsed(
        Lineage lineage,
        String request,
        Sha256 order,
        int item,
        CertificateId id,
        String intent,
        String code,
        String detail)
        implements EventData {}
