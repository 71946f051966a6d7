package io.countersign.x509.corpus;

import static io.countersign.x509.corpus.CrlForge.ALGORITHM;
import static io.countersign.x509.corpus.CrlForge.ENTRIES;
import static io.countersign.x509.corpus.CrlForge.EXTENSIONS;
import static io.countersign.x509.corpus.CrlForge.ISSUER;
import static io.countersign.x509.corpus.CrlForge.NEXT_UPDATE;
import static io.countersign.x509.corpus.CrlForge.THIS_UPDATE;
import static io.countersign.x509.corpus.CrlForge.VERSION;
import static io.countersign.x509.corpus.CrlRow.SHAPE;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;

/** CRLs that their issuer signed, but that are not as Countersign makes them. */
final class CrlContentRows {
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;

    private CrlContentRows() {}

    static List<CrlRow> all() {
        return List.of(
                CrlRow.changed("crl-members-too-many-or-few", SHAPE, CrlContentRows::members),
                CrlRow.changed("crl-version", SHAPE, (tbs, draw) -> tbs.children()
                        .set(VERSION, tree(new ASN1Integer(draw.each(0, 2, 3, -1, 127, 128, 65_536))))),
                CrlRow.changed("crl-inner-algorithm", SHAPE, CrlContentRows::algorithm),
                CrlRow.changed("crl-of-another-name", SHAPE, CrlContentRows::name),
                CrlRow.changed("crl-time-form", SHAPE, CrlContentRows::time),
                CrlRow.changed("crl-next-update", SHAPE, CrlContentRows::nextUpdate),
                CrlRow.changed("crl-number", SHAPE, CrlContentRows::number),
                CrlRow.changed("crl-extensions", SHAPE, CrlContentRows::extensions),
                CrlRow.changed("crl-critical-extension", SHAPE, CrlContentRows::critical),
                CrlRow.changed("crl-entries-out-of-order", SHAPE, CrlContentRows::order),
                CrlRow.changed("crl-entry-twice", SHAPE, (tbs, draw) -> entries(tbs)
                        .add(draw.between(0, 1), entries(tbs).get(draw.between(0, 1)))),
                CrlRow.changed("crl-entry-serial", SHAPE, CrlContentRows::serial),
                CrlRow.changed("crl-entry-reason", SHAPE, CrlContentRows::reason),
                CrlRow.changed("crl-entry-extension", SHAPE, CrlContentRows::entryExtension),
                CrlRow.changed("crl-entry-members", SHAPE, CrlContentRows::entryMembers),
                CrlRow.changed("crl-too-long", SHAPE, CrlContentRows::tooLong));
    }

