package io.countersign.registry.http;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.Revoked;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import io.countersign.registry.core.GatheredRevocation;
import io.countersign.registry.core.Request;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A revoke order on the wire.
 *
 * @param payload base64url, exact bytes
 * @param certificate DER, where its own key signed
 * @param needed persons; none where the certificate's own key signed
 * @param crlNumber of the CRL that made it effective
 * @param refusal the signer's last one; {@code ordered} with a refusal is tried again
 */
record RevocationView(
        Sha256 digest,
        String payload,
        Issuer issuer,
        List<SerialNumber> serials,
        RevocationReason reason,
        String why,
        Instant issuedAt,
        List<Approval> approvals,
        Optional<Bytes> certificate,
        List<String> persons,
        int needed,
        String state,
        Optional<Long> crlNumber,
        Optional<Request.Outcome> refusal) {

    /** The CA's name in its cluster; its digest when a later trust document no longer lists it. */
    record Issuer(String cluster, String name) {}

    static RevocationView of(GatheredRevocation revocation, TrustDocument trust) {
        RevocationOrder order = revocation.read();
        String issuer = trust.issuer(order.issuer())
                .map(TrustedIssuer::name)
                .orElse(order.issuer().toString());
        return new RevocationView(
                revocation.digest(),
                revocation.payload(),
                new Issuer(order.cluster(), issuer),
                order.certificates().stream().map(Revoked::serial).toList(),
                order.reason(),
                order.why(),
                order.issuedAt(),
                revocation.approvals(),
                revocation.certificate(),
                revocation.persons(),
                revocation.needed(),
                revocation.state().wireName(),
                revocation.crlNumber(),
                revocation
                        .refusal()
                        .filter(refused -> revocation.state() != GatheredRevocation.State.EFFECTIVE)
                        .map(refused -> new Request.Outcome(refused.code(), refused.detail())));
    }
}
