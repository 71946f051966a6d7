package io.countersign.x509.key;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Sound keys that are nobody's own: printed together with their private halves, or small multiples of the curve's base point,
 * which broken random numbers yield (kubernetes-pki 7.2). Not the keys of Debian's fault of 2008: their list is larger than
 * this program, and no system has made one for 15 years.
 */
final class KnownKeys {
    /** Private numbers up to this one, and down from the order by as many, count as guessed. */
    private static final int SMALL = 256;

    private static final Set<Sha256> PUBLISHED = published();
    private static final Map<Integer, Set<Bytes>> SMALL_MULTIPLES =
            Map.of(32, smallMultiples("secp256r1"), 48, smallMultiples("secp384r1"));

    private KnownKeys() {}

    static void requireOwn(Bytes spki) throws RefusedException {
        if (PUBLISHED.contains(spki.sha256())) {
            throw new RefusedException(RefusalCode.KEY_COMPROMISED, "the private key has been published");
        }
    }

    /**
     * Refuses a point that is a small multiple of the base point, or the negative of one.
     *
     * @param x the point's x coordinate, 32 octets for P-256, 48 for P-384; a point and its negative share it
     */
    static void requireUnguessable(byte[] x) throws RefusedException {
        if (SMALL_MULTIPLES.get(x.length).contains(Bytes.of(x))) {
            throw new RefusedException(RefusalCode.KEY_COMPROMISED, "the private key is a number up to " + SMALL);
        }
    }

    private static Set<Bytes> smallMultiples(String name) {
        X9ECParameters curve = SECNamedCurves.getByName(name);
        Set<Bytes> found = new HashSet<>();
        ECPoint multiple = curve.getG();
        for (int i = 1; i <= SMALL; i++) {
            found.add(Bytes.of(multiple.normalize().getAffineXCoord().getEncoded()));
            multiple = multiple.add(curve.getG());
        }
        return found;
    }

    private static Set<Sha256> published() {
        try (InputStream list = KnownKeys.class.getResourceAsStream("/keys/published.txt")) {
            byte[] octets = Optional.ofNullable(list)
                    .orElseThrow(() -> new IllegalStateException("the build left out the published keys"))
                    .readAllBytes();
            return new String(octets, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> Sha256.parse(line.substring(0, line.indexOf(' '))))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
