package io.countersign.contracts;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every reason to refuse, early (registry) or late (signer). The codes cross the wire and never change their meaning; a retired
 * one is never used again. Order and grouping follow the order in which the checks run (security 2.3).
 */
public enum RefusalCode {
    ORDER_TOO_LARGE(
            "order-too-large",
            Stage.ENVELOPE,
            Retry.NEVER,
            "The order, its approvals, names or CSR exceed a size limit.",
            "Split the order into smaller ones or shorten the names."),
    ENVELOPE_MALFORMED(
            "envelope-malformed",
            Stage.ENVELOPE,
            Retry.NEVER,
            "An approval is not three canonical base64url segments.",
            "Sign again with the countersign command; other tools may pad or re-encode."),
    HEADER_NOT_EXACT(
            "header-not-exact",
            Stage.ENVELOPE,
            Retry.NEVER,
            "The protected header holds other members than alg, kid and typ, or one twice.",
            "Sign again with a header of exactly alg, kid and typ."),
    WRONG_TYP(
            "wrong-typ",
            Stage.ENVELOPE,
            Retry.NEVER,
            "The header's typ is not the one for this kind of message.",
            "Sign the order as what it is; a signature for another purpose never counts."),
    KID_UNKNOWN(
            "kid-unknown",
            Stage.APPROVERS,
            Retry.NEVER,
            "No key in the roster has this kid.",
            "Have the key added to the roster, or approve with a key that is in it."),
    APPROVER_NOT_ACTIVE(
            "approver-not-active",
            Stage.APPROVERS,
            Retry.NEVER,
            "The approver's roster entry has ended or is suspended.",
            "Ask another approver, or have the roster entry renewed."),
    WRONG_ALG(
            "wrong-alg",
            Stage.APPROVERS,
            Retry.NEVER,
            "The header's alg is not the one that the key is listed with or signs with.",
            "Sign with the algorithm of the key: ES256 or ES384; PS256 for an RSA certificate's own renewal alone."),
    APPROVAL_SIGNATURE_INVALID(
            "approval-signature-invalid",
            Stage.APPROVERS,
            Retry.NEVER,
            "An approval's signature does not verify over the bytes received.",
            "Approve again; if it happens again, somebody changes orders on their way."),
    PAYLOADS_DIFFER(
            "payloads-differ",
            Stage.ORDER,
            Retry.NEVER,
            "The approvals do not all sign the same bytes.",
            "Let every approver sign the first approver's exact order."),
    PAYLOAD_MALFORMED(
            "payload-malformed",
            Stage.ORDER,
            Retry.NEVER,
            "The order is not one strict JSON object of exactly the known members.",
            "Make the order with the countersign command."),
    WRONG_ACT(
            "wrong-act",
            Stage.ORDER,
            Retry.NEVER,
            "The order's act or version does not belong here.",
            "Send the order on the way that its act names."),
    WRONG_DEPLOYMENT(
            "wrong-deployment",
            Stage.ORDER,
            Retry.NEVER,
            "The order was signed for another installation.",
            "Approve it in the installation whose id it must name."),
    ORDER_FROM_THE_FUTURE(
            "order-from-the-future",
            Stage.ORDER,
            Retry.LATER,
            "The order was made later than now by more than 60 s.",
            "Check the clocks of the approver's machine and of the signer."),
    ORDER_PAST_USE_BY(
            "order-past-use-by",
            Stage.ORDER,
            Retry.NEVER,
            "The order's use-by time has passed.",
            "Approve the request again; the request itself is still there."),
    USE_BY_TOO_FAR(
            "use-by-too-far",
            Stage.ORDER,
            Retry.NEVER,
            "The order may be used for longer than its kind, its profile or the 7 day cap allows.",
            "Approve again with an earlier use-by."),
    ISSUER_UNKNOWN(
            "issuer-unknown",
            Stage.ORDER,
            Retry.NEVER,
            "No issuer with this certificate is in the trust document.",
            "Check the cluster; a new CA comes with a new trust document version."),
    ISSUER_OF_ANOTHER_CLUSTER(
            "issuer-of-another-cluster",
            Stage.ORDER,
            Retry.NEVER,
            "The issuer belongs to another cluster than the order.",
            "Make the order for the cluster that owns the issuer."),
    ISSUER_NOT_FOR_PROFILE(
            "issuer-not-for-profile",
            Stage.ORDER,
            Retry.NEVER,
            "The profile is issued by another CA of the cluster.",
            "Use the CA that the profile names."),
    PROFILE_UNKNOWN(
            "profile-unknown",
            Stage.ORDER,
            Retry.NEVER,
            "The trust document has no profile of this name.",
            "List the profiles of your trust document; a misspelt component gives this too."),
    PROFILE_CHANGED(
            "profile-changed",
            Stage.ORDER,
            Retry.NEVER,
            "The profile's text is not the one that was approved.",
            "Approve again under the profile as it is now."),
    TOO_FEW_PERSONS(
            "too-few-persons",
            Stage.ORDER,
            Retry.NEVER,
            "Fewer distinct persons approved than the profile asks for.",
            "Let another person approve; two keys of one person count once."),
    ROLE_MISSING(
            "role-missing",
            Stage.ORDER,
            Retry.NEVER,
            "An approver has no role for this cluster and act.",
            "Ask a person whose roster entry covers the cluster with the role."),
    REQUESTER_NOT_COUNTED(
            "requester-not-counted",
            Stage.ORDER,
            Retry.NEVER,
            "The requester's own approval does not count under this profile.",
            "Let somebody else approve."),
    REQUEST_SIGNATURE_MISSING(
            "request-signature-missing",
            Stage.AUTHORITY,
            Retry.NEVER,
            "A request of the highest tier is not signed by the person who asks.",
            "Let the requester named in the order, a person with a roster key, sign its request too."),
    NEEDS_A_PERSON(
            "needs-a-person",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The names are of a control plane or of the API, so no robot may order this.",
            "Have the request approved by people."),
    ROBOT_OF_ANOTHER_CLUSTER(
            "robot-of-another-cluster",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The robot's roster entry is not for exactly this one cluster.",
            "Give every cluster a robot of its own, with one cluster in its roster entry."),
    REDEMPTION_MISSING(
            "redemption-missing",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The order rests on a standing grant but comes without it.",
            "Send the grant, its approvals and the predecessor along with the order."),
    REDEMPTION_UNEXPECTED(
            "redemption-unexpected",
            Stage.AUTHORITY,
            Retry.NEVER,
            "A standing grant comes with an order that is approved in another way.",
            "Send the order without the grant, or have the live certificate's key sign it."),
    REDEMPTION_NOT_ALONE(
            "redemption-not-alone",
            Stage.AUTHORITY,
            Retry.NEVER,
            "An order that redeems a grant has more than one signature or item.",
            "Renew one certificate by one order with the one signature of its predecessor's key."),
    PREDECESSOR_INVALID(
            "predecessor-invalid",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The predecessor is no certificate of this issuer and profile.",
            "Renew from the live certificate of the lineage, unchanged."),
    PREDECESSOR_NOT_VALID_NOW(
            "predecessor-not-valid-now",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The predecessor's life has ended or not begun.",
            "Let people approve; an expired certificate renews nothing."),
    CONTINUITY_KEY_MISMATCH(
            "continuity-key-mismatch",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The continuity signature names another key than the predecessor's.",
            "Sign with the private key of the live certificate."),
    GRANT_MALFORMED(
            "grant-malformed",
            Stage.AUTHORITY,
            Retry.NEVER,
            "A grant's text is not one strict JSON object of exactly the known members in canonical form.",
            "Make the grant with the countersign command."),
    GRANT_MISMATCH(
            "grant-mismatch",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The grant is not the one that the order names by digest, or the order names none.",
            "Send the grant that the order names in gra."),
    GRANT_NOT_ORDERED(
            "grant-not-ordered",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The grant's text is not the one whose digest people signed.",
            "Send the texts of the grant order, each unchanged."),
    PROFILE_NOT_GRANTABLE(
            "profile-not-grantable",
            Stage.AUTHORITY,
            Retry.NEVER,
            "Certificates of this profile always take people.",
            "Have each certificate of the profile approved by people."),
    GRANT_TOO_LONG(
            "grant-too-long",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The grant ends later than 400 d after it was made, or before it begins.",
            "Grant for at most 400 d and have people sign again before that."),
    GRANT_LIFE_TOO_LONG(
            "grant-life-too-long",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The grant allows a longer life than its profile.",
            "Grant at most the profile's life, in whole seconds above none."),
    GRANT_GAP_NOT_ALLOWED(
            "grant-gap-not-allowed",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The grant's least gap between certificates is none, more than half a life, or allows too many.",
            "Grant a gap of about a quarter of the life, and an earlier end for short lives."),
    GRANT_ENDED("grant-ended", Stage.AUTHORITY, Retry.NEVER, "The grant has ended.", "Have people sign a new grant."),
    GRANT_SCOPE_MISMATCH(
            "grant-scope-mismatch",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The grant is for another issuer, lineage or profile than the order's.",
            "Redeem the grant that people signed for this lineage."),
    GRANT_NAMES_MISMATCH(
            "grant-names-mismatch",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The names of grant, predecessor and order are not all the same.",
            "New names take people; a grant renews the old ones only."),
    GRANT_LIFE_EXCEEDED(
            "grant-life-exceeded",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The certificate would live longer than the grant allows.",
            "Ask for the life that the grant gives."),
    GRANT_OUTLIVED(
            "grant-outlived",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The certificate would outlive the grant.",
            "Ask for a shorter life, or have people sign a new grant."),
    PREDECESSOR_TOO_OLD(
            "predecessor-too-old",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The predecessor began before the certificates that the grant is for.",
            "Renew from a certificate that is no older than the grant allows."),
    GAP_NOT_KEPT(
            "gap-not-kept",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The certificate begins too soon after its predecessor.",
            "Wait for the gap that the grant demands and order again."),
    TOO_EARLY_TO_RENEW(
            "too-early-to-renew",
            Stage.AUTHORITY,
            Retry.LATER,
            "Less than half of the predecessor's life has passed.",
            "Wait until half of the predecessor's life is over."),
    KEY_REUSED(
            "key-reused",
            Stage.AUTHORITY,
            Retry.NEVER,
            "The CSR carries the predecessor's key.",
            "Make a new key for every certificate."),
    ITEM_MALFORMED(
            "item-malformed",
            Stage.ITEM,
            Retry.NEVER,
            "An item is not one strict JSON object of exactly the known members.",
            "Make the order with the countersign command."),
    ITEM_MISMATCH(
            "item-mismatch",
            Stage.ITEM,
            Retry.NEVER,
            "The item's text is not the one whose digest was approved.",
            "Send the item that the order names."),
    CSR_MISMATCH(
            "csr-mismatch",
            Stage.ITEM,
            Retry.NEVER,
            "The CSR is not the one that was approved.",
            "Send the CSR that the approvers saw."),
    KEY_MISMATCH(
            "key-mismatch",
            Stage.ITEM,
            Retry.NEVER,
            "The CSR's public key is not the one that was approved.",
            "Send the CSR that the approvers saw."),
    NAMES_MISMATCH(
            "names-mismatch",
            Stage.ITEM,
            Retry.NEVER,
            "The names in the CSR are not the ones that were approved.",
            "Make a CSR with exactly the names of the order, or order the CSR's names."),
    CSR_NOT_PEM(
            "csr-not-pem",
            Stage.CSR,
            Retry.NEVER,
            "The input is not exactly one PEM block CERTIFICATE REQUEST.",
            "Send the file that openssl req -new wrote, with nothing before or behind the block."),
    CSR_TOO_LARGE(
            "csr-too-large",
            Stage.CSR,
            Retry.NEVER,
            "The CSR is longer than 8 KiB of DER.",
            "Ask for fewer names or use a smaller key."),
    CSR_NOT_DER(
            "csr-not-der",
            Stage.CSR,
            Retry.NEVER,
            "The CSR is not the DER encoding of a PKCS#10 request.",
            "Make the CSR with a tool that writes DER; nothing may follow the structure."),
    CSR_SIGNATURE_ALGORITHM(
            "csr-signature-algorithm",
            Stage.CSR,
            Retry.NEVER,
            "The CSR is signed with an algorithm that is not accepted, or not one of its key's.",
            "Use SHA-256, SHA-384 or SHA-512 with RSA (PKCS#1 v1.5) or ECDSA."),
    CSR_SIGNATURE_INVALID(
            "csr-signature-invalid",
            Stage.CSR,
            Retry.NEVER,
            "The CSR is not signed by the key it carries (no proof of possession).",
            "Make the CSR again with the private key at hand; do not edit it."),
    KEY_TYPE(
            "key-type",
            Stage.CSR,
            Retry.NEVER,
            "The key is neither RSA nor ECDSA.",
            "Use ECDSA P-256 or P-384, or RSA 2048, 3072 or 4096."),
    KEY_MALFORMED(
            "key-malformed",
            Stage.CSR,
            Retry.NEVER,
            "The public key's encoding is damaged or not the canonical one.",
            "Make a new key and CSR."),
    RSA_SIZE(
            "rsa-size",
            Stage.CSR,
            Retry.NEVER,
            "The RSA modulus is not of 2048, 3072 or 4096 bits.",
            "Make an RSA key of 2048, 3072 or 4096 bits."),
    RSA_EXPONENT(
            "rsa-exponent",
            Stage.CSR,
            Retry.NEVER,
            "The RSA public exponent is not 65537.",
            "Make a key with the exponent 65537."),
    RSA_MODULUS(
            "rsa-modulus",
            Stage.CSR,
            Retry.NEVER,
            "The RSA modulus is even or has a small factor.",
            "The key is broken: make a new one on a healthy machine."),
    RSA_CLOSE_PRIMES(
            "rsa-close-primes",
            Stage.CSR,
            Retry.NEVER,
            "The RSA primes are so close that Fermat's method factors the key.",
            "The key generator is broken: make a new key with another one."),
    RSA_ROCA(
            "rsa-roca",
            Stage.CSR,
            Retry.NEVER,
            "The RSA modulus has the ROCA fingerprint (CVE-2017-15361).",
            "Make a new key outside the affected chip."),
    EC_CURVE(
            "ec-curve",
            Stage.CSR,
            Retry.NEVER,
            "The EC key is not on the named curve P-256 or P-384.",
            "Make an ECDSA key on P-256 or P-384."),
    EC_POINT(
            "ec-point",
            Stage.CSR,
            Retry.NEVER,
            "The EC public point is not a valid point of its curve.",
            "The key is broken: make a new one."),
    KEY_OF_A_CA(
            "key-of-a-ca",
            Stage.CSR,
            Retry.NEVER,
            "The CSR carries the public key of a CA.",
            "Make a key of its own for this certificate."),
    KEY_COMPROMISED(
            "key-compromised",
            Stage.CSR,
            Retry.NEVER,
            "The private key of this public key is known to everybody or trivial to guess.",
            "Make a new key; this one stands in published examples, or its private number is tiny."),
    CSR_ATTRIBUTE(
            "csr-attribute",
            Stage.CSR,
            Retry.NEVER,
            "The CSR carries an attribute twice or one that is not accepted.",
            "Ask with one PKCS#9 extensionRequest only."),
    CSR_EXTENSION(
            "csr-extension",
            Stage.CSR,
            Retry.NEVER,
            "The CSR requests an extension twice or one that is not accepted.",
            "Request subjectAltName, and at most the profile's own keyUsage, extendedKeyUsage and CA:FALSE."),
    CA_REQUESTED(
            "ca-requested",
            Stage.CSR,
            Retry.NEVER,
            "The CSR asks for a CA certificate or for signing rights over certificates or CRLs.",
            "Countersign issues leaf certificates only; CAs are made in the ceremony."),
    USAGE_NOT_ALLOWED(
            "usage-not-allowed",
            Stage.CSR,
            Retry.NEVER,
            "The CSR requests a key usage that its profile does not give.",
            "Leave usages out of the CSR; the profile decides them."),
    SUBJECT_ATTRIBUTE(
            "subject-attribute",
            Stage.CSR,
            Retry.NEVER,
            "The subject holds an attribute other than CN and O.",
            "Put only CN and O into the subject."),
    SUBJECT_RDN(
            "subject-rdn",
            Stage.CSR,
            Retry.NEVER,
            "The subject has several CNs, or one RDN mixes attribute types.",
            "Use one CN, and each O in an RDN of its own or all O in one."),
    NAME_CHARACTERS(
            "name-characters",
            Stage.CSR,
            Retry.NEVER,
            "A name holds characters that can be misread: control, non-ASCII, leading or trailing blanks.",
            "Use printable ASCII; write international names as A-labels (xn--)."),
    NAME_LENGTH(
            "name-length",
            Stage.CSR,
            Retry.NEVER,
            "A name is empty or longer than its limit.",
            "Shorten the name; CN and O take 64 characters (CN of a node 265)."),
    TOO_MANY_NAMES(
            "too-many-names",
            Stage.CSR,
            Retry.NEVER,
            "The CSR has more than 50 SANs or 16 organizations.",
            "Split the names over several certificates."),
    SAN_TYPE(
            "san-type",
            Stage.CSR,
            Retry.NEVER,
            "A SAN is neither dNSName, iPAddress nor URI.",
            "Leave e-mail, directory and other names out."),
    DNS_NAME(
            "dns-name",
            Stage.CSR,
            Retry.NEVER,
            "A dNSName is not a lower-case host name.",
            "Use lower-case letters, digits, hyphens and dots; no IP address as a dNSName."),
    IP_ADDRESS(
            "ip-address",
            Stage.CSR,
            Retry.NEVER,
            "An iPAddress is malformed, unspecified or multicast.",
            "Give unicast addresses with 4 or 16 octets."),
    SUBJECT_NOT_ALLOWED(
            "subject-not-allowed",
            Stage.NAMES,
            Retry.NEVER,
            "The subject is not the one the profile gives.",
            "Use the CN and O of the profile; countersign explain shows where they come from."),
    RESERVED_NAME(
            "reserved-name",
            Stage.NAMES,
            Retry.NEVER,
            "A name beginning with system: or kubeadm: stands outside the profile that owns it.",
            "system:masters belongs to super-admin alone; use a group of your own bound by RBAC."),
    SAN_NOT_ALLOWED(
            "san-not-allowed",
            Stage.NAMES,
            Retry.NEVER,
            "A SAN is not allowed by the profile.",
            "Ask for the names of this component and instance only."),
    SAN_MISSING(
            "san-missing",
            Stage.NAMES,
            Retry.NEVER,
            "A SAN that the profile requires is missing.",
            "Add the missing name; the component would refuse to work without it."),
    LINEAGE_MISMATCH(
            "lineage-mismatch",
            Stage.NAMES,
            Retry.NEVER,
            "The lineage is not the one that cluster, profile and names give.",
            "Ask for the component and instance that the names belong to."),
    NODE_UNKNOWN(
            "node-unknown",
            Stage.NAMES,
            Retry.NEVER,
            "The trust document lists no such node in this cluster.",
            "Check the node's name; a new node comes with a new trust document version."),
    VALIDITY_NOT_ALLOWED(
            "validity-not-allowed",
            Stage.VALIDITY,
            Retry.NEVER,
            "notBefore and notAfter are not within what profile and issuer allow.",
            "Ask for a shorter life; approve again if the order has grown old."),
    ISSUER_NOT_VALID(
            "issuer-not-valid",
            Stage.VALIDITY,
            Retry.NEVER,
            "The issuing CA's own certificate is not valid for this life.",
            "Renew the CA first."),
    LINEAGE_FROZEN(
            "lineage-frozen",
            Stage.MEMORY,
            Retry.NEVER,
            "The lineage or its whole cluster is frozen.",
            "A quorum must lift the stop first."),
    PROFILE_DISABLED(
            "profile-disabled",
            Stage.MEMORY,
            Retry.NEVER,
            "The profile is disabled, here or everywhere.",
            "A quorum must lift the stop first."),
    ORDER_CANCELLED(
            "order-cancelled",
            Stage.MEMORY,
            Retry.NEVER,
            "The order was cancelled.",
            "Make and approve a new request if it was cancelled by mistake."),
    PREDECESSOR_MISMATCH(
            "predecessor-mismatch",
            Stage.MEMORY,
            Retry.NEVER,
            "The predecessor named in the order is not the certificate that comes with it.",
            "Renew from the certificate that is live."),
    PREDECESSOR_REUSED(
            "predecessor-reused",
            Stage.MEMORY,
            Retry.NEVER,
            "Another key has renewed the same certificate before: the live key is in two hands.",
            "Find out which key is the thief's, revoke what it got, and have people approve a new certificate and a new grant."),
    PREDECESSOR_REVOKED(
            "predecessor-revoked",
            Stage.MEMORY,
            Retry.NEVER,
            "The predecessor is revoked.",
            "Let people approve a certificate with a new key; a revoked one renews nothing."),
    BUDGET_EXCEEDED(
            "budget-exceeded",
            Stage.MEMORY,
            Retry.LATER,
            "The automatic budget is used up for now.",
            "Wait; the registry submits it again by itself."),
    AUTHORITY_NOT_ACCEPTED(
            "authority-not-accepted",
            Stage.SIGNING,
            Retry.NEVER,
            "This kind of authority may not order this.",
            "Have the order approved by people."),
    LINT_FAILED(
            "lint-failed",
            Stage.SIGNING,
            Retry.NEVER,
            "The certificate that would come out breaks a rule.",
            "This is a fault of the profile or of Countersign: report it with the order."),
    TRUST_NOT_PINNED(
            "trust-not-pinned",
            Stage.TRUST,
            Retry.NEVER,
            "The trust document is not the one whose digest is pinned in the configuration.",
            "Compare the file with the digest printed at the ceremony; never change the pin to fit a file."),
    TRUST_MALFORMED(
            "trust-malformed",
            Stage.TRUST,
            Retry.NEVER,
            "The trust document is not of its strict form, or contradicts itself.",
            "Make the document with the ceremony program."),
    TRUST_TOO_FEW_OFFICERS(
            "trust-too-few-officers",
            Stage.TRUST,
            Retry.NEVER,
            "Fewer distinct officers signed the trust document than its threshold.",
            "Let more officers sign the same bytes; two keys of one person count once."),
    TRUST_EXPIRED(
            "trust-expired",
            Stage.TRUST,
            Retry.LATER,
            "The trust document in force has passed its expiry.",
            "The officers must sign the next version."),
    TRUST_ROLLBACK(
            "trust-rollback",
            Stage.TRUST,
            Retry.NEVER,
            "The trust document is older than the one in force.",
            "Publish the newest version; if somebody keeps offering old ones, find out who."),
    TRUST_FORK(
            "trust-fork",
            Stage.TRUST,
            Retry.NEVER,
            "The trust document has the place of another one in the chain of versions.",
            "Two documents of one version were signed: find out by whom, then sign a next version over the one in force."),
    TRUST_VERSION_GAP(
            "trust-version-gap",
            Stage.TRUST,
            Retry.LATER,
            "The trust document's version is not the next one.",
            "Publish the versions in between first."),
    TRUST_FROM_THE_FUTURE(
            "trust-from-the-future",
            Stage.TRUST,
            Retry.LATER,
            "The trust document was issued later than now by more than 60 s.",
            "Check the clocks; a document becomes usable once its time of issue has come."),
    STOP_MALFORMED(
            "stop-malformed",
            Stage.STOP,
            Retry.NEVER,
            "The stop is not one strict JSON object of exactly the members of its act.",
            "Make the stop with the countersign command."),
    NOT_AN_OFFICER(
            "not-an-officer",
            Stage.STOP,
            Retry.NEVER,
            "The key that signed belongs to none of the trust document's officers.",
            "Let an officer sign; approvers who are no officers cannot stop anything."),
    LIFT_NEEDS_QUORUM(
            "lift-needs-quorum",
            Stage.STOP,
            Retry.NEVER,
            "Fewer distinct officers signed the lift than the threshold.",
            "One signature stops, a quorum starts: let more officers sign the same bytes."),
    PERSON_UNKNOWN(
            "person-unknown",
            Stage.STOP,
            Retry.NEVER,
            "The trust document knows no such person.",
            "countersign roster lists the persons; a misspelt stop would stop nobody."),
    REVOCATION_MALFORMED(
            "revocation-malformed",
            Stage.REVOCATION,
            Retry.NEVER,
            "The revoke order is not one strict JSON object of exactly the members of a revoke order.",
            "Make the order with countersign revoke."),
    ISSUER_WITHOUT_CRL(
            "issuer-without-crl",
            Stage.REVOCATION,
            Retry.NEVER,
            "Nobody reads a CRL of this issuer, so revoking would change nothing.",
            "Only etcd and the services read CRLs; for others remove their rights (RBAC) and wait for the end of the certificate."),
    NOT_A_REVOKER(
            "not-a-revoker",
            Stage.REVOCATION,
            Retry.NEVER,
            "Nobody who signed is a revoker of the cluster in the roster.",
            "Let a revoker sign, or sign with the certificate's own key."),
    REVOCATION_NEEDS_TWO(
            "revocation-needs-two",
            Stage.REVOCATION,
            Retry.NEVER,
            "What this order revokes takes the signatures of two revokers.",
            "Let a second revoker sign the same bytes: countersign revoke approve."),
    SELF_REPORT_MISMATCH(
            "self-report-mismatch",
            Stage.REVOCATION,
            Retry.NEVER,
            "The certificate that reports itself is not the one that the order revokes, or not one of its issuer.",
            "Report with the certificate and the key that belong together."),
    CRL_STATE_UNKNOWN(
            "crl-state-unknown",
            Stage.REVOCATION,
            Retry.LATER,
            "The signer knows no earlier CRL of this issuer, and one that forgets revocations is never signed.",
            "Put any copy of the newest CRL into the signer's spool, folder crls; the ceremony's is the first."),
    CRL_FULL(
            "crl-full",
            Stage.REVOCATION,
            Retry.NEVER,
            "The issuer's CRL cannot take as many further entries.",
            "Replace the CA; nothing is ever taken off its CRL."),
    CLUSTER_UNKNOWN(
            "cluster-unknown",
            Stage.REQUEST,
            Retry.NEVER,
            "The trust document lists no such cluster.",
            "countersign get clusters lists the clusters."),
    REQUEST_MALFORMED(
            "request-malformed",
            Stage.REQUEST,
            Retry.NEVER,
            "The request is not of the documented shape.",
            "Compare it with the API document; the detail names the member."),
    REQUEST_UNKNOWN(
            "request-unknown",
            Stage.REQUEST,
            Retry.NEVER,
            "There is no such request.",
            "countersign get requests lists them."),
    REQUEST_CLOSED(
            "request-closed",
            Stage.REQUEST,
            Retry.NEVER,
            "The request is no longer open.",
            "countersign describe request shows how it ended."),
    ORDER_EXISTS(
            "order-exists",
            Stage.REQUEST,
            Retry.NEVER,
            "Another order over this request was signed first.",
            "Fetch, check and sign the first one's exact bytes."),
    NOT_PERMITTED(
            "not-permitted",
            Stage.REQUEST,
            Retry.NEVER,
            "This identity may not do this.",
            "Use an identity whose allow-list entry names the operation.");

