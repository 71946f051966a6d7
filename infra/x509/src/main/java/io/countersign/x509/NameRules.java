package io.countersign.x509;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.Sha256;
import io.countersign.x509.ProfileText.NodeRule;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which names a profile gives, and which lineage they stand for (kubernetes-pki 1.1 to 1.3, 5.2). */
final class NameRules {
    /** A person's or machine's own name; wide enough for mail-like ids, too narrow for tricks. */
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]*");

    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+:/-]*");

    /** What the hashed form of a user looks like; a user of that very name is hashed too, or two would share a lineage. */
    private static final Pattern HASHED_USER = Pattern.compile("u-[a-z2-7]{16}");

    private final ProfileText text;
    private final List<NameTemplate> dnsRequired;
    private final List<NameTemplate> dnsAllowed;
    private final List<NameTemplate> ipRequired;
    private final List<NameTemplate> ipAllowed;
    private final List<NameTemplate> uriRequired;
    private final NameTemplate commonName;

    NameRules(ProfileText text) {
        this.text = text;
        this.dnsRequired = templates(text.san().dns().required());
        this.dnsAllowed = templates(text.san().dns().allowed());
        this.ipRequired = templates(text.san().ip().required());
        this.ipAllowed = templates(text.san().ip().allowed());
        this.uriRequired = templates(text.san().uri().required());
        boolean user = text.instance() == ProfileText.InstanceSource.USER;
        this.commonName = user ? null : NameTemplate.of(text.subject().cn());
        if (commonName != null && commonName.isList()) {
            throw new IllegalArgumentException("profile " + text.name() + ": the CN is one name, not a list");
        }
    }

    Lineage lineage(Names names, String givenInstance, ClusterFacts facts) throws RefusedException {
        String instance =
                switch (text.instance()) {
                    case GIVEN -> givenInstance;
                    case COMMON_NAME -> instanceInCommonName(names.commonName());
                    case USER -> userInstance(names.commonName());
                };
        if (!Lineage.isPart(instance)) {
            throw new RefusedException(
                    RefusalCode.LINEAGE_MISMATCH,
                    "'" + NameGrammar.escaped(instance) + "' is no instance of a lineage");
        }
        return new Lineage(facts.name(), text.component(), instance);
    }

    void check(Names names, Lineage lineage, ClusterFacts facts) throws RefusedException {
        requireNoStrayReservedName(names);
        Lineage derived = lineage(names, lineage.instance(), facts);
        if (!derived.equals(lineage)) {
            throw new RefusedException(RefusalCode.LINEAGE_MISMATCH, "these names belong to " + derived);
        }
        requireInstance(lineage, facts);
        requireSubject(names, lineage, facts);
        requireSans("dNSName", names.dns(), dnsRequired, dnsAllowed, lineage, facts);
        requireSans("iPAddress", names.ips(), ipRequired, ipAllowed, lineage, facts);
        requireSans("URI", names.uris(), uriRequired, List.of(), lineage, facts);
        boolean serves = text.extendedKeyUsage().contains("serverAuth");
        if (serves && names.dns().isEmpty() && names.ips().isEmpty()) {
            // Go has ignored the CN of servers since 1.15.
            throw new RefusedException(RefusalCode.SAN_MISSING, "a server certificate needs a dNSName or an iPAddress");
        }
    }

    private void requireNoStrayReservedName(Names names) throws RefusedException {
        if (Reserved.isReserved(names.commonName()) && !isFixedText(names.commonName())) {
            throw new RefusedException(RefusalCode.RESERVED_NAME, "CN " + names.commonName());
        }
        for (String group : names.organizations()) {
            if (Reserved.isReserved(group) && !text.subject().o().contains(group)) {
                throw new RefusedException(RefusalCode.RESERVED_NAME, "O " + group + explained(group));
            }
        }
    }

    /** Certificates of old clusters ask for this by habit (kubernetes-pki 1.1), so the answer names the way out. */
    private String explained(String group) {
        return group.equals("system:masters")
                ? ": kubeadm wrote it into this certificate up to 1.28, and nothing in the cluster can limit it; profile "
                        + text.name() + " gives O " + text.subject().o()
                : "";
    }

    /** Whether the part of this CN that makes it reserved stands in the profile itself. */
    private boolean isFixedText(String cn) {
        String template = text.subject().cn();
        int place = template.indexOf('{');
        return place < 0 ? cn.equals(template) : place > 0 && cn.startsWith(template.substring(0, place));
    }

    private String instanceInCommonName(String cn) throws RefusedException {
        String prefix = text.subject().cn().replace("{instance}", "");
        if (!cn.startsWith(prefix) || !Lineage.isPart(cn.substring(prefix.length()))) {
            throw new RefusedException(
                    RefusalCode.SUBJECT_NOT_ALLOWED,
                    "the CN must be " + text.subject().cn());
        }
        return cn.substring(prefix.length());
    }

    private static String userInstance(String cn) {
        boolean plain = Lineage.isPart(cn) && !HASHED_USER.matcher(cn).matches();
        return plain ? cn : "u-" + RequestId.base32(Sha256.of(cn.getBytes(StandardCharsets.UTF_8)), 16);
    }

    private void requireInstance(Lineage lineage, ClusterFacts facts) throws RefusedException {
        if (!text.instances().isEmpty() && !text.instances().contains(lineage.instance())) {
            throw new RefusedException(
                    RefusalCode.SUBJECT_NOT_ALLOWED, "the profile is for " + text.instances() + " only");
        }
        if (text.node() == NodeRule.NONE) {
            return;
        }
        NodeFacts node = facts.node(lineage.instance())
                .orElseThrow(() -> new RefusedException(
                        RefusalCode.NODE_UNKNOWN, "no node " + lineage.instance() + " in cluster " + facts.name()));
        if (text.node() == NodeRule.CONTROL_PLANE && !node.controlPlane()) {
            throw new RefusedException(RefusalCode.NODE_UNKNOWN, node.name() + " is not a control-plane node");
        }
    }

    private void requireSubject(Names names, Lineage lineage, ClusterFacts facts) throws RefusedException {
        if (commonName == null) {
            requireMatch("CN", names.commonName(), USER);
        } else {
            String due = commonName.names(lineage, facts).get(0);
            if (!names.commonName().equals(due)) {
                throw new RefusedException(RefusalCode.SUBJECT_NOT_ALLOWED, "the CN must be " + due);
            }
        }
        if (text.subject().groups()) {
            for (String group : names.organizations()) {
                requireMatch("O", group, GROUP);
            }
        } else if (!names.organizations().equals(text.subject().o())) {
            throw new RefusedException(
                    RefusalCode.SUBJECT_NOT_ALLOWED,
                    "O must be " + text.subject().o());
        }
    }

    private static void requireMatch(String what, String value, Pattern grammar) throws RefusedException {
        if (!grammar.matcher(value).matches()) {
            throw new RefusedException(
                    RefusalCode.SUBJECT_NOT_ALLOWED,
                    what + " '" + NameGrammar.escaped(value) + "' must match " + grammar);
        }
    }

    private static void requireSans(
            String kind,
            List<String> asked,
            List<NameTemplate> required,
            List<NameTemplate> allowed,
            Lineage lineage,
            ClusterFacts facts)
            throws RefusedException {
        Set<String> due = expand(required, lineage, facts);
        Set<String> mayBe = expand(allowed, lineage, facts);
        for (String name : asked) {
            if (!due.contains(name) && !mayBe.contains(name)) {
                throw new RefusedException(RefusalCode.SAN_NOT_ALLOWED, kind + " " + NameGrammar.escaped(name));
            }
        }
        for (String name : due) {
            if (!asked.contains(name)) {
                throw new RefusedException(RefusalCode.SAN_MISSING, kind + " " + name);
            }
        }
    }

    private static Set<String> expand(List<NameTemplate> templates, Lineage lineage, ClusterFacts facts) {
        Set<String> names = new TreeSet<>();
        templates.forEach(template -> names.addAll(template.names(lineage, facts)));
        return names;
    }

    private static List<NameTemplate> templates(List<String> texts) {
        return texts.stream().map(NameTemplate::of).toList();
    }
}
