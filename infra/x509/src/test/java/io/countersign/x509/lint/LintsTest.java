package io.countersign.x509.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Names;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.x509.DemoCluster;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.ProfileCatalog;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import io.countersign.x509.TestKeys;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;

/** Every lint is shown bytes that break its rule, and no lint minds good ones. */
class LintsTest {
    private static final IssuerCertificate ISSUER = DemoCluster.ca(TestKeys.p256());
    private static final KeyPair LEAF = TestKeys.ec("secp256r1");
    private static final Names NAMES = new Names(
            "kube-apiserver", List.of(), List.of("cp-1", "kubernetes"), List.of("10.0.0.1", "fd00::1"), List.of());

    private static final int VERSION = 0;
    private static final int SERIAL = 1;
    private static final int ALGORITHM = 2;
    private static final int ISSUER_NAME = 3;
    private static final int VALIDITY = 4;
    private static final int SUBJECT = 5;
    private static final int KEY = 6;
    private static final int EXTENSIONS = 7;

    private static TbsInput input(Instant from, Duration life, String serial, KeyPair leaf) {
        return new TbsInput(
                ProfileCatalog.builtIn().require("apiserver"),
                NAMES,
                Bytes.of(leaf.getPublic().getEncoded()),
                ISSUER,
                SerialNumber.parse(serial),
                from,
                from.plus(life));
    }

    private static TbsInput input() {
        return input(DemoCluster.START, Duration.ofDays(365), "7123456789abcdef7123456789abcdef", LEAF);
    }

    private static String fault(TbsInput input, byte[] encoded) {
        return Lints.firstFault(encoded, input, reading(encoded)).orElse("none");
    }

    private static LintSubject.Reading reading(byte[] encoded) {
        return () -> IssuedCertificate.read(
                SignedCertificate.assemble(encoded, ISSUER.signatureAlgorithm(), new byte[] {0}));
    }

    private static LintSubject subject(TbsInput made, TbsInput ordered) {
        byte[] encoded = TbsCertificate.build(made).encoded();
        return new LintSubject(encoded, ordered, reading(encoded));
    }

    /** What is found when one field of good bytes is replaced. */
    private static String faultWith(int field, ASN1Encodable replacement) {
        TbsInput input = input();
        ASN1Encodable[] fields =
                ASN1Sequence.getInstance(TbsCertificate.build(input).encoded()).toArray();
        fields[field] = replacement;
        return fault(input, encoded(new DERSequence(fields)));
    }

    /** What is found when the list of extensions is edited. */
    private static String faultWithExtensions(UnaryOperator<ASN1Encodable[]> edit) {
        ASN1Sequence fields =
                ASN1Sequence.getInstance(TbsCertificate.build(input()).encoded());
        ASN1Sequence extensions = ASN1Sequence.getInstance((ASN1TaggedObject) fields.getObjectAt(EXTENSIONS), true);
        return faultWith(EXTENSIONS, new DERTaggedObject(true, 3, new DERSequence(edit.apply(extensions.toArray()))));
    }

    private static String faultWithExtension(
            int index, ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
        return faultWithExtensions(extensions -> {
            extensions[index] = extension(type, critical, value);
            return extensions;
        });
    }

