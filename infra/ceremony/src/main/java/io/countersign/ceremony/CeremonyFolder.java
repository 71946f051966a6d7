package io.countersign.ceremony;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.countersign.contracts.Json;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a ceremony leaves, all of it public:
 *
 * <pre>
 * trust.json        trust document 1        trust.sha256   its SHA-256 in hex, the pin of every service and client
 * transcript.json   becomes leaf 0          log.vkeys      verifier keys of the log, one a line
 * issuers/CLUSTER/NAME.pem                  certificates/COMPONENT/INSTANCE/{cert,ca}.pem
 * crls/CLUSTER/NAME.crl                     CRL number 1, in DER
 * report.txt
 * </pre>
 */
record CeremonyFolder(Path path) {

    /** Never writes over an earlier ceremony. */
    static CeremonyFolder fresh(Path path) throws CeremonyException {
        try {
            Files.createDirectories(path);
            try (Stream<Path> files = Files.list(path)) {
                if (files.findAny().isPresent()) {
                    throw new CeremonyException("the output folder " + path + " is not empty");
                }
            }
            return new CeremonyFolder(path);
        } catch (IOException e) {
            throw new CeremonyException("the output folder " + path + " cannot be made", e);
        }
    }

    void write(TrustVersionOne trust) {
        write(path.resolve("trust.json"), trust.file().toArray());
        write(path.resolve("trust.sha256"), trust.pin().hex() + "\n");
        write(
                path.resolve("log.vkeys"),
                trust.document().logKeys().stream().map(key -> key + "\n").collect(Collectors.joining()));
    }

    void write(CertificateAuthority authority) {
        write(issuer(authority.cluster(), authority.name()), pem(authority.certificate()));
    }

    void write(FirstCertificates.Issued issued, List<IssuerCertificate> trusted) {
        Path folder = issued.request()
                .folder()
                .orElse(path.resolve("certificates")
                        .resolve(issued.request().lineage().component())
                        .resolve(issued.request().lineage().instance()));
        write(folder.resolve("cert.pem"), issued.certificate().pem());
        write(
                folder.resolve("ca.pem"),
                trusted.stream().map(CeremonyFolder::pem).collect(Collectors.joining()));
    }

    void write(FirstCrls.Signed signed) {
        write(
                path.resolve(crlName(signed.issuer().cluster(), signed.issuer().name())),
                signed.crl().der().toArray());
    }

    void write(CeremonyHeld held) {
        write(path.resolve("transcript.json"), Json.canonical(held));
    }

    void writeEvidence(byte[] evidence) {
        write(path.resolve("emergency.json"), evidence);
    }

    void writeReport(String report) {
        write(path.resolve("report.txt"), report);
    }

    byte[] trust() throws CeremonyException {
        return read("trust.json");
    }

    Sha256 pin() throws CeremonyException {
        try {
            return Sha256.parseHex(new String(read("trust.sha256"), StandardCharsets.US_ASCII).strip());
        } catch (IllegalArgumentException e) {
            throw new CeremonyException("trust.sha256 is no SHA-256 in hex", e);
        }
    }

    List<String> logKeys() throws CeremonyException {
        return new String(read("log.vkeys"), StandardCharsets.UTF_8).lines().toList();
    }

    CeremonyHeld transcript() throws CeremonyException {
        try {
            return Json.STRICT.readValue(read("transcript.json"), CeremonyHeld.class);
        } catch (JsonProcessingException e) {
            throw new CeremonyException("transcript.json: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CeremonyException("transcript.json cannot be read", e);
        }
    }

    String issuerPem(String cluster, String name) throws CeremonyException {
        return new String(read(path.relativize(issuer(cluster, name)).toString()), StandardCharsets.US_ASCII);
    }

    byte[] crl(String cluster, String name) throws CeremonyException {
        return read(crlName(cluster, name));
    }

    /** Where the first CRL of a CA stands, inside the folder. */
    static String crlName(String cluster, String name) {
        return "crls/" + cluster + "/" + name + ".crl";
    }

    static String pem(IssuerCertificate certificate) {
        return Pem.encode(Pem.CERTIFICATE, certificate.der().toArray());
    }

    private Path issuer(String cluster, String name) {
        return path.resolve("issuers").resolve(cluster).resolve(name + ".pem");
    }

    private byte[] read(String name) throws CeremonyException {
        try {
            return Files.readAllBytes(path.resolve(name));
        } catch (IOException e) {
            throw new CeremonyException(path.resolve(name) + " cannot be read", e);
        }
    }

    private static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
