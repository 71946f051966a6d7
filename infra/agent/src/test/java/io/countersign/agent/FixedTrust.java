package io.countersign.agent;

import io.countersign.orders.TrustDocument;

/** One version that nobody follows. */
record FixedTrust(TrustDocument document, PinnedIssuer issuer) implements LineageTrust {}
