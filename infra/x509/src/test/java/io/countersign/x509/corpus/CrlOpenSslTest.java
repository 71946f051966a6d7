package io.countersign.x509.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.contracts.SerialNumber;
import io.countersign.x509.Pem;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.TbsCrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSL as a reader of CRLs that shares no code with ours. */
class CrlOpenSslTest {
    private static final int CRLS = 16;

    @TempDir
    private Path folder;

    @BeforeEach
    void isThere() {
        assumeTrue(NameReader.OPENSSL.isPresent(), "no openssl command");
    }

    private List<String> openssl(CrlForge issuer, byte[] crl) throws IOException, InterruptedException {
        Path ca = folder.resolve("ca.pem");
        Path der = folder.resolve("crl.der");
        Path output = folder.resolve("output");
        Files.writeString(ca, Pem.encode(Pem.CERTIFICATE, issuer.issuer().der().toArray()));
        Files.write(der, crl);
        Process process = new ProcessBuilder(
                        "openssl",
                        "crl",
                        "-inform",
                        "DER",
                        "-in",
                        der.toString(),
                        "-CAfile",
                        ca.toString(),
                        "-verify",
                        "-noout",
                        "-text")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return Files.readAllLines(output, StandardCharsets.UTF_8).stream()
                .map(String::strip)
                .toList();
    }

    @Test
    void verifiesOurCrlsAndReadsTheSameSerialsAndNumber() throws Exception {
        for (int index = 0; index < CRLS; index++) {
            Draw draw = new Draw("openssl", index, HostileCsrTest.SEED);
            CrlForge forge = CrlForge.any(draw);
            TbsCrl tbs = forge.sound(draw);
            byte[] der = forge.signed(tbs.encoded());
            List<String> said = openssl(forge, der);
            assertThat(said).contains("verify OK", "X509v3 CRL Number:", Long.toString(tbs.number()));
            assertThat(said.stream()
                            .filter(line -> line.startsWith("Serial Number: "))
                            .map(line -> line.substring("Serial Number: ".length()))
                            .map(hex -> SerialNumber.parse(
                                    hex.toLowerCase(Locale.ROOT).replaceFirst("^0+", "")))
                            .toList())
                    .containsExactlyElementsOf(
                            Crl.verify(der, forge.issuer()).entries().keySet());
        }
    }

    /** Otherwise "verify OK" would mean nothing. */
    @Test
    void doesNotVerifyTheCrlOfAnotherKey() throws Exception {
        Draw draw = new Draw("openssl", 0, HostileCsrTest.SEED);
        CrlForge forge = CrlForge.any(draw);
        CrlForge other = CrlForge.any(new Draw("openssl", 1, HostileCsrTest.SEED));
        assertThat(openssl(other, forge.signed(forge.sound(draw).encoded()))).doesNotContain("verify OK");
    }
}
