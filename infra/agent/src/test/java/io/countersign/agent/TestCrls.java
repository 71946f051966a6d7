package io.countersign.agent;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.orders.Installation;
import io.countersign.x509.crl.TbsCrl;
import java.math.BigInteger;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;

/** CRLs of an installation's CAs. */
record TestCrls(Installation installation, String cluster, String issuer) {
    /** What the CA signs: number, time and serial numbers as said, whatever it signed before. */
    byte[] signed(long number, Instant at, long... serials) throws Exception {
        TbsCrl tbs = TbsCrl.build(
                installation.issuer(cluster, issuer),
                number,
                at,
                Arrays.stream(serials)
                        .mapToObj(serial -> new CrlEntry(
                                new SerialNumber(BigInteger.valueOf(serial)), at, RevocationReason.KEY_COMPROMISE))
                        .toList());
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(installation.caKeys(cluster, issuer).getPrivate());
        signing.update(tbs.encoded());
        return tbs.signed(signing.sign());
    }
}
