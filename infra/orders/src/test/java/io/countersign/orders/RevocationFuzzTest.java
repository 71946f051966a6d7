package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.x509.crl.TbsCrl;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any octets that revokers sign revoke what a CRL of this installation can list, or are refused; and any file is read in one way. */
class RevocationFuzzTest {
    private static final CorpusWorld WORLD = new CorpusWorld();

    static Stream<Arguments> seeds() {
        RevokedCertificate own = RevokedCertificate.of(WORLD, Installation.pair("secp256r1"), "demo", "etcd-ca", 4711);
        RevocationOrder two = RevokedCertificate.order(
                WORLD,
                new Revoked(CorpusWorld.serial(500), RevokedCertificate.LINEAGE),
                new Revoked(CorpusWorld.serial(501), RevokedCertificate.LINEAGE));
        return Seeds.json(
                Forgery.decoded(own.order().payload()),
                Forgery.decoded(two.payload()),
                RevocationFile.of(own.reporting(own.order())),
                RevocationFile.of(WORLD.installation.signed(two, "revoker")));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void revokesNothingThatWasNotSaid(byte[] octets) {
        signed(octets);
        try {
            SignedRevocation file = RevocationFile.parse(octets);
            assertThat(RevocationFile.parse(RevocationFile.of(file))).isEqualTo(file);
            verify(file);
        } catch (RefusedException e) {
            assertThat(e.refusal().detail()).isNotBlank();
        }
    }

    private static void signed(byte[] payload) {
        String segment = StrictJws.payload(payload);
        try {
            Revocation revocation = verify(new SignedRevocation(
                    segment, WORLD.signatures(segment, "revoker", "revoker-second"), Optional.empty()));
            assertThat(revocation.order().digest()).isEqualTo(Sha256.of(payload));
        } catch (RefusedException e) {
            assertThat(e.refusal().detail()).isNotBlank();
        }
    }

    private static Revocation verify(SignedRevocation signed) throws RefusedException {
        Revocation revocation = RevocationCheck.verify(WORLD.trust, Stops.NONE, signed, List.of(), WORLD.now);
        TrustedIssuer issuer = WORLD.trust.issuer(revocation.order().issuer()).orElseThrow();
        assertThat(issuer.cluster()).isEqualTo(revocation.order().cluster());
        List<CrlEntry> entries = revocation.order().entries();
        assertThat(TbsCrl.build(issuer.certificate(), 1, WORLD.now, entries).entries())
                .hasSameSizeAs(entries);
        return revocation;
    }
}
