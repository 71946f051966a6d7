package io.countersign.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CertificateLapsed;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.orders.Installation;
import io.countersign.orders.OrderItem;
import io.countersign.orders.SerialUnavailableException;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.Csr;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What the signer would say, signed with the CA keys of the test's installation. */
final class Signing {
    private final Installation installation;
    private final AtomicLong entries = new AtomicLong();

    Signing(Installation installation) {
        this.installation = installation;
    }

    /** The certificate of an approved request; each call signs anew. */
    Event issued(JsonNode request, Csr csr) {
        return issued(request, csr, caKeys(request));
    }

    /** The same with any key as the CA's: a forgery when it is not. */
    Event issued(JsonNode request, Csr csr, KeyPair keys) {
        OrderItem item = item(request);
        TbsCertificate tbs = tbs(request, csr);
        Bytes der = Bytes.of(SignedCertificate.assemble(tbs, sign(keys, tbs.encoded())));
        return event(
                EventType.CERTIFICATE_ISSUED,
                item,
                new CertificateIssued(
                        item.lineage(),
                        request.path("id").asText(),
                        order(request),
                        0,
                        tbs.id(),
                        "intent-of-" + request.path("id").asText(),
                        entries.incrementAndGet(),
                        item.profile(),
                        item.names(),
                        item.key(),
                        item.notBefore(),
                        item.notAfter(),
                        der));
    }

    Event refused(JsonNode request, String code) {
        OrderItem item = item(request);
        return event(
                EventType.CSR_REFUSED,
                item,
                new CsrRefused(
                        item.lineage(),
                        request.path("id").asText(),
                        order(request),
                        0,
                        item.csr(),
                        code,
                        "as a test wishes",
                        false));
    }

    Event lapsed(JsonNode request, Csr csr) {
        return lapsed(request, csr, "order-past-use-by");
    }

    Event lapsed(JsonNode request, Csr csr, String code) {
        OrderItem item = item(request);
        return event(
                EventType.CERTIFICATE_LAPSED,
                item,
                new CertificateLapsed(
                        item.lineage(),
                        request.path("id").asText(),
                        order(request),
                        0,
                        tbs(request, csr).id(),
                        "intent",
                        code,
                        "as a test wishes"));
    }

    private TbsCertificate tbs(JsonNode request, Csr csr) {
        OrderItem item = item(request);
        try {
            return TbsCertificate.build(new TbsInput(
                    installation.trust().profile(item.profile()).orElseThrow(),
                    item.names(),
                    csr.spki(),
                    issuer(item).certificate(),
                    installation
                            .serials()
                            .serial(issuer(item).certificate(), order(request), 0, TbsCertificate.ENCODER),
                    item.notBefore(),
                    item.notAfter()));
        } catch (SerialUnavailableException unavailable) {
            throw new AssertionError(unavailable);
        }
    }

    private KeyPair caKeys(JsonNode request) {
        TrustedIssuer issuer = issuer(item(request));
        return installation.caKeys(issuer.cluster(), issuer.name());
    }

    private TrustedIssuer issuer(OrderItem item) {
        return installation.trust().issuer(item.issuer()).orElseThrow();
    }

    private static OrderItem item(JsonNode request) {
        try {
            return OrderItem.parse(request.path("order").path("items").get(0).asText());
        } catch (RefusedException refused) {
            throw new AssertionError(refused);
        }
    }

    private static Sha256 order(JsonNode request) {
        return Sha256.parse(request.path("order").path("digest").asText());
    }

    private static Event event(EventType type, OrderItem item, EventData data) {
        return Event.of(
                type, ServiceName.SIGNER.source(), item.lineage().toString(), Instant.now(), data, Optional.empty());
    }

    static byte[] sign(KeyPair keys, byte[] message) {
        try {
            Signature signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(keys.getPrivate());
            signing.update(message);
            return signing.sign();
        } catch (GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }
}