    private static Extension extension(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
        try {
            return new Extension(type, critical, new DEROctetString(value));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] encoded(ASN1Encodable value) {
        try {
            return value.toASN1Primitive().getEncoded("DER");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void findsNothingInWhatTheBuilderMakes() {
        for (KeyPair leaf : List.of(LEAF, TestKeys.p384(), TestKeys.rsa2048())) {
            TbsCertificate tbs = TbsCertificate.build(
                    input(DemoCluster.START, Duration.ofDays(365), "7123456789abcdef7123456789abcdef", leaf));
            assertThatCode(() -> Lints.check(tbs)).doesNotThrowAnyException();
        }
    }

    @Test
    void refusesWhatBreaksARule() {
        TbsCertificate tbs = TbsCertificate.build(input(DemoCluster.START, Duration.ofDays(365), "1", LEAF));
        assertThatThrownBy(() -> Lints.check(tbs))
                .asInstanceOf(InstanceOfAssertFactories.throwable(RefusedException.class))
                .extracting(RefusedException::refusal)
                .returns(RefusalCode.LINT_FAILED, Refusal::code);
    }

    @Test
    void citesASourceForEveryRule() {
        Set<String> names = new HashSet<>();
        for (Lint lint : Lints.ALL) {
            assertThat(lint.source()).isNotBlank();
            names.add(lint.getClass().getName());
        }
        assertThat(names).hasSize(Lints.ALL.size());
    }

    @Test
    void findsRubbish() {
        assertThat(fault(input(), new byte[] {1, 2, 3})).contains("not a TBSCertificate");
        byte[] good = TbsCertificate.build(input()).encoded();
        byte[] longForm = new byte[good.length + 1];
        longForm[0] = 0x30;
        longForm[1] = (byte) 0x83;
        System.arraycopy(good, 2, longForm, 3, good.length - 2);
        assertThat(fault(input(), longForm)).contains("EncodingLint");
    }

    @Test
    void findsVersionOne() {
        ASN1Encodable[] fields = ASN1Sequence.getInstance(
                        TbsCertificate.build(input()).encoded())
                .toArray();
        byte[] first = encoded(new DERSequence(Arrays.copyOfRange(fields, SERIAL, EXTENSIONS)));
        assertThat(fault(input(), first)).contains("VersionLint");
        assertThat(faultWith(VERSION, new DERTaggedObject(true, 0, new ASN1Integer(1))))
                .contains("not a TBSCertificate");
    }

    @Test
    void findsBadSerials() {
        assertThat(faultWith(SERIAL, new ASN1Integer(-5))).contains("SerialNumberLint");
        assertThat(faultWith(SERIAL, new ASN1Integer(0))).contains("SerialNumberLint");
        TbsInput shortSerial = input(DemoCluster.START, Duration.ofDays(365), "1", LEAF);
        assertThat(fault(shortSerial, TbsCertificate.build(shortSerial).encoded()))
                .contains("SerialNumberLint");
    }

    @Test
    void findsOtherAlgorithmsAndIssuers() {
        AlgorithmIdentifier sha1 = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.10045.4.1"));
        assertThat(faultWith(ALGORITHM, sha1)).contains("SignatureAlgorithmLint");
        // The same name in another string type chains for a person and not for Go.
        assertThat(faultWith(ISSUER_NAME, new DERSequence(new DERSet(new DERSequence(new ASN1Encodable[] {
                    BCStyle.CN, new DERUTF8String("kubernetes")
                })))))
                .contains("IssuerNameLint");
    }

    @Test
    void findsOtherLives() {
        assertThat(faultWith(VALIDITY, new DERSequence(new ASN1Encodable[] {
                    new DERUTCTime("261122100000Z"), new DERUTCTime("361122100000Z")
                })))
                .contains("ValidityLint");
        assertThat(faultWith(VALIDITY, new DERSequence(new ASN1Encodable[] {
                    new DERGeneralizedTime("20261122100000Z"), new DERUTCTime("271122100000Z")
                })))
                .contains("ValidityLint");
        TbsInput tooLong = input(DemoCluster.START, Duration.ofDays(366), "7123456789abcdef7123456789abcdef", LEAF);
        assertThat(fault(tooLong, TbsCertificate.build(tooLong).encoded())).contains("ValidityLint", "longer");
        Instant late = DemoCluster.CA_END.minusSeconds(60);
        TbsInput outlives = input(late, Duration.ofSeconds(61), "7123456789abcdef7123456789abcdef", LEAF);
        assertThat(fault(outlives, TbsCertificate.build(outlives).encoded())).contains("ValidityLint", "issuer");
    }

    @Test
    void findsOtherSubjects() {
        assertThat(faultWith(SUBJECT, new X500Name("CN=kube-apiserver,O=system:masters")))
                .contains("SubjectLint");
        ASN1Encodable cn = new DERSequence(new ASN1Encodable[] {BCStyle.CN, new DERPrintableString("kube-apiserver")});
        ASN1Encodable o = new DERSequence(new ASN1Encodable[] {BCStyle.O, new DERPrintableString("system:masters")});
        assertThat(faultWith(SUBJECT, new DERSequence(new DERSet(new ASN1Encodable[] {cn, o}))))
                .contains("SubjectLint");
        ASN1Encodable wide = new DERSequence(new ASN1Encodable[] {BCStyle.CN, new DERUTF8String("kube-apiserver")});
        assertThat(faultWith(SUBJECT, new DERSequence(new DERSet(wide)))).contains("SubjectLint");
    }

    @Test
    void findsOtherKeys() {
        assertThat(faultWith(
                        KEY,
                        SubjectPublicKeyInfo.getInstance(
                                TestKeys.p384().getPublic().getEncoded())))
                .contains("SubjectKeyLint");
        TbsInput own =
                input(DemoCluster.START, Duration.ofDays(365), "7123456789abcdef7123456789abcdef", TestKeys.p256());
        assertThat(fault(own, TbsCertificate.build(own).encoded())).contains("SubjectKeyLint", "issuer's own");
    }

    @Test
    void findsMissingSurplusAndReorderedExtensions() {
        assertThat(faultWithExtensions(extensions -> Arrays.copyOf(extensions, extensions.length - 1)))
                .contains("ExtensionSetLint");
        assertThat(faultWithExtensions(extensions -> {
                    ASN1Encodable[] more = Arrays.copyOf(extensions, extensions.length + 1);
                    more[extensions.length] =
                            extension(new ASN1ObjectIdentifier("1.2.3"), true, new DERPrintableString("x"));
                    return more;
                }))
                .contains("ExtensionSetLint");
        assertThat(faultWithExtensions(extensions -> {
                    ASN1Encodable first = extensions[0];
                    extensions[0] = extensions[1];
                    extensions[1] = first;
                    return extensions;
                }))
                .contains("ExtensionSetLint");
        assertThat(faultWithExtension(0, Extension.keyUsage, false, new KeyUsage(KeyUsage.digitalSignature)))
                .contains("ExtensionSetLint");
    }

    @Test
    void findsOtherUsages() {
        assertThat(faultWithExtension(
                        0, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign)))
                .contains("KeyUsageLint");
        assertThat(faultWithExtension(
                        0,
                        Extension.keyUsage,
                        true,
                        new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment)))
                .contains("KeyUsageLint");
        ExtendedKeyUsage any = new ExtendedKeyUsage(
                new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.anyExtendedKeyUsage});
        assertThat(faultWithExtension(1, Extension.extendedKeyUsage, false, any))
                .contains("ExtendedKeyUsageLint");
    }

