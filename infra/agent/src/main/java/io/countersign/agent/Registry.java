package io.countersign.agent;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Lineage;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an agent needs of the registry. Every call may be repeated: submitting the same CSR gives the same request, a report told
 * twice is one event. An {@link IOException} means "not known whether it arrived".
 */
interface Registry {
    /** The registry answered and says no; asking again changes nothing. */
    final class RejectedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;

        RejectedException(String code, String detail) {
            super(code + ": " + detail);
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    /** A request as far as an agent cares. */
    record RequestView(String id, String state, Optional<Reason> refusal) {
        record Reason(String code, String detail) {}

        boolean issued() {
            return state.equals("issued");
        }

        /** By the signer, before it intended a certificate. */
        boolean refused() {
            return state.equals("refused");
        }

        boolean failed() {
            return List.of("refused", "denied", "lapsed", "rejected").contains(state);
        }
    }

    /** Something the registry thinks this agent should look at. */
    record Work(String kind, Lineage lineage, Optional<OfferedGrant> grant) {
        boolean renewal() {
            return kind.equals("renew");
        }
    }

    /** What an agent tells. */
    enum Placement {
        OBSERVED,
        INSTALLED,
        SERVED,
        ROLLED_BACK;

        @JsonValue
        String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Asks people for a certificate.
     *
     * @param why people are asked although the live key could have ordered it
     */
    RequestView submit(ManagedLineage managed, String requestPem, Optional<String> why)
            throws IOException, RejectedException, InterruptedException;

    /** Hands in an order under a grant. Sending the same one again gives the same request. */
    RequestView renew(SignedRenewal renewal) throws IOException, RejectedException, InterruptedException;

    RequestView request(String id) throws IOException, RejectedException, InterruptedException;

    /** PEM of the certificate that answers a request. */
    String certificate(String requestId) throws IOException, RejectedException, InterruptedException;

    /** Versions of the trust document as it lists them; empty where it knows of none. Believed by their signatures alone. */
    Optional<JsonNode> trust() throws IOException, RejectedException, InterruptedException;

    /** DER of the newest CRL of a CA; believed by nobody before it is verified. */
    byte[] crl(String cluster, String issuer) throws IOException, RejectedException, InterruptedException;

    /** Returns as soon as there is work, or with an empty list when the wait is over. */
    List<Work> work(Duration wait) throws IOException, RejectedException, InterruptedException;

    void report(Lineage lineage, Placement placement, X509Certificate certificate, Instant at, Optional<String> detail)
            throws IOException, RejectedException, InterruptedException;
}
