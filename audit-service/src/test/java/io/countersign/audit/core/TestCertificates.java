package io.countersign.audit.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Names;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.orders.Installation;
import io.countersign.orders.MessageType;
import io.countersign.orders.StrictJws;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an installation's officers and signer would say, and what others would like them to have said. */
public final class TestCertificates {
    private static final Names NAMES = Installation.etcdPeer("cp-1");

    private final Installation installation;
    private final Bytes spki = Installation.csr(NAMES).spki();

    public TestCertificates(Installation installation) {
        this.installation = installation;
    }

    /** The record of the ceremony, signed by these officers, counted from 0. */
    public CeremonyHeld ceremony(int... officers) {
        return ceremony(Map.of(), officers);
    }

    /** With these members in place of its own. */
    public CeremonyHeld ceremony(Map<String, Object> changed, int... officers) {
        Map<String, Object> transcript = new LinkedHashMap<>();
        transcript.put("v", 2);
        transcript.put("deployment", Installation.DEPLOYMENT);
        transcript.put("trust", Sha256.of(installation.file()));
        transcript.put("caveats", List.of("a rehearsal"));
        transcript.putAll(changed);
        String payload = StrictJws.payload(Json.canonical(transcript));
        return new CeremonyHeld(
                payload,
                Arrays.stream(officers)
                        .mapToObj(officer ->
                                StrictJws.sign(MessageType.TRANSCRIPT, payload, installation.officerKey(officer)))
                        .toList());
    }

    /** The to-be-signed bytes under a serial; another life gives other bytes. */
    public TbsCertificate tbs(long serial, Duration life) {
        return TbsCertificate.build(new TbsInput(
                installation.trust().profile("etcd-peer").orElseThrow(),
                NAMES,
                spki,
                issuer(),
                new SerialNumber(BigInteger.valueOf(serial)),
                installation.now(),
                installation.now().plus(life)));
    }

    Event intent(TbsCertificate tbs) {
        return event(
                EventType.CERTIFICATE_INTENDED,
                new CertificateIntended(
                        Installation.ETCD_PEER,
                        digest("order"),
                        0,
                        tbs.id(),
                        Bytes.of(tbs.encoded()),
                        "payload",
                        List.of(),
                        "item",
                        Bytes.of(new byte[] {4, 5}),
                        installation.trust().digest()));
    }

    /** Signed anew at each call, so with other signature bytes; its intent is nowhere. */
    public Event issued(TbsCertificate tbs) {
        return issued(tbs, digest("intent").toString(), 0);
    }

    Event issued(TbsCertificate tbs, String intent, long leafIndex) {
        return issued(tbs, tbs.id(), caKeys(), intent, leafIndex);
    }

    /** With a signature by another key: the same event id as the true one. */
    public Event forged(TbsCertificate tbs) {
        return forged(tbs, digest("intent").toString(), 0);
    }

    Event forged(TbsCertificate tbs, String intent, long leafIndex) {
        return issued(tbs, tbs.id(), Installation.pair("secp256r1"), intent, leafIndex);
    }

    /** The true certificate under the name of another. */
    Event misnamed(TbsCertificate tbs, CertificateId other) {
        return issued(tbs, other, caKeys(), digest("intent").toString(), 0);
    }

    /** The true certificate, said to be for other names. */
    Event misquoted(TbsCertificate tbs) {
        CertificateIssued told = issued(tbs).data(CertificateIssued.class);
        return event(
                EventType.CERTIFICATE_ISSUED,
                new CertificateIssued(
                        told.lineage(),
                        told.request(),
                        told.order(),
                        told.item(),
                        told.id(),
                        told.intent(),
                        told.leafIndex(),
                        told.profile(),
                        Installation.etcdPeer("worker-1"),
                        told.key(),
                        told.notBefore(),
                        told.notAfter(),
                        told.certificate()));
    }

    private Event issued(TbsCertificate tbs, CertificateId id, KeyPair keys, String intent, long leafIndex) {
        return event(
                EventType.CERTIFICATE_ISSUED,
                new CertificateIssued(
                        Installation.ETCD_PEER,
                        RequestId.of(Installation.ETCD_PEER, "etcd-peer", digest("csr")),
                        digest("order"),
                        0,
                        id,
                        intent,
                        leafIndex,
                        "etcd-peer",
                        NAMES,
                        spki.sha256(),
                        tbs.input().notBefore(),
                        tbs.input().notAfter(),
                        Bytes.of(SignedCertificate.assemble(tbs, sign(keys, tbs.encoded())))));
    }

    private Event event(EventType type, EventData data) {
        return Event.of(
                type,
                ServiceName.SIGNER.source(),
                Installation.ETCD_PEER.toString(),
                Instant.parse("2026-11-22T09:00:00Z"),
                data,
                Optional.empty());
    }

    private IssuerCertificate issuer() {
        return installation.issuer("demo", "etcd-ca");
    }

    private KeyPair caKeys() {
        return installation.caKeys("demo", "etcd-ca");
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

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
