package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.RefusalCode;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsrSanTest {
    private static RefusalCode refusal(GeneralName... names) {
        byte[] der = CsrForge.p256().cn("a").san(names).der();
        return Refusals.codeOf(() -> Csr.read(der));
    }

    private static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes", "a.b-c.example", "xn--bcher-kva.example", "1node.example"})
    void acceptsHostNames(String name) throws Exception {
        assertThat(Csr.read(CsrForge.p256().cn("a").dns(name).der()).names().dns())
                .containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..b",
                ".a",
                "a.",
                "A.example",
                "*.example",
                "*",
                "a_b",
                "-a",
                "a-",
                "10.0.0.1",
                "host.1",
                "0x7f.0x1",
                "a b",
                "a/b",
                "::1"
            })
    void refusesWhatIsNoHostName(String name) {
        assertThat(refusal(dns(name))).isEqualTo(RefusalCode.DNS_NAME);
    }

    @Test
    void refusesOverlongHostNames() {
        assertThat(refusal(dns("a".repeat(64)))).isEqualTo(RefusalCode.DNS_NAME);
        assertThat(refusal(dns("abcdefg.".repeat(32) + "abc"))).isEqualTo(RefusalCode.DNS_NAME);
    }

    @Test
    void refusesNulInHostNames() {
        assertThat(refusal(dns("good\u0000.evil.example"))).isEqualTo(RefusalCode.NAME_CHARACTERS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 8, 15, 17})
    void refusesAddressesOfOtherLengths(int octets) {
        GeneralName address = new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[octets]));
        assertThat(refusal(address)).isEqualTo(RefusalCode.IP_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1"})
    void refusesAddressesNoHostAnswersAt(String address) {
        assertThat(refusal(new GeneralName(GeneralName.iPAddress, address))).isEqualTo(RefusalCode.IP_ADDRESS);
    }

    @Test
    void refusesIpv4DressedAsIpv6() {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
        assertThat(refusal(new GeneralName(GeneralName.iPAddress, new DEROctetString(mapped))))
                .isEqualTo(RefusalCode.IP_ADDRESS);
    }

    @Test
    void refusesOtherKindsOfNames() {
        assertThat(refusal(new GeneralName(GeneralName.rfc822Name, "a@example.org")))
                .isEqualTo(RefusalCode.SAN_TYPE);
        assertThat(refusal(new GeneralName(new X500Name("CN=x")))).isEqualTo(RefusalCode.SAN_TYPE);
        assertThat(refusal(new GeneralName(GeneralName.registeredID, "1.2.3"))).isEqualTo(RefusalCode.SAN_TYPE);
    }

    @Test
    void refusesControlCharactersInUris() {
        assertThat(refusal(new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://a\nb")))
                .isEqualTo(RefusalCode.NAME_CHARACTERS);
    }

    @Test
    void refusesMoreThanFiftyNames() throws Exception {
        GeneralName[] fifty = IntStream.range(0, 50).mapToObj(i -> dns("h" + i)).toArray(GeneralName[]::new);
        assertThat(Csr.read(CsrForge.p256().cn("a").san(fifty).der()).names().dns())
                .hasSize(50);
        GeneralName[] more = IntStream.range(0, 51).mapToObj(i -> dns("h" + i)).toArray(GeneralName[]::new);
        assertThat(refusal(more)).isEqualTo(RefusalCode.TOO_MANY_NAMES);
    }

    @Test
    void refusesAnEmptyListOfNames() {
        byte[] der = CsrForge.p256()
                .cn("a")
                .extension(Extension.subjectAlternativeName, false, new DERSequence())
                .der();
        assertThat(Refusals.codeOf(() -> Csr.read(der))).isIn(RefusalCode.CSR_EXTENSION, RefusalCode.CSR_NOT_DER);
    }
}
