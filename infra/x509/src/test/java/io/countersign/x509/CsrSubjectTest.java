package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.RefusalCode;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsrSubjectTest {
    private static RefusalCode refusal(CsrForge forge) {
        byte[] der = forge.der();
        return Refusals.codeOf(() -> Csr.read(der));
    }

    private static CsrForge utf8(String cn) {
        return CsrForge.p256().rdn(CsrForge.value(BCStyle.CN, new DERUTF8String(cn)));
    }

    @Test
    void acceptsGroupsInOneRdnAndInSeveral() throws Exception {
        byte[] goStyle = CsrForge.p256()
                .rdn(
                        CsrForge.value(BCStyle.O, new DERPrintableString("alpha")),
                        CsrForge.value(BCStyle.O, new DERPrintableString("gamma")))
                .cn("someone")
                .der();
        byte[] opensslStyle =
                CsrForge.p256().cn("someone").o("alpha").o("gamma").der();
        assertThat(Csr.read(goStyle).names().organizations()).containsExactly("alpha", "gamma");
        assertThat(Csr.read(opensslStyle).names()).isEqualTo(Csr.read(goStyle).names());
    }

    @Test
    void readsAnEmptySubjectAsAnEmptyName() throws Exception {
        assertThat(Csr.read(CsrForge.p256().dns("host").der()).names().commonName())
                .isEmpty();
    }

    @Test
    void refusesRdnOfMixedTypes() {
        CsrForge hidden = CsrForge.p256()
                .rdn(
                        CsrForge.value(BCStyle.CN, new DERPrintableString("alice")),
                        CsrForge.value(BCStyle.O, new DERPrintableString("system:masters")));
        assertThat(refusal(hidden)).isEqualTo(RefusalCode.SUBJECT_RDN);
    }

    @Test
    void refusesSeveralCommonNames() {
        assertThat(refusal(CsrForge.p256().cn("alice").cn("system:admin"))).isEqualTo(RefusalCode.SUBJECT_RDN);
        CsrForge inOneRdn = CsrForge.p256()
                .rdn(
                        CsrForge.value(BCStyle.CN, new DERPrintableString("alice")),
                        CsrForge.value(BCStyle.CN, new DERPrintableString("bob")));
        assertThat(refusal(inOneRdn)).isEqualTo(RefusalCode.SUBJECT_RDN);
    }

    @Test
    void refusesTheSameGroupTwice() {
        assertThat(refusal(CsrForge.p256().cn("a").o("x").o("x"))).isEqualTo(RefusalCode.SUBJECT_RDN);
    }

    @Test
    void refusesOtherAttributes() {
        CsrForge withCountry = CsrForge.p256().cn("a").rdn(CsrForge.value(BCStyle.C, new DERPrintableString("DE")));
        assertThat(refusal(withCountry)).isEqualTo(RefusalCode.SUBJECT_ATTRIBUTE);
        CsrForge withUnit =
                CsrForge.p256().cn("a").rdn(CsrForge.value(BCStyle.OU, new DERPrintableString("countersign")));
        assertThat(refusal(withUnit)).isEqualTo(RefusalCode.SUBJECT_ATTRIBUTE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\nb",
                "a\tb",
                " a",
                "a ",
                "\u202eevil",
                "\u0455ystem:masters",
                "a\u007f",
                "caf\u00e9"
            })
    void refusesCharactersThatCanBeMisread(String name) {
        assertThat(refusal(utf8(name))).isEqualTo(RefusalCode.NAME_CHARACTERS);
    }

    @Test
    void refusesStringTypesThatReadersDisagreeOn() {
        assertThat(refusal(CsrForge.p256().rdn(CsrForge.value(BCStyle.CN, new DERT61String("alice")))))
                .isEqualTo(RefusalCode.NAME_CHARACTERS);
        assertThat(refusal(CsrForge.p256().rdn(CsrForge.value(BCStyle.CN, new DERBMPString("alice")))))
                .isEqualTo(RefusalCode.NAME_CHARACTERS);
        DERPrintableString unfit = new DERPrintableString("alice@example.org");
        assertThat(refusal(CsrForge.p256().rdn(CsrForge.value(BCStyle.CN, unfit))))
                .isEqualTo(RefusalCode.NAME_CHARACTERS);
    }

    @Test
    void refusesEmptyAndOverlongNames() throws Exception {
        assertThat(refusal(utf8(""))).isEqualTo(RefusalCode.NAME_LENGTH);
        assertThat(refusal(utf8("a".repeat(65)))).isEqualTo(RefusalCode.NAME_LENGTH);
        assertThat(refusal(CsrForge.p256().cn("a").o("o".repeat(65)))).isEqualTo(RefusalCode.NAME_LENGTH);
        assertThat(refusal(utf8("system:node:" + "n".repeat(254)))).isEqualTo(RefusalCode.NAME_LENGTH);
        String longest = "system:node:" + "n".repeat(253);
        assertThat(Csr.read(utf8(longest).der()).names().commonName()).isEqualTo(longest);
    }

    @Test
    void refusesMoreThanSixteenGroups() throws Exception {
        CsrForge forge = CsrForge.p256().cn("a");
        for (int i = 0; i < 16; i++) {
            forge.o("group-" + i);
        }
        assertThat(Csr.read(forge.der()).names().organizations()).hasSize(16);
        assertThat(refusal(forge.o("one-too-many"))).isEqualTo(RefusalCode.TOO_MANY_NAMES);
    }
}
