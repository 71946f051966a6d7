package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Names;
import io.countersign.contracts.SerialNumber;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.junit.jupiter.api.Test;

class TbsCertificateTest {
    private static final SerialNumber SERIAL = SerialNumber.parse("5b7e0f0a1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f");
    private static final Instant FROM = Instant.parse("2026-11-22T09:55:00Z");

    /**
     * Base points of P-256 and P-384 (SEC 2) as public keys: known to everybody, so that the expected bytes can be written down
     * without a key being committed.
     */
    private static final Bytes P256_BASE = Bytes.of(HexFormat.of()
            .parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200"
                    + "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                    + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));

    private static final Bytes P384_BASE = Bytes.of(
            HexFormat.of()
                    .parseHex(
                            "3076301006072a8648ce3d020106052b81040022036200"
                                    + "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7"
                                    + "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f"));

    private static IssuerCertificate fixedIssuer() {
        CaCertificate ca = CaCertificate.tbs(
                "kubernetes", P256_BASE, SerialNumber.parse("1"), FROM, Instant.parse("2060-01-01T00:00:00Z"));
        // Nobody verifies this signature; the certificate is pinned by its bytes.
        return IssuerCertificate.of(ca.signed(new byte[] {0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01}));
    }

    private static Names apiServerNames() {
        return new Names(
                "kube-apiserver",
                List.of(),
                List.of("kubernetes", "cp-1", "kubernetes.default"),
                List.of("10.96.0.1", "fd00::1"),
                List.of());
    }

    private static TbsCertificate build(String profile, Names names, Instant from, Duration life) {
        return TbsCertificate.build(new TbsInput(
                ProfileCatalog.builtIn().require(profile),
                names,
                P384_BASE,
                fixedIssuer(),
                SERIAL,
                from,
                from.plus(life)));
    }

    private static TBSCertificate parsed(TbsCertificate tbs) {
        return TBSCertificate.getInstance(tbs.encoded());
    }

    @Test
    void makesTheSameBytesForEver() throws Exception {
        String golden;
        try (InputStream resource = TbsCertificateTest.class.getResourceAsStream("/golden/apiserver.tbs.hex")) {
            golden = new String(resource.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
        }
        TbsCertificate tbs = build("apiserver", apiServerNames(), FROM, Duration.ofDays(365));
        // A difference here needs encoder tbs/2 and profiles that name it, never a new expectation.
        assertThat(HexFormat.of().formatHex(tbs.encoded())).isEqualTo(golden);
    }

    @Test
    void dependsOnItsInputAlone() {
        TbsCertificate first = build("apiserver", apiServerNames(), FROM, Duration.ofDays(365));
        TbsCertificate second = build("apiserver", apiServerNames(), FROM, Duration.ofDays(365));
        assertThat(second.encoded()).isEqualTo(first.encoded());
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(first.id()).isEqualTo(new CertificateId(fixedIssuer().digest(), SERIAL, first.digest()));
    }

    @Test
    void writesEachGroupAsAnRdnOfItsOwnInOrder() {
        Names names = Names.subject("jane@example.org", "zeta", "alpha_1");
        var subject = parsed(build("user", names, FROM, Duration.ofHours(8))).getSubject();
        assertThat(subject.toString()).isEqualTo("O=zeta,O=alpha_1,CN=jane@example.org");
        assertThat(subject.getRDNs()[0].getFirst().getValue()).isInstanceOf(ASN1PrintableString.class);
        // PrintableString has neither '_' nor '@' (X.680 41.4).
        assertThat(subject.getRDNs()[1].getFirst().getValue()).isInstanceOf(ASN1UTF8String.class);
        assertThat(subject.getRDNs()[2].getFirst().getValue()).isInstanceOf(ASN1UTF8String.class);
    }

    @Test
    void putsTheProfilesUnitBesideTheName() {
        Names names =
                new Names("signer-service", List.of(), List.of("signer-service"), List.of(), List.of("spiffe://x/y"));
        var subject = parsed(build("service", names, FROM, Duration.ofDays(7))).getSubject();
        assertThat(subject.toString()).isEqualTo("OU=countersign,CN=signer-service");
    }

    @Test
    void changesTheTimeTypeIn2050() {
        Instant late = Instant.parse("2049-12-31T23:59:59Z");
        var validity = parsed(build("user", Names.subject("jane"), late, Duration.ofSeconds(1)))
                .getValidity();
        assertThat(validity.getNotBefore().toASN1Primitive()).isInstanceOf(ASN1UTCTime.class);
        assertThat(validity.getNotAfter().toASN1Primitive()).isInstanceOf(ASN1GeneralizedTime.class);
        assertThat(validity.getNotAfter().toString()).contains("2050");
    }

    @Test
    void leavesAlternativeNamesOutWhenThereAreNone() {
        var extensions = parsed(build("user", Names.subject("jane"), FROM, Duration.ofHours(8)))
                .getExtensions();
        assertThat(extensions.getExtensionOIDs()).hasSize(5);
    }

    @Test
    void refusesLivesThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build("user", Names.subject("jane"), FROM, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build("user", Names.subject("jane"), FROM.plusNanos(1), Duration.ofHours(1)));
    }
}
