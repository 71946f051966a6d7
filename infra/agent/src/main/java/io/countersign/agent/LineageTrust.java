package io.countersign.agent;

import io.countersign.orders.TrustDocument;
import java.io.IOException;

/** What the trust document in force says for one lineage; asked anew each time, because versions follow one another. */
interface LineageTrust {
    TrustDocument document();

    /** Who may sign for the lineage. */
    PinnedIssuer issuer() throws IOException;
}
