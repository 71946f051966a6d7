package io.countersign.x509.corpus;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.x509.DemoCluster;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.crl.TbsCrl;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Signs whatever it is given with the key of a CA, so that the reader and not the signature has to notice. */
record CrlForge(KeyPair keys, IssuerCertificate issuer) {
    /** Places of the to-be-signed parts of a CRL with entries (RFC 5280 5.1). */
    static final int VERSION = 0;

    static final int ALGORITHM = 1;
    static final int ISSUER = 2;
    static final int THIS_UPDATE = 3;
    static final int NEXT_UPDATE = 4;
    static final int ENTRIES = 5;
    static final int EXTENSIONS = 6;

    private static final List<CrlForge> FORGES = IntStream.range(0, 8)
            .mapToObj(i -> i == 6 ? Sound.p384(0) : i == 7 ? Sound.rsa(0) : Sound.p256(i))
            .map(keys -> new CrlForge(keys, DemoCluster.ca(keys)))
            .toList();

    static CrlForge any(Draw draw) {
        return FORGES.get(draw.index() % FORGES.size());
    }

    /** What it would sign honestly; two entries at least. */
    TbsCrl sound(Draw draw) {
        Instant now = DemoCluster.START.plusSeconds(draw.between(0, 1_000_000));
        List<CrlEntry> entries = new ArrayList<>();
        for (int i = draw.between(2, 9); i > 0; i--) {
            BigInteger serial = new BigInteger(126, draw.random()).setBit(126).add(BigInteger.valueOf(i));
            entries.add(new CrlEntry(
                    new SerialNumber(serial),
                    now.minusSeconds(draw.between(0, 100_000)),
                    draw.any(RevocationReason.values())));
        }
        return TbsCrl.build(issuer, now.getEpochSecond(), now, entries);
    }

    byte[] signed(byte[] tbs) {
        return SignedCertificate.assemble(
                tbs, issuer.signatureAlgorithm(), DemoCluster.sign(keys, issuer.signatureAlgorithm(), tbs));
    }

    /** A CRL with this change, signed as it should be. */
    byte[] changed(Draw draw, Consumer<DerTree> change) {
        DerTree tbs = DerTree.of(sound(draw).encoded());
        change.accept(tbs);
        return signed(tbs.encoded());
    }
}