    /** Which group of checks refuses, in the order they run. */
    public enum Stage {
        /** Form of the signed message, before anything is parsed. */
        ENVELOPE("Form of the signed message, before anything is parsed"),
        /** Who signed. */
        APPROVERS("Who signed"),
        /** What the order claims. */
        ORDER("What the order claims"),
        /** Whether people, a robot or a standing grant allow it. */
        AUTHORITY("Whether people, a robot or a standing grant allow it"),
        /** Whether item and CSR are the approved ones. */
        ITEM("Whether item and CSR are the approved ones"),
        /** What the CSR itself holds. */
        CSR("What the CSR itself holds"),
        /** Which names the profile gives. */
        NAMES("Which names the profile gives"),
        /** How long. */
        VALIDITY("How long"),
        /** Stops, budgets and predecessors. */
        MEMORY("Stops, budgets and predecessors"),
        /** The last checks before the HSM. */
        SIGNING("The last checks before the HSM"),
        /** Whether the trust document itself may be believed. */
        TRUST("Whether the trust document itself may be believed"),
        /** Whether a stop or a lift may be believed. */
        STOP("Whether a stop or a lift may be believed"),
        /** Whether certificates may be revoked so. */
        REVOCATION("Whether certificates may be revoked so"),
        /** Early answers of the registry. */
        REQUEST("Early answers of the registry");

        private final String title;

        Stage(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    private enum Retry {
        LATER,
        NEVER
    }

    private final String code;
    private final Stage stage;
    private final Retry retry;
    private final String sentence;
    private final String remedy;

    RefusalCode(String code, Stage stage, Retry retry, String sentence, String remedy) {
        this.code = code;
        this.stage = stage;
        this.retry = retry;
        this.sentence = sentence;
        this.remedy = remedy;
    }

    /** Stable code on the wire. */
    public String code() {
        return code;
    }

    public Stage stage() {
        return stage;
    }

    /** Whether the very same input may succeed later. */
    public boolean retryable() {
        return retry == Retry.LATER;
    }

    /** What is wrong, in one sentence. */
    public String sentence() {
        return sentence;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }

    public static Optional<RefusalCode> of(String code) {
        return Arrays.stream(values())
                .filter(refusal -> refusal.code.equals(code))
                .findFirst();
    }
}