    private static DerTree tree(ASN1Encodable value) {
        try {
            return DerTree.of(value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<DerTree> entries(DerTree tbs) {
        return tbs.child(ENTRIES).children();
    }

    private static List<DerTree> extensionList(DerTree tbs) {
        return tbs.child(EXTENSIONS).child(0).children();
    }

    private static void members(DerTree tbs, Draw draw) {
        DerTree extra = draw.any(
                DerTree.leaf(0x05),
                tree(new ASN1Integer(1)),
                DerTree.of(new byte[] {0x30, 0}),
                DerTree.of(tbs.child(EXTENSIONS).encoded()));
        switch (draw.index() % 8) {
            case 0 -> tbs.children().remove(VERSION);
            case 1 -> tbs.children().remove(NEXT_UPDATE);
            case 2 -> tbs.children().remove(EXTENSIONS);
            case 3 -> tbs.children().add(extra);
            case 4 -> tbs.children().add(draw.between(0, 6), extra);
            case 5 -> entries(tbs).clear();
            case 6 -> tbs.child(EXTENSIONS).children().add(extra);
            default ->
                tbs.children().remove((int) draw.any(VERSION, ALGORITHM, ISSUER, THIS_UPDATE, NEXT_UPDATE, EXTENSIONS));
        }
    }

    private static void algorithm(DerTree tbs, Draw draw) {
        String right = "1.2.840.10045.4.3.";
        ASN1ObjectIdentifier other = new ASN1ObjectIdentifier(
                draw.each(right + "1", "1.2.840.113549.1.1.5", "1.2.840.113549.1.1.10", "1.3.101.112", "2.5.29.20"));
        tbs.children()
                .set(
                        ALGORITHM,
                        tree(
                                draw.index() % 2 == 0
                                        ? new DERSequence(other)
                                        : new DERSequence(new ASN1Encodable[] {other, DERNull.INSTANCE})));
    }

    private static void name(DerTree tbs, Draw draw) {
        String other = draw.each(
                "CN=kubernetes2",
                "CN=Kubernetes",
                "CN=kubernetes,O=x",
                "O=kubernetes",
                "CN=" + draw.word(),
                "",
                "CN=etcd-ca");
        tbs.children().set(ISSUER, tree(new X500Name(other)));
    }

    private static void time(DerTree tbs, Draw draw) {
        int place = draw.any(THIS_UPDATE, NEXT_UPDATE);
        DerTree time =
                switch (draw.index() % 8) {
                    case 0 -> text(GENERALIZED_TIME, "20261122100000Z");
                    case 1 -> text(GENERALIZED_TIME, "20261122100000.5Z");
                    case 2 -> text(UTC_TIME, "2611221000Z");
                    case 3 -> text(UTC_TIME, "261122100000+0000");
                    case 4 -> text(UTC_TIME, "261122100000");
                    case 5 -> text(UTC_TIME, "261322100000Z");
                    case 6 -> text(0x0c, "261122100000Z");
                    default -> text(UTC_TIME, draw.word());
                };
        if (draw.index() % 3 == 0) {
            entries(tbs).get(0).children().set(1, time);
            entries(tbs).get(0).children().add(DerTree.of(new byte[] {0x30, 0}));
        } else {
            tbs.children().set(place, time);
        }
    }

    private static DerTree text(int tag, String text) {
        return DerTree.leaf(tag, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void nextUpdate(DerTree tbs, Draw draw) {
        String time = draw.each(
                "261122100000Z", "490101000000Z", "500101000000Z", "260101000000Z", "991231235959Z", "270101000000Z");
        tbs.children().set(NEXT_UPDATE, text(UTC_TIME, time));
    }

    private static void number(DerTree tbs, Draw draw) {
        BigInteger number = draw.each(
                BigInteger.ZERO,
                BigInteger.ONE.negate(),
                BigInteger.ONE.shiftLeft(53),
                BigInteger.ONE.shiftLeft(63),
                BigInteger.ONE.shiftLeft(64).add(BigInteger.ONE),
                BigInteger.ONE.shiftLeft(159),
                BigInteger.ONE.shiftLeft(400));
        ASN1Encodable value = draw.index() % 7 == 6 ? new ASN1Enumerated(1) : new ASN1Integer(number);
        extensionList(tbs).set(1, extension(Extension.cRLNumber, false, value));
    }

    private static DerTree extension(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
        try {
            return tree(new Extension(type, critical, new DEROctetString(value)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void extensions(DerTree tbs, Draw draw) {
        List<DerTree> all = extensionList(tbs);
        switch (draw.index() % 8) {
            case 0 -> all.remove(0);
            case 1 -> all.remove(1);
            case 2 -> all.clear();
            case 3 -> Collections.reverse(all);
            case 4 -> all.add(all.get(draw.between(0, 1)));
            case 5 -> all.add(extension(Extension.freshestCRL, false, new DERSequence()));
            case 6 -> all.add(extension(Extension.issuerAlternativeName, false, new DERSequence()));
            default -> all.set(0, extension(Extension.authorityKeyIdentifier, false, new DERSequence()));
        }
    }

    /** A delta CRL or one of some reasons only would un-revoke what it does not list. */
    private static void critical(DerTree tbs, Draw draw) {
        List<DerTree> all = extensionList(tbs);
        boolean critical = draw.random().nextBoolean();
        switch (draw.index() % 4) {
            case 0 -> all.add(extension(Extension.deltaCRLIndicator, true, new ASN1Integer(1)));
            case 1 -> all.add(extension(Extension.issuingDistributionPoint, critical, new DERSequence()));
            case 2 ->
                all.add(extension(
                        new ASN1ObjectIdentifier("1.3.6.1.4.1.99999." + draw.between(1, 99)),
                        critical,
                        DERNull.INSTANCE));
            default -> all.set(1, extension(Extension.cRLNumber, true, new ASN1Integer(draw.between(1, 99))));
        }
    }

    private static void order(DerTree tbs, Draw draw) {
        List<DerTree> entries = entries(tbs);
        List<DerTree> before = new ArrayList<>(entries);
        while (entries.equals(before)) {
            Collections.shuffle(entries, draw.random());
        }
    }

    private static void serial(DerTree tbs, Draw draw) {
        ASN1Encodable serial = draw.each(
                new ASN1Integer(0),
                new ASN1Integer(-1),
                new ASN1Integer(BigInteger.ONE.shiftLeft(159)),
                new ASN1Integer(BigInteger.ONE.shiftLeft(160)),
                new ASN1Integer(BigInteger.ONE.shiftLeft(2000)),
                new DEROctetString(new byte[] {1}),
                DERNull.INSTANCE);
        entries(tbs).get(0).children().set(0, tree(serial));
    }

    private static void setExtensions(DerTree tbs, DerTree... extensions) {
        DerTree list = DerTree.of(new byte[] {0x30, 0});
        list.children().addAll(List.of(extensions));
        List<DerTree> entry = entries(tbs).get(0).children();
        if (entry.size() == 3) {
            entry.remove(2);
        }
        entry.add(list);
    }

    /** Hold and removal do not exist here, nor reasons of CAs; what is unspecified is left out. */
    private static void reason(DerTree tbs, Draw draw) {
        int code = draw.each(0, 2, 6, 7, 8, 10, 11, 127);
        setExtensions(tbs, extension(Extension.reasonCode, false, new ASN1Enumerated(code)));
    }

    private static void entryExtension(DerTree tbs, Draw draw) {
        DerTree key = extension(Extension.reasonCode, false, new ASN1Enumerated(1));
        switch (draw.index() % 6) {
            case 0 -> setExtensions(tbs);
            case 1 -> setExtensions(tbs, key, key);
            case 2 -> setExtensions(tbs, extension(Extension.reasonCode, true, new ASN1Enumerated(1)));
            case 3 -> setExtensions(tbs, key, extension(Extension.invalidityDate, false, DERNull.INSTANCE));
            case 4 -> setExtensions(tbs, extension(Extension.certificateIssuer, true, new DERSequence()));
            default ->
                setExtensions(
                        tbs,
                        extension(
                                new ASN1ObjectIdentifier("1.3.6.1.4.1.99999." + draw.between(1, 99)),
                                true,
                                DERNull.INSTANCE));
        }
    }

    private static void entryMembers(DerTree tbs, Draw draw) {
        List<DerTree> entry = entries(tbs).get(draw.between(0, 1)).children();
        switch (draw.index() % 4) {
            case 0 -> entry.remove(1);
            case 1 -> entry.clear();
            case 2 -> Collections.swap(entry, 0, 1);
            default -> entry.add(DerTree.leaf(0x05));
        }
    }

    private static void tooLong(DerTree tbs, Draw draw) {
        List<DerTree> entries = entries(tbs);
        entries.clear();
        for (int i = 0; i <= 750 + draw.index() * 20; i++) {
            DerTree entry = DerTree.of(new byte[] {0x30, 0});
            entry.children().add(tree(new ASN1Integer(1_000_000L + i)));
            entry.children().add(text(UTC_TIME, "261122100000Z"));
            entries.add(entry);
        }
    }
}
