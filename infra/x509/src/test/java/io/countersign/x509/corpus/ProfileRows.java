package io.countersign.x509.corpus;

import static io.countersign.contracts.RefusalCode.ISSUER_NOT_VALID;
import static io.countersign.contracts.RefusalCode.LINEAGE_MISMATCH;
import static io.countersign.contracts.RefusalCode.NODE_UNKNOWN;
import static io.countersign.contracts.RefusalCode.RESERVED_NAME;
import static io.countersign.contracts.RefusalCode.SAN_MISSING;
import static io.countersign.contracts.RefusalCode.SAN_NOT_ALLOWED;
import static io.countersign.contracts.RefusalCode.SUBJECT_NOT_ALLOWED;
import static io.countersign.contracts.RefusalCode.USAGE_NOT_ALLOWED;
import static io.countersign.contracts.RefusalCode.VALIDITY_NOT_ALLOWED;

import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.Csr;
import io.countersign.x509.CsrForge;
import io.countersign.x509.DemoCluster;
import io.countersign.x509.IssuerCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Requests that read well and ask for what their profile does not give. */
final class ProfileRows {
    private static final List<String> COMPONENTS = List.of(
            "apiserver",
            "apiserver-kubelet-client",
            "front-proxy-client",
            "etcd-server",
            "etcd-peer",
            "etcd-healthcheck-client",
            "apiserver-etcd-client",
            "admin",
            "controller-manager",
            "scheduler",
            "kubelet-client",
            "kubelet-serving",
            "user",
            "service",
            "person",
            "agent");
    private static final IssuerCertificate ISSUER = DemoCluster.ca(Sound.p256(0));

    private ProfileRows() {}

