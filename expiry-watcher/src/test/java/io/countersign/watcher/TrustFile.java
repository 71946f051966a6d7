package io.countersign.watcher;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Sha256;
import io.countersign.orders.ApproverKey;
import io.countersign.orders.JwsKey;
import io.countersign.orders.LogTrust;
import io.countersign.orders.MessageType;
import io.countersign.orders.Officers;
import io.countersign.orders.StrictJws;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedCluster;
import io.countersign.stack.Stack;
import io.countersign.x509.ClusterFacts;
import io.countersign.x509.NodeFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trust document of one cluster, signed by officers made for it. */
record TrustFile(Path file, Sha256 pin) {
    static TrustFile write(Path file) throws GeneralSecurityException, IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<ApproverKey> keys = List.of(key(), key());
        List<Officers.Officer> officers = new ArrayList<>();
        keys.forEach(key -> officers.add(new Officers.Officer("officer-" + officers.size(), key.publicKey())));
        TrustContent content = new TrustContent(
                1,
                "0".repeat(32),
                Optional.empty(),
                now,
                now.plus(Duration.ofDays(365)),
                Stack.TRUST_DOMAIN,
                new Officers(2, officers),
                List.of(),
                List.of(new TrustedCluster(
                        new ClusterFacts(
                                "demo",
                                Stack.TRUST_DOMAIN,
                                "cluster.local",
                                List.of(
                                        new NodeFacts("cp-1", true, List.of("10.0.0.1")),
                                        new NodeFacts("cp-2", true, List.of("10.0.0.2")),
                                        new NodeFacts("worker-1", false, List.of("10.0.0.3"))),
                                List.of()),
                        Map.of())),
                List.of(),
                new LogTrust("log.countersign.test", List.of("unused")),
                Duration.ofDays(1));
        List<Approval> signatures = keys.stream()
                .map(key -> StrictJws.sign(MessageType.TRUST, content.payload(), key))
                .toList();
        byte[] bytes = TrustDocument.file(content, signatures);
        return new TrustFile(Files.write(file, bytes), Sha256.of(bytes));
    }

    private static ApproverKey key() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        return ApproverKey.of(pair.getPrivate(), JwsKey.of(pair.getPublic()));
    }
}
