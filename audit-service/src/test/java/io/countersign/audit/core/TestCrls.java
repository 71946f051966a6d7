package io.countersign.audit.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CrlIntended;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.orders.Installation;
import io.countersign.x509.crl.TbsCrl;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** CRLs of an etcd CA of an installation, and what others would like to be taken for them. */
public final class TestCrls {
    private final Installation installation;
    private final String cluster;

    public TestCrls(Installation installation) {
        this(installation, "demo");
    }

    public TestCrls(Installation installation, String cluster) {
        this.installation = installation;
        this.cluster = cluster;
    }

    /** The CRL of that number that lists these serials. */
    public TbsCrl crl(long number, long... serials) {
        List<CrlEntry> entries = LongStream.of(serials)
                .mapToObj(serial -> new CrlEntry(
                        new SerialNumber(BigInteger.valueOf(serial)),
                        installation.now().truncatedTo(ChronoUnit.SECONDS),
                        RevocationReason.KEY_COMPROMISE))
                .toList();
        return TbsCrl.build(
                installation.issuer(cluster, "etcd-ca"),
                number,
                installation.now().truncatedTo(ChronoUnit.SECONDS),
                entries);
    }

    public Event intent(TbsCrl crl) {
        return event(
                EventType.CRL_INTENDED,
                new CrlIntended(
                        crl.issuer().digest(),
                        crl.number(),
                        crl.thisUpdate(),
                        crl.nextUpdate(),
                        crl.digest(),
                        Sha256.of("previous".getBytes(StandardCharsets.UTF_8)),
                        crl.entries().size(),
                        List.of(),
                        installation.trust().digest()));
    }

    /** Signed anew at each call, so with other signature bytes. */
    public Event published(TbsCrl crl, String intent, long leafIndex) {
        return published(crl, crl.number(), installation.caKeys(cluster, "etcd-ca"), intent, leafIndex);
    }

    /** With a signature by another key: the same event id as the true one. */
    public Event forged(TbsCrl crl, String intent, long leafIndex) {
        return published(crl, crl.number(), Installation.pair("secp256r1"), intent, leafIndex);
    }

    /** The true CRL, said to have another number. */
    Event misquoted(TbsCrl crl, long number) {
        return published(crl, number, installation.caKeys(cluster, "etcd-ca"), "none", 0);
    }

    private Event published(TbsCrl crl, long number, KeyPair keys, String intent, long leafIndex) {
        return event(
                EventType.CRL_PUBLISHED,
                new CrlPublished(
                        crl.issuer().digest(),
                        number,
                        crl.thisUpdate(),
                        crl.nextUpdate(),
                        crl.digest(),
                        crl.entries().size(),
                        intent,
                        leafIndex,
                        Bytes.of(crl.signed(sign(keys, crl.encoded())))));
    }

    private Event event(EventType type, EventData data) {
        return Event.of(
                type,
                ServiceName.SIGNER.source(),
                installation.issuer(cluster, "etcd-ca").digest().toString(),
                installation.now(),
                data,
                Optional.empty());
    }

    private static byte[] sign(KeyPair keys, byte[] message) {
        try {
            Signature signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(keys.getPrivate());
            signing.update(message);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
