package io.countersign.e2e.attacks;

import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * People at work without a pause: requests under three CAs of the cluster, approved as their profiles want it. And revocations, when
 * somebody wants one, by the key of a certificate that has just been issued.
 */
final class RequestsToThreeCas implements AutoCloseable {
    private static final Lineage ETCD = Lineage.parse("demo/etcd-healthcheck-client/cp-1");
    private static final Lineage FRONT_PROXY = Lineage.parse("demo/front-proxy-client/cp-1");

    /** Requests that wait for a certificate; more would only make a dead HSM's backlog longer. */
    private static final int WAITING = 20;

    private final SharedInstallation site;
    private final Path folder;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Map<String, String> asked = new ConcurrentHashMap<>();
    private final Map<String, KeyPair> etcdKeys = new ConcurrentHashMap<>();
    private final Semaphore wanted = new Semaphore(0);
    private final AtomicInteger revoked = new AtomicInteger();
    private final List<Future<Void>> work;
    private volatile boolean asking = true;

    /** @param folder for keys and certificates, outside the installation */
    RequestsToThreeCas(SharedInstallation site, Path folder) {
        this.site = site;
        this.folder = folder;
        this.work = List.of(threads.submit(this::askOn), threads.submit(this::revokeOn));
    }

    /** Ids of the requests made so far, with the name of the CA that each one is for. */
    Map<String, String> asked() {
        return Map.copyOf(asked);
    }

    /** The certificates for them that have been told so far, in the order of their arrival. */
    List<CertificateIssued> issued() {
        return site.wire()
                .events(Topic.CERTIFICATES)
                .filter(event -> event.type() == EventType.CERTIFICATE_ISSUED)
                .map(event -> event.data(CertificateIssued.class))
                .filter(issued -> asked.containsKey(issued.request()))
                .toList();
    }

    /** Has one more certificate revoked, and does not wait for it. A CRL does not hold as many as are issued in a night. */
    void revokeOne() {
        wanted.release();
    }

    /** How many certificates have been revoked, each shown by a CRL that the command verified. */
    int revoked() {
        return revoked.get();
    }

    /** A fault of these people would pass for a silent signer. */
    void requireNoFault() throws ExecutionException, InterruptedException {
        for (Future<Void> thread : work) {
            if (thread.isDone()) {
                thread.get();
            }
        }
    }

    /** No further requests; what has been started is finished. */
    void stop() throws ExecutionException, InterruptedException, TimeoutException {
        asking = false;
        for (Future<Void> thread : work) {
            thread.get(SharedInstallation.LONG.multipliedBy(2).toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Void askOn() throws InterruptedException {
        while (asking) {
            if (asked.size()
                            - issued().stream()
                                    .map(CertificateIssued::request)
                                    .distinct()
                                    .count()
                    < WAITING) {
                users();
                etcdClients();
                frontProxy();
            } else {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        return null;
    }

    private void users() {
        Asked first = site.asked();
        Asked second = site.asked();
        note("ca", first, second);
        site.approve("alice", first, second).expect(0);
    }

    private void etcdClients() {
        List<Asked> two = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            KeyPair keys = SharedInstallation.newKeys();
            Asked one = site.asked(ETCD, SharedInstallation.csr(keys, Names.subject("kube-etcd-healthcheck-client")));
            etcdKeys.put(one.id(), keys);
            two.add(one);
        }
        note("etcd-ca", two.get(0), two.get(1));
        site.approve("alice", two.get(0), two.get(1)).expect(4);
        site.approve("bob", two.get(0), two.get(1)).expect(0);
    }

    private void frontProxy() {
        Asked one = site.asked(FRONT_PROXY, SharedInstallation.csr(Names.subject("front-proxy-client")));
        note("front-proxy-ca", one);
        site.approve("alice", one).expect(4);
        site.approve("bob", one).expect(4);
        String key = site.layout().approvalKey("oscar").toString();
        site.installation()
                .client("oscar")
                .run("request", "sign", one.id(), "--key", key, "--yes")
                .expect(0);
    }

    private void note(String ca, Asked... requests) {
        for (Asked request : requests) {
            asked.put(request.id(), ca);
        }
    }

    private Void revokeOn() throws IOException, InterruptedException {
        while (asking) {
            Optional<CertificateIssued> next = issued().stream()
                    .filter(issued -> etcdKeys.containsKey(issued.request()))
                    .findFirst();
            if (next.isPresent() && wanted.tryAcquire(50, TimeUnit.MILLISECONDS)) {
                revoke(next.get(), etcdKeys.remove(next.get().request()));
            } else {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        return null;
    }

    private void revoke(CertificateIssued issued, KeyPair keys) throws IOException {
        Path certificate = Files.writeString(
                folder.resolve("copied.crt"),
                Pem.encode(Pem.CERTIFICATE, issued.certificate().toArray()));
        Path key = Files.writeString(
                folder.resolve("copied.key"),
                Pem.encode("PRIVATE KEY", keys.getPrivate().getEncoded()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        site.installation()
                .client("chen")
                .run(
                        "revoke",
                        "--certificate",
                        certificate.toString(),
                        "--certificate-key",
                        key.toString(),
                        "--lineage",
                        ETCD.toString(),
                        "--why",
                        "drill",
                        "--wait",
                        SharedInstallation.LONG.toSeconds() + "s",
                        "--yes")
                .expect(0);
        revoked.incrementAndGet();
    }

    @Override
    public void close() {
        asking = false;
        threads.shutdownNow();
    }
}
