package io.countersign.x509.corpus;

import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IpAddress;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;

/** Software that reads names from certificates, each without a line in common with the others. */
enum NameReader {
    JDK {
        @Override
        List<List<String>> read(List<String> pems, Path folder) throws CertificateFaultException {
            List<List<String>> all = new ArrayList<>();
            for (String pem : pems) {
                IssuedCertificate read = IssuedCertificate.readPem(pem);
                String unit = String.join(",", read.organizationalUnits());
                all.add(new Issued(read.names(), unit, pem).due());
            }
            return all;
        }
    },

    BOUNCY_CASTLE {
        @Override
        List<List<String>> read(List<String> pems, Path folder) throws IOException {
            List<List<String>> all = new ArrayList<>();
            for (String pem : pems) {
                X509CertificateHolder read = new X509CertificateHolder(Pem.decode(Pem.CERTIFICATE, pem));
                List<String> names = new ArrayList<>();
                for (RDN rdn : read.getSubject().getRDNs()) {
                    for (AttributeTypeAndValue value : rdn.getTypesAndValues()) {
                        names.add(BCStyle.INSTANCE.oidToDisplayName(value.getType()) + "="
                                + ((ASN1String) value.getValue()).getString());
                    }
                }
                GeneralNames san = GeneralNames.fromExtensions(read.getExtensions(), Extension.subjectAlternativeName);
                for (GeneralName name : san == null ? new GeneralName[0] : san.getNames()) {
                    names.add(text(name));
                }
                all.add(names);
            }
            return all;
        }
    },

    /** {@code storeutl} prints all certificates of a file in one process, {@code x509} only the first. */
    OPENSSL {
        @Override
        List<List<String>> read(List<String> pems, Path folder) throws IOException, InterruptedException {
            Path file = folder.resolve("certificates.pem");
            Files.writeString(file, String.join("", pems));
            List<List<String>> all = new ArrayList<>();
            boolean alternative = false;
            for (String line : run(folder, null, "openssl", "storeutl", "-noout", "-text", "-certs", file.toString())) {
                String text = line.strip();
                if (text.startsWith("Subject: ")) {
                    // Some versions write "O = x" and a backslash before some signs; no name here holds an equals sign,
                    // a
                    // backslash or a comma.
                    all.add(new ArrayList<>(Arrays.asList(text.substring("Subject: ".length())
                            .replace(" = ", "=")
                            .replace("\\", "")
                            .split(", ", -1))));
                } else if (alternative) {
                    for (String name : text.split(", ", -1)) {
                        all.get(all.size() - 1).add(name.startsWith("IP Address:") ? "IP:" + ip(name) : name);
                    }
                }
                alternative = text.startsWith("X509v3 Subject Alternative Name:");
            }
            return all;
        }
    },

    GO {
        @Override
        List<List<String>> read(List<String> pems, Path folder) throws IOException, InterruptedException {
            Path program = folder.resolve("names");
            if (!Files.exists(program)) {
                Path source = Path.of("src", "test", "resources", "oracles", "names.go")
                        .toAbsolutePath();
                run(folder, null, "go", "build", "-o", program.toString(), source.toString());
            }
            Path file = folder.resolve("certificates.pem");
            Files.writeString(file, String.join("", pems));
            return run(folder, file, program.toString()).stream()
                    .map(line -> List.of(line.split("\u001f", -1)))
                    .toList();
        }
    };

    /** The names of each certificate: subject in its order, then alternative names. */
    abstract List<List<String>> read(List<String> pems, Path folder)
            throws IOException, InterruptedException, CertificateFaultException;

    /** Subject first and in its order; alternative names sorted within their kind, as {@code Names} has them. */
    static List<String> inOrder(List<String> names) {
        List<String> subject =
                names.stream().filter(name -> name.matches("(O|OU|CN)=.*")).toList();
        List<String> ordered = new ArrayList<>(subject);
        names.stream()
                .filter(name -> !subject.contains(name))
                .sorted(Comparator.comparing((String name) -> name.substring(0, name.indexOf(':')))
                        .thenComparing(name -> name))
                .forEach(ordered::add);
        return ordered;
    }

    boolean isPresent() {
        return switch (this) {
            case JDK, BOUNCY_CASTLE -> true;
            case OPENSSL -> onPath("openssl");
            case GO -> onPath("go");
        };
    }

    private static boolean onPath(String command) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    private static String text(GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.dNSName ->
                "DNS:" + ASN1IA5String.getInstance(name.getName()).getString();
            case GeneralName.uniformResourceIdentifier ->
                "URI:" + ASN1IA5String.getInstance(name.getName()).getString();
            case GeneralName.iPAddress ->
                "IP:"
                        + IpAddress.of(ASN1OctetString.getInstance(name.getName())
                                        .getOctets())
                                .orElseThrow();
            default -> "unknown:" + name;
        };
    }

    private static String ip(String name) {
        return IpAddress.parse(name.substring("IP Address:".length()))
                .orElseThrow()
                .toString();
    }

    private static List<String> run(Path folder, Path input, String... command)
            throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(command[0] + " failed: " + Files.readString(errors));
        }
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }
}
