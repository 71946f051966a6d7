package io.countersign.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.key.KeyFile;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.orders.ApproverKey;
import io.countersign.orders.Installation;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.JwsKey;
import io.countersign.orders.LogTrust;
import io.countersign.orders.MessageType;
import io.countersign.orders.Officers;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.StrictJws;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustFile;
import io.countersign.stack.Identity;
import io.countersign.stack.StackPki;
import io.countersign.x509.Csr;
import io.countersign.x509.Pem;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An installation with its trust document, two approvers with key files, a registry on the loopback, and the command. */
final class House implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final Lineage PEER = Installation.ETCD_PEER;

    final Path folder;
    final LoopbackServer registry;
    final LoopbackServer audit;
    final TrustDocument trust;
    final Path trustFile;
    final Path context;
    final Installation installation;
    private final Map<String, JwsKey> others;
    Instant now = NOW;

    /** How far the command's clock moves on at each reading. */
    Duration tick = Duration.ZERO;

    String typed = "";

    /** What happens elsewhere while a command waits. */
    Runnable meanwhile = () -> {};

    /** What is typed where a PIN is asked for, and the questions. */
    String pin = "";

    final List<String> asked = new ArrayList<>();

    /** What a command printed. */
    record Result(int exit, String out, String err) {}

    House(Path folder) throws Exception {
        this(folder, new LogTrust("log.countersign.test", List.of("unused")));
    }

    House(Path folder, LogTrust log) throws Exception {
        this(folder, log, Map.of());
    }

    /** With people whose keys are elsewhere. */
    House(Path folder, LogTrust log, Map<String, JwsKey> others) throws Exception {
        this.folder = folder;
        this.others = others;
        StackPki pki = new StackPki(
                Files.createDirectories(folder.resolve("pki")), "test", InstantSource.system(), new SecureRandom());
        Identity alice = pki.person("alice");
        registry = new LoopbackServer(pki.issue("registry-service").trusting(pki.bothCas()));
        audit = new LoopbackServer(pki.issue("audit-service").trusting(pki.bothCas()));
        installation = Installation.at(NOW, log);
        byte[] file = signed(installation.content(), log);
        trustFile = Files.write(folder.resolve("trust.json"), file);
        trust = TrustDocument.open(file, Sha256.of(file));
        context = Files.writeString(
                folder.resolve("context.yaml"),
                """
                server: %s
                audit: %s
                identity: %s
                trust: {file: trust.json, sha256: %s}
                """
                        .formatted(
                                registry.address(),
                                audit.address(),
                                alice.folder(),
                                Sha256.of(file).hex()));
    }

    /** The same installation with approvers whose keys lie in files here. */
    private byte[] signed(TrustContent made, LogTrust log) throws Exception {
        ApproverKey first = newKey("officer-1.key");
        ApproverKey second = newKey("officer-2.key");
        List<RosterEntry> roster = new ArrayList<>();
        for (String person : List.of("ann", "ben", "eve", "kim")) {
            Set<String> clusters = person.equals("eve") ? Set.of("other") : Set.of("*");
            roster.add(new RosterEntry(
                    person,
                    RosterEntry.Kind.HUMAN,
                    newKey(person + ".key").publicKey(),
                    Set.of(RosterEntry.Role.APPROVER),
                    clusters,
                    NOW.plus(Duration.ofDays(60))));
        }
        for (String revoker : List.of("fay", "gus")) {
            roster.add(new RosterEntry(
                    revoker,
                    RosterEntry.Kind.HUMAN,
                    newKey(revoker + ".key").publicKey(),
                    Set.of(RosterEntry.Role.REVOKER),
                    Set.of("*"),
                    NOW.plus(Duration.ofDays(60))));
        }
        for (Map.Entry<String, JwsKey> other : others.entrySet()) {
            roster.add(new RosterEntry(
                    other.getKey(),
                    RosterEntry.Kind.HUMAN,
                    other.getValue(),
                    Set.of(RosterEntry.Role.APPROVER),
                    Set.of("*"),
                    NOW.plus(Duration.ofDays(60))));
        }
        TrustContent content = new TrustContent(
                1,
                made.deployment(),
                Optional.empty(),
                made.issued(),
                made.expires(),
                made.trustDomain(),
                new Officers(
                        2,
                        List.of(
                                new Officers.Officer("ann", first.publicKey()),
                                new Officers.Officer("ben", second.publicKey()))),
                roster,
                made.clusters(),
                made.profiles(),
                log,
                made.useByCap());
        return TrustDocument.file(
                content,
                List.of(
                        StrictJws.sign(MessageType.TRUST, content.payload(), first),
                        StrictJws.sign(MessageType.TRUST, content.payload(), second)));
    }

    /** The file of a next version, signed by these officers, 1 and 2. */
    byte[] successor(TrustContent next, int... officers) throws Exception {
        List<Approval> signatures = new ArrayList<>();
        for (int officer : officers) {
            signatures.add(StrictJws.sign(MessageType.TRUST, next.payload(), officerKey(officer)));
        }
        return TrustDocument.file(next, signatures);
    }

    ApproverKey officerKey(int officer) throws Exception {
        return KeyFile.read(folder.resolve("officer-" + officer + ".key"));
    }

    String officer(int officer) {
        return folder.resolve("officer-" + officer + ".key").toString();
    }

    /** The PEM file of a fresh public key. */
    Path publicKey(String name) throws Exception {
        return Files.writeString(
                folder.resolve(name),
                Pem.encode(
                        Pem.PUBLIC_KEY,
                        Installation.pair("secp256r1").getPublic().getEncoded()));
    }

    /** The registry shows these trust documents from now on. */
    void showTrust(boolean logged, byte[]... files) throws Exception {
        ObjectNode answer = Json.TOLERANT.createObjectNode();
        ArrayNode versions = answer.putArray("versions");
        for (byte[] file : files) {
            TrustFile read = TrustFile.parse(file);
            versions.addObject()
                    .put("version", read.content().version())
                    .put("digest", read.digest().toString())
                    .put("document", Base64.getEncoder().encodeToString(file))
                    .put("logged", logged);
        }
        registry.forget("GET /v1/trust");
        registry.answer("GET /v1/trust", answer);
    }

    /** The registry's newest certificate of a lineage. */
    void showNewest(Lineage lineage, byte[] certificate) {
        String fingerprint = Bytes.of(certificate).sha256().hex();
        registry.answer("GET /v1/lineages/" + lineage, "{\"newest\":{\"fingerprint\":\"" + fingerprint + "\"}}");
        registry.answer(
                "GET /v1/certificates/" + fingerprint,
                200,
                "application/x-pem-file",
                Pem.encode(Pem.CERTIFICATE, certificate));
    }

    JsonNode posted() {
        return registry.sent.get(registry.sent.size() - 1);
    }

    Path pem(String name, byte[] certificate) throws Exception {
        return Files.writeString(folder.resolve(name), Pem.encode(Pem.CERTIFICATE, certificate));
    }

    Path privateKey(String name, KeyPair pair) throws Exception {
        Path file = Files.writeString(
                folder.resolve(name),
                Pem.encode(Pem.PRIVATE_KEY, pair.getPrivate().getEncoded()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private ApproverKey newKey(String name) throws Exception {
        KeyPair pair = Installation.pair("secp256r1");
        privateKey(name, pair);
        return ApproverKey.of(pair.getPrivate(), JwsKey.of(pair.getPublic()));
    }

    String key(String person) {
        return folder.resolve(person + ".key").toString();
    }

    /** A request for an etcd peer, as the registry shows it. */
    ObjectNode request(Lineage lineage, Names names) throws Exception {
        return request(lineage, Installation.csr(names));
    }

    ObjectNode request(Lineage lineage, Csr csr) throws Exception {
        String id = RequestId.of(lineage, lineage.component(), csr.digest());
        ObjectNode request = Json.TOLERANT.createObjectNode();
        request.put("id", id).put("lineage", lineage.toString()).put("profile", lineage.component());
        request.put("state", "submitted").put("requester", "jane").put("reason", "CHG0421");
        request.put("csr", Pem.encode(Pem.CERTIFICATE_REQUEST, csr.der().toArray()));
        request.putObject("draft")
                .put("itemText", ItemDraft.of(csr, lineage).item(trust, now).text());
        show(request);
        return request;
    }

    ObjectNode peerRequest() throws Exception {
        return request(PEER, Installation.etcdPeer("cp-1"));
    }

    /** The registry shows this from now on. */
    void show(ObjectNode request) {
        String question = "GET /v1/requests/" + request.path("id").asText();
        registry.forget(question);
        registry.answer(question, request);
    }

    /** The order that was posted last, as the registry keeps and shows it. */
    ObjectNode orderPosted(List<ObjectNode> requests, String... persons) {
        var body = registry.sent.get(registry.sent.size() - 1);
        ObjectNode order = Json.TOLERANT.createObjectNode();
        order.put("payload", body.path("payload").asText());
        order.set("items", body.path("items"));
        order.set("requests", body.path("requests"));
        ArrayNode approvals = order.putArray("approvals");
        approvals.add(body.path("approval"));
        Arrays.stream(persons).forEach(order.putArray("persons")::add);
        order.put("needed", 2);
        for (ObjectNode request : requests) {
            request.put("state", "approving");
            request.set("order", order);
            show(request);
        }
        return order;
    }

    static Approval approval(JsonNode approval) throws Exception {
        return Json.STRICT.treeToValue(approval, Approval.class);
    }

    /** A certificate of the demo cluster's etcd CA. */
    byte[] issue(Names names, Instant notBefore, Instant notAfter) throws Exception {
        Csr csr = Installation.csr(names);
        TbsCertificate tbs = TbsCertificate.build(new TbsInput(
                trust.profile("etcd-peer").orElseThrow(),
                names,
                csr.spki(),
                installation.issuer("demo", "etcd-ca"),
                new SerialNumber(BigInteger.valueOf(0x4f1a)),
                notBefore,
                notAfter));
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(installation.caKeys("demo", "etcd-ca").getPrivate());
        signing.update(tbs.encoded());
        return SignedCertificate.assemble(tbs, signing.sign());
    }

    Result run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--context");
        all.add(context.toString());
        return runBare(all.toArray(String[]::new));
    }

    Result runBare(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Countersign.run(
                args,
                new Terminal(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        new BufferedReader(new StringReader(typed)),
                        prompt -> {
                            asked.add(prompt);
                            return pin.toCharArray();
                        },
                        this::readClock,
                        new SecureRandom(),
                        duration -> {
                            now = now.plus(duration);
                            meanwhile.run();
                        }));
        return new Result(exit, out.toString(), err.toString());
    }

    @Override
    public void close() {
        registry.close();
        audit.close();
    }

    private Instant readClock() {
        now = now.plus(tick);
        return now;
    }
}
