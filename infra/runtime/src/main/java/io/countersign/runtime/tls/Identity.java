package io.countersign.runtime.tls;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One mutual-TLS identity, read from a folder and checked: {@code key.pem} (PKCS#8, readable by its owner only),
 * {@code cert.pem} (leaf first) and {@code ca.pem} (whom to trust). An instance never changes; a rotation makes another.
 */
public final class Identity {
    private static final Set<PosixFilePermission> NOT_ITS_OWNER = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final List<X509Certificate> trusted;
    private final Bytes keyPem;
    private final Bytes chainPem;
    private final Bytes trustedPem;

    private Identity(
            PrivateKey key,
            List<X509Certificate> chain,
            List<X509Certificate> trusted,
            byte[] keyPem,
            byte[] chainPem,
            byte[] trustedPem) {
        this.key = key;
        this.chain = List.copyOf(chain);
        this.trusted = List.copyOf(trusted);
        this.keyPem = Bytes.of(keyPem);
        this.chainPem = Bytes.of(chainPem);
        this.trustedPem = Bytes.of(trustedPem);
    }

    /** Reads and checks; throws unless the key signs what the leaf verifies, so that a half-written rotation never goes live. */
    public static Identity load(Path folder) throws IdentityException {
        Path keyFile = folder.resolve("key.pem");
        byte[] keyPem = read(keyFile);
        byte[] chainPem = read(folder.resolve("cert.pem"));
        byte[] trustedPem = read(folder.resolve("ca.pem"));
        requirePrivate(keyFile);
        try {
            List<X509Certificate> chain = Pem.certificates(chainPem);
            PrivateKey key = Pem.privateKey(keyPem, chain.get(0).getPublicKey().getAlgorithm());
            requirePair(key, chain.get(0), folder);
            return new Identity(key, chain, Pem.certificates(trustedPem), keyPem, chainPem, trustedPem);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IdentityException("the identity in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    public List<X509Certificate> chain() {
        return chain;
    }

    public List<X509Certificate> trusted() {
        return trusted;
    }

    public PrivateKey key() {
        return key;
    }

    Bytes keyPem() {
        return keyPem;
    }

    Bytes chainPem() {
        return chainPem;
    }

    Bytes trustedPem() {
        return trustedPem;
    }

    /** What the three files hold; another digest means another identity or other trust. */
    static Sha256 digest(Path folder) throws IdentityException {
        List<byte[]> parts = new ArrayList<>();
        for (String name : List.of("key.pem", "cert.pem", "ca.pem")) {
            parts.add(Sha256.of(read(folder.resolve(name))).octets());
        }
        return Sha256.of(parts.toArray(byte[][]::new));
    }

    /** Names the certificate, never the key. */
    @Override
    public String toString() {
        return certificate().getSubjectX500Principal() + " serial "
                + certificate().getSerialNumber().toString(16);
    }

    private static byte[] read(Path file) throws IdentityException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IdentityException("cannot read " + file + ": " + e, e);
        }
    }

    private static void requirePrivate(Path keyFile) throws IdentityException {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(keyFile);
            if (mode.stream().anyMatch(NOT_ITS_OWNER::contains)) {
                throw new IdentityException(keyFile + " may be read by others than its owner; set mode 0600");
            }
        } catch (IOException e) {
            throw new IdentityException("cannot see the mode of " + keyFile + ": " + e, e);
        }
    }

    private static void requirePair(PrivateKey key, X509Certificate leaf, Path folder)
            throws GeneralSecurityException, IdentityException {
        String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        byte[] probe = leaf.getTBSCertificate();
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(leaf.getPublicKey());
        signature.update(probe);
        if (!signature.verify(signed)) {
            throw new IdentityException("key.pem and cert.pem in " + folder + " do not belong together");
        }
    }
}
