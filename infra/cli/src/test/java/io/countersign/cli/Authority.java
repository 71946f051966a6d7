package io.countersign.cli;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.orders.Installation;
import io.countersign.x509.Csr;
import io.countersign.x509.CsrWriter;
import io.countersign.x509.Pem;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import io.countersign.x509.crl.TbsCrl;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** A CA of an installation, which signs certificates and CRLs as a test wants them. */
record Authority(Installation installation, String cluster, String name) {
    /** A certificate with this serial number under a profile of the CA. */
    byte[] certificate(long serial, String profile, Names names, KeyPair keys) throws Exception {
        Csr csr = Csr.read(CsrWriter.write(keys, names));
        TbsCertificate tbs = TbsCertificate.build(new TbsInput(
                installation.trust().profile(profile).orElseThrow(),
                names,
                csr.spki(),
                installation.issuer(cluster, name),
                new SerialNumber(BigInteger.valueOf(serial)),
                House.NOW.minus(Duration.ofMinutes(5)),
                House.NOW.plus(Duration.ofHours(20))));
        return SignedCertificate.assemble(tbs, signature(tbs.encoded()));
    }

    byte[] peer(long serial, String node) throws Exception {
        return certificate(serial, "etcd-peer", Installation.etcdPeer(node), Installation.pair("secp256r1"));
    }

    byte[] crl(long number, Instant at, long... serials) throws Exception {
        TbsCrl tbs = TbsCrl.build(
                installation.issuer(cluster, name),
                number,
                at,
                Arrays.stream(serials)
                        .mapToObj(serial -> new CrlEntry(
                                // Long ago, so that no order is the second within an hour.
                                new SerialNumber(BigInteger.valueOf(serial)),
                                House.NOW.minus(Duration.ofDays(1)),
                                RevocationReason.KEY_COMPROMISE))
                        .toList());
        return tbs.signed(signature(tbs.encoded()));
    }

    /** The registry shows this certificate by its serial and its fingerprint, and what stands where. */
    static void show(LoopbackServer registry, byte[] certificate, long serial, Lineage lineage) {
        String fingerprint = Bytes.of(certificate).sha256().hex();
        for (String id : new String[] {fingerprint, Long.toHexString(serial)}) {
            registry.answer(
                    "GET /v1/certificates/" + id + " application/x-pem-file",
                    200,
                    "application/x-pem-file",
                    Pem.encode(Pem.CERTIFICATE, certificate));
            registry.answer("GET /v1/certificates/" + id, "{\"lineage\":\"%s\"}".formatted(lineage));
        }
        registry.answer(
                "GET /v1/lineages/" + lineage,
                """
                {"lineage":"%s","node":"%s","newest":{"fingerprint":"%s"},"installed":{"fingerprint":"%s"}}"""
                        .formatted(lineage, lineage.instance(), fingerprint, fingerprint));
    }

    /** The registry shows this CRL next, and from then on unless another one follows. */
    void publish(LoopbackServer registry, byte[] crl) {
        registry.answer(
                "GET /v1/crls/" + cluster + "/" + name,
                200,
                "application/pkix-crl",
                new String(crl, StandardCharsets.ISO_8859_1));
    }

    private byte[] signature(byte[] tbs) throws Exception {
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(installation.caKeys(cluster, name).getPrivate());
        signing.update(tbs);
        return signing.sign();
    }
}