    static List<Row> all() {
        return List.of(
                names("another-common-name", SUBJECT_NOT_ALLOWED, ProfileRows::otherCommonName),
                names("another-group", SUBJECT_NOT_ALLOWED, ProfileRows::otherGroup),
                names("empty-subject", SUBJECT_NOT_ALLOWED, draw -> {
                    Identity identity = component(draw);
                    return identity.with(cn(identity.names(), ""));
                }),
                names("signs-in-user-names", SUBJECT_NOT_ALLOWED, ProfileRows::userSigns),
                names("reserved-user-name", RESERVED_NAME, ProfileRows::reservedUser)
                        .times(24),
                names("system-masters-outside-super-admin", RESERVED_NAME, draw -> {
                    Identity identity = component(draw);
                    return identity.with(groups(identity.names(), "system:masters"));
                }),
                names("reserved-group", RESERVED_NAME, ProfileRows::reservedGroup)
                        .times(24),
                names("ascii-look-alike-of-a-reserved-name", RESERVED_NAME, ProfileRows::lookAlike),
                names("name-of-another-host", SAN_NOT_ALLOWED, ProfileRows::otherHost)
                        .times(32),
                names("address-of-another-host", SAN_NOT_ALLOWED, ProfileRows::otherAddress)
                        .times(24),
                names("uri-outside-the-own-services", SAN_NOT_ALLOWED, ProfileRows::otherUri),
                names("server-without-its-names", SAN_MISSING, ProfileRows::withoutNames),
                names("unknown-or-unfit-node", NODE_UNKNOWN, ProfileRows::otherNode),
                names("instance-no-lineage-has", LINEAGE_MISMATCH, draw -> Identity.of(
                                draw.each("scheduler", "admin", "apiserver", "front-proxy-client"))
                        .at(draw.each(
                                "", "CP-1", "cp 1", "cp/1", "-cp", ".", "cp-1\u0000", "c\u00fc-1", "{instance}"))),
                usage("purpose-outside-the-profile", ProfileRows::purpose).times(24),
                usage("encipherment-with-an-ec-key", draw -> Identity.of(
                                draw.each("scheduler", "user", "kubelet-client"))
                        .request(CsrForge.with(Sound.p256(draw.index())))
                        .extension(
                                Extension.keyUsage,
                                true,
                                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment))),
                new Row("life-too-long-or-upside-down", Row.TABLE, VALIDITY_NOT_ALLOWED, 24, ProfileRows::badLife),
                new Row("life-beyond-the-issuer", Row.TABLE, ISSUER_NOT_VALID, Row.LEAST, ProfileRows::beyondIssuer));
    }

    private interface Asked {
        Identity make(Draw draw);
    }

    /** Reads first: what is refused here is refused by the profile alone. */
    private static Row names(String name, RefusalCode due, Asked asked) {
        return new Row(name, Row.TABLE, due, Row.LEAST, draw -> {
            Identity identity = asked.make(draw);
            CsrForge bare = Sound.bare(draw);
            Csr csr = Csr.read((identity.names().equals(Names.subject("")) ? bare : requested(identity, bare)).der());
            identity.check(csr);
        });
    }

    private static CsrForge requested(Identity identity, CsrForge bare) {
        if (!identity.names().commonName().isEmpty()) {
            return identity.request(bare);
        }
        identity.names().organizations().forEach(bare::o);
        return identity.alternativeNames().isEmpty()
                ? bare
                : bare.san(identity.alternativeNames().toArray(GeneralName[]::new));
    }

    private static Row usage(String name, Row.Forged forged) {
        return new Row(name, Row.TABLE, USAGE_NOT_ALLOWED, Row.LEAST, draw -> {
            Csr csr = Csr.read(forged.make(draw).der());
            Identity.of(draw.each("scheduler", "user", "kubelet-client")).check(csr);
        });
    }

    private static Identity component(Draw draw) {
        return Identity.of(COMPONENTS.get(draw.index() % COMPONENTS.size()));
    }

    private static Names cn(Names names, String other) {
        return new Names(other, names.organizations(), names.dns(), names.ips(), names.uris());
    }

    private static Names groups(Names names, String... others) {
        return new Names(names.commonName(), List.of(others), names.dns(), names.ips(), names.uris());
    }

    private static Names dns(Names names, String more) {
        List<String> all = new ArrayList<>(names.dns());
        all.add(more);
        return new Names(names.commonName(), names.organizations(), all, names.ips(), names.uris());
    }

    private static Names ip(Names names, String more) {
        List<String> all = new ArrayList<>(names.ips());
        all.add(more);
        return new Names(names.commonName(), names.organizations(), names.dns(), all, names.uris());
    }

    private static Names uri(Names names, String more) {
        List<String> all = new ArrayList<>(names.uris());
        all.add(more);
        return new Names(names.commonName(), names.organizations(), names.dns(), names.ips(), all);
    }

    private static Identity otherCommonName(Draw draw) {
        Identity identity = Identity.of(draw.each(
                "apiserver",
                "front-proxy-client",
                "scheduler",
                "controller-manager",
                "admin",
                "super-admin",
                "service"));
        return identity.with(cn(identity.names(), draw.word()));
    }

    private static Identity otherGroup(Draw draw) {
        Identity identity = Identity.of(draw.each(
                "apiserver", "scheduler", "etcd-peer", "kubelet-client", "admin", "super-admin", "service", "person"));
        String[] own = identity.names().organizations().toArray(String[]::new);
        return identity.with(
                draw.random().nextBoolean() || own.length == 0
                        ? groups(identity.names(), draw.word())
                        : groups(identity.names(), own[0], draw.word()));
    }

    private static Identity userSigns(Draw draw) {
        String sign = draw.each(" ", "/", ",", "=", ":", "\"", "'", "\\", "<", "&", "*", "?", "#", "~", "|", "(");
        Identity user = Identity.of("user");
        // A group may hold a colon and a slash, which RBAC names do; a user may not.
        boolean asGroup =
                !sign.equals("/") && !sign.equals(":") && draw.random().nextBoolean();
        String text = draw.word() + sign + draw.word();
        return user.with(asGroup ? groups(user.names(), text) : cn(user.names(), text));
    }

    private static Identity reservedUser(Draw draw) {
        return user(draw.each(
                "system:admin",
                "system:kube-scheduler",
                "system:kube-controller-manager",
                "system:kube-proxy",
                "system:node:worker-1",
                "system:serviceaccount:kube-system:default",
                "system:anonymous",
                "system:apiserver",
                "System:Admin",
                "SYSTEM:NODE:cp-1",
                "kubeadm:" + draw.word(),
                "kubernetes-admin",
                "kubernetes-super-admin",
                "kube-apiserver",
                "kube-apiserver-kubelet-client",
                "kube-apiserver-etcd-client",
                "kube-etcd-healthcheck-client",
                "front-proxy-client",
                "Front-Proxy-Client",
                "Kubernetes-Admin"));
    }

    private static Identity user(String cn) {
        Identity user = Identity.of("user");
        return user.with(cn(user.names(), cn));
    }

    private static Identity reservedGroup(Draw draw) {
        String group = draw.each(
                "system:nodes",
                "system:authenticated",
                "system:unauthenticated",
                "system:bootstrappers",
                "system:bootstrappers:kubeadm:default-node-token",
                "system:serviceaccounts",
                "system:monitoring",
                "kubeadm:cluster-admins",
                "System:Masters",
                "SYSTEM:MASTERS",
                "system:" + draw.word(),
                "KubeAdm:Cluster-Admins");
        Identity user = Identity.of("user");
        return user.with(
                draw.random().nextBoolean() ? groups(user.names(), group) : groups(user.names(), "dev", group));
    }

    private static Identity lookAlike(Draw draw) {
        String group = draw.each(
                "5ystem:masters",
                "sy5tem:masters",
                "5y5tem:nodes",
                "systern:masters",
                "syst3m:masters",
                "sys7em:masters",
                "SYSTERN:MASTERS",
                "kubeadrn:cluster-admins",
                "kube4dm:cluster-admins",
                "ku8eadm:cluster-admins",
                "kub3adm:cluster-admins",
                "sys+em:masters",
                "Sy5tern:" + draw.word());
        Identity user = Identity.of("user");
        return user.with(groups(user.names(), group));
    }

    private static Identity otherHost(Draw draw) {
        Identity identity = Identity.of(
                draw.each("apiserver", "etcd-server", "etcd-peer", "kubelet-serving", "scheduler", "user", "service"));
        String host = draw.any(
                draw.word(),
                "com",
                "co.uk",
                "worker-9",
                "evil.example",
                "kubernetes.default.svc.evil.example",
                "metadata.google.internal",
                draw.word() + ".cluster.local");
        boolean serving = identity.profile().equals("kubelet-serving");
        return identity.with(dns(identity.names(), serving && draw.index() % 2 == 0 ? "localhost" : host));
    }

    private static Identity otherAddress(Draw draw) {
        Identity identity =
                Identity.of(draw.each("apiserver", "etcd-server", "etcd-peer", "kubelet-serving", "scheduler"));
        String address =
                draw.any("10.0.0." + draw.between(100, 250), "169.254.169.254", "192.0.2.1", "fd00::99", "8.8.8.8");
        boolean serving = identity.profile().equals("kubelet-serving");
        // The virtual address of the API and loopback belong to no kubelet.
        return identity.with(ip(identity.names(), serving ? draw.any("10.96.0.1", "127.0.0.1", address) : address));
    }

    private static Identity otherUri(Draw draw) {
        Identity identity = component(draw);
        return identity.with(uri(
                identity.names(),
                draw.any(
                        "spiffe://example.org/countersign/admin",
                        "spiffe://evil/person/alice",
                        "https://" + draw.word(),
                        "spiffe://example.org/agent/demo/cp-2")));
    }

    private static Identity withoutNames(Draw draw) {
        Identity identity =
                Identity.of(draw.each("apiserver", "etcd-server", "etcd-peer", "kubelet-serving", "service", "agent"));
        Names names = identity.names();
        boolean some = draw.random().nextBoolean() && !identity.profile().equals("kubelet-serving");
        return identity.with(new Names(
                names.commonName(), names.organizations(), List.of(), some ? names.ips() : List.of(), List.of()));
    }

    private static Identity otherNode(Draw draw) {
        String ghost = draw.any("ghost", "cp-9", draw.word());
        return switch (draw.index() % 4) {
            case 0 -> Identity.of("scheduler").at(draw.any("worker-1", ghost));
            case 1 -> Identity.of("admin").at(draw.any("worker-1", ghost));
            case 2 -> {
                Identity kubelet = Identity.of("kubelet-client");
                yield kubelet.with(cn(kubelet.names(), "system:node:" + ghost));
            }
            default -> {
                Identity etcd = Identity.of(draw.any("etcd-server", "etcd-peer"));
                yield etcd.with(cn(etcd.names(), draw.any("worker-1", ghost)));
            }
        };
    }

    private static CsrForge purpose(Draw draw) {
        KeyPurposeId purpose = draw.each(
                KeyPurposeId.anyExtendedKeyUsage,
                KeyPurposeId.id_kp_OCSPSigning,
                KeyPurposeId.id_kp_codeSigning,
                KeyPurposeId.id_kp_emailProtection,
                KeyPurposeId.id_kp_timeStamping,
                KeyPurposeId.id_kp_serverAuth,
                KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.2.3." + draw.between(1, 9999))));
        KeyPurposeId[] purposes = draw.random().nextBoolean()
                ? new KeyPurposeId[] {purpose}
                : new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth, purpose};
        return Identity.of(draw.each("scheduler", "user", "kubelet-client"))
                .request(Sound.bare(draw))
                .extension(Extension.extendedKeyUsage, draw.random().nextBoolean(), new ExtendedKeyUsage(purposes));
    }

    private static void badLife(Draw draw) throws RefusedException {
        Identity identity = Identity.of(draw.any("apiserver", "kubelet-client", "super-admin", "user", "service"));
        Instant now = DemoCluster.START.plus(Duration.ofHours(draw.between(1, 1000)));
        Duration longest = identity.rules().maxLifetime();
        Instant from = now.minusSeconds(300);
        Instant to =
                switch (draw.index() % 6) {
                    case 0 -> from.plus(longest).plus(Duration.ofSeconds(301));
                    case 1 -> from.plus(Duration.ofDays(10_000));
                    case 2 -> from;
                    case 3 -> from.minusSeconds(draw.between(1, 100_000));
                    case 4 -> from.plus(longest).minusNanos(draw.between(1, 999_999_999));
                    default -> now.minusSeconds(draw.between(0, 299));
                };
        identity.rules().checkValidity(from, to, ISSUER, now);
    }

    private static void beyondIssuer(Draw draw) throws RefusedException {
        Identity identity = Identity.of(draw.any("apiserver", "scheduler", "etcd-peer"));
        Duration life = identity.rules().maxLifetime();
        Instant now = draw.index() % 2 == 0
                ? DemoCluster.CA_END.minus(life).plusSeconds(draw.between(1, 86_400))
                : DemoCluster.START.minusSeconds(301L + draw.between(0, 86_400));
        identity.rules().checkValidity(now, now.plus(life), ISSUER, now);
    }
}