    @Test
    void findsCas() {
        assertThat(faultWithExtension(2, Extension.basicConstraints, true, new BasicConstraints(true)))
                .contains("BasicConstraintsLint");
        assertThat(faultWithExtension(2, Extension.basicConstraints, true, new BasicConstraints(0)))
                .contains("BasicConstraintsLint");
    }

    @Test
    void findsOtherKeyIdentifiers() {
        DEROctetString zeros = new DEROctetString(new byte[20]);
        assertThat(faultWithExtension(3, Extension.subjectKeyIdentifier, false, zeros))
                .contains("KeyIdentifierLint");
        assertThat(faultWithExtension(
                        4, Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(new byte[20])))
                .contains("KeyIdentifierLint");
    }

    @Test
    void findsOtherAlternativeNames() {
        GeneralNames wildcard = new GeneralNames(new GeneralName(GeneralName.dNSName, "*.example.org"));
        assertThat(faultWithExtension(5, Extension.subjectAlternativeName, false, wildcard))
                .contains("AlternativeNameLint");
        GeneralNames addressAsName = new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "cp-1"),
            new GeneralName(GeneralName.dNSName, "kubernetes"),
            new GeneralName(GeneralName.dNSName, "10.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "fd00::1")
        });
        assertThat(faultWithExtension(5, Extension.subjectAlternativeName, false, addressAsName))
                .contains("AlternativeNameLint");
    }

    @Test
    void readsWithTheSecondParserToo() {
        TbsInput ordered = input();
        TbsInput other = new TbsInput(
                ordered.profile(),
                new Names("kube-apiserver", List.of(), List.of("cp-2"), List.of(), List.of()),
                ordered.spki(),
                ISSUER,
                ordered.serial(),
                ordered.notBefore(),
                ordered.notAfter());
        assertThat(new SecondParserLint().fault(subject(other, ordered)))
                .hasValueSatisfying(fault -> assertThat(fault).contains("cp-2"));
        assertThat(new SecondParserLint().fault(subject(ordered, ordered))).isEmpty();
    }
}
