package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.agent.ManagedCrl.Encoding;
import io.countersign.orders.Installation;
import io.countersign.x509.crl.Crl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that etcd reads, against a registry that may lie, forget or be away. */
class CrlWatchTest {
    private static final Instant START = Node.START;
    private static final Installation INSTALLATION = Installation.at(START);
    private static final TestCrls ETCD = new TestCrls(INSTALLATION, "demo", "etcd-ca");

    @TempDir
    Path folder;

    private final ScriptedRegistry registry = new ScriptedRegistry(request -> "");
    private Path file;
    private CrlWatch watch;

    @BeforeEach
    void open() throws Exception {
        file = folder.resolve("ca.crl");
        watch = watch(Optional.empty());
    }

    private CrlWatch watch(Optional<Encoding> encoding) throws Exception {
        return new CrlWatch(
                new ManagedCrl("etcd-ca", file, encoding, Optional.empty(), Optional.empty(), Optional.empty()),
                "demo",
                registry,
                CrlMemory.open(folder.resolve("state")));
    }

    private void look() throws Exception {
        look(START);
    }

    private void look(Instant now) throws Exception {
        watch.look(INSTALLATION.issuer("demo", "etcd-ca"), now);
    }

    private long numberInPlace() throws Exception {
        return Crl.verify(Files.readAllBytes(file), INSTALLATION.issuer("demo", "etcd-ca"))
                .number();
    }

    /** Number 10 with the certificate 7 is in place. */
    private byte[] installed() throws Exception {
        byte[] crl = ETCD.signed(10, START, 7);
        registry.crl = crl;
        look();
        assertThat(file).hasBinaryContent(crl);
        return crl;
    }

    /** Whatever was refused, etcd keeps reading what it read before, and the standing says the truth. */
    private void assertKept(byte[] crl) throws Exception {
        look(START.plusSeconds(60));
        assertThat(file).hasBinaryContent(crl);
        assertThat(watch.standing().installed().orElseThrow().number()).isEqualTo(10);
        assertThat(watch.standing().checked()).as("last good answer").contains(START);
    }

    @Test
    void installsTheFirstOneAsDer() throws Exception {
        byte[] crl = installed();

        assertThat(crl[0]).as("DER").isEqualTo((byte) 0x30);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(watch.standing().checked()).contains(START);
    }

    @Test
    void installsPemWhereThatIsConfigured() throws Exception {
        watch = watch(Optional.of(Encoding.PEM));
        registry.crl = ETCD.signed(10, START, 7);

        look();

        assertThat(file).content().startsWith("-----BEGIN X509 CRL-----\n").endsWith("-----END X509 CRL-----\n");
        assertThat(Crl.der(Files.readAllBytes(file))).isEqualTo(registry.crl);
        registry.crl = ETCD.signed(11, START, 7, 8);
        look();
        assertThat(Crl.der(Files.readAllBytes(file))).isEqualTo(registry.crl);
    }

    @Test
    void rewritesTheSameListWhenTheEncodingChanges() throws Exception {
        byte[] crl = installed();
        watch = watch(Optional.of(Encoding.PEM));

        look();

        assertThat(file).content().startsWith("-----BEGIN X509 CRL-----");
        watch = watch(Optional.of(Encoding.DER));
        look();
        assertThat(file).hasBinaryContent(crl);
    }

    @Test
    void installsAHigherNumberAndKeepsTheModeOfTheFile() throws Exception {
        installed();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        registry.crl = ETCD.signed(11, START.plusSeconds(60), 7, 8);

        look(START.plusSeconds(60));

        assertThat(file).hasBinaryContent(registry.crl);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(watch.standing().checked()).contains(START.plusSeconds(60));
    }

    @Test
    void replacesTheFileInsteadOfWritingIntoIt() throws Exception {
        installed();
        Object before = Files.readAttributes(file, "unix:ino").get("ino");
        Path open = Files.createLink(folder.resolve("what-etcd-has-open"), file);
        byte[] old = Files.readAllBytes(open);
        registry.crl = ETCD.signed(11, START, 7, 8);

        look();

        assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isNotEqualTo(before);
        assertThat(open).hasBinaryContent(old);
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("ca.crl", "what-etcd-has-open", "state");
        }
    }

    @Test
    void refusesALowerNumber() throws Exception {
        byte[] crl = installed();
        registry.crl = ETCD.signed(9, START, 7);

        assertKept(crl);
    }

    @Test
    void refusesAListThatForgets() throws Exception {
        byte[] crl = installed();
        registry.crl = ETCD.signed(11, START.plusSeconds(60), 8, 9);

        assertKept(crl);
    }

    @Test
    void refusesAnotherListWithTheSameNumber() throws Exception {
        byte[] crl = installed();
        registry.crl = ETCD.signed(10, START, 7, 8);

        assertKept(crl);
    }

    @Test
    void refusesAnotherIssuersList() throws Exception {
        byte[] crl = installed();
        registry.crl = new TestCrls(INSTALLATION, "other", "etcd-ca").signed(11, START, 7);

        assertKept(crl);
    }

    @Test
    void refusesTheRightNameWithAnotherKey() throws Exception {
        byte[] crl = installed();
        registry.crl = new TestCrls(Installation.at(START), "demo", "etcd-ca").signed(11, START, 7);

        assertKept(crl);
    }

    @Test
    void refusesABrokenSignature() throws Exception {
        byte[] crl = installed();
        byte[] broken = ETCD.signed(11, START, 7);
        broken[broken.length - 1] ^= 1;
        registry.crl = broken;

        assertKept(crl);
    }

    @Test
    void refusesGarbageAndHalfAFile() throws Exception {
        byte[] crl = installed();
        byte[] next = ETCD.signed(11, START, 7);

        registry.crl = new byte[] {1, 2, 3};
        assertKept(crl);
        registry.crl = Arrays.copyOf(next, next.length / 2);
        assertKept(crl);
    }

    @Test
    void keepsTheFileWhileTheRegistryIsAway() throws Exception {
        byte[] crl = installed();
        registry.down = true;

        assertKept(crl);
    }

    @Test
    void keepsAStaleListInPlace() throws Exception {
        byte[] crl = installed();

        look(START.plus(Duration.ofDays(3)));

        assertThat(file).hasBinaryContent(crl);
        assertThat(watch.standing().installed().orElseThrow().thisUpdate()).isEqualTo(START);
    }

    @Test
    void putsBackWhatSomebodyRemovedOrSetBackThoughTheRegistryIsAway() throws Exception {
        byte[] older = installed();
        byte[] newer = ETCD.signed(11, START, 7, 8);
        registry.crl = newer;
        look();
        registry.down = true;

        Files.delete(file);
        look();
        assertThat(file).as("removed").hasBinaryContent(newer);
        Files.write(file, older);
        watch = watch(Optional.empty());
        look();
        assertThat(file).as("set back").hasBinaryContent(newer);
    }

    @Test
    void refusesAListOlderThanTheOneItRemembersThoughTheFileIsGone() throws Exception {
        byte[] crl = installed();
        Files.delete(file);
        registry.crl = ETCD.signed(9, START);

        look();

        assertThat(file).hasBinaryContent(crl);
    }

    @Test
    void refusesAListThatForgetsWhatItRemembersThoughTheFileIsGone() throws Exception {
        byte[] crl = installed();
        Files.delete(file);
        registry.crl = ETCD.signed(11, START, 8);

        look();

        assertThat(file).hasBinaryContent(crl);
    }

    @Test
    void whatItRemembersLetsInNothingThatAForeignListBarsEither() throws Exception {
        installed();
        byte[] foreign = new TestCrls(Installation.at(START), "demo", "etcd-ca").signed(500, START, 7, 21);
        Files.write(file, foreign);
        registry.down = true;

        look();

        assertThat(file).hasBinaryContent(foreign);
    }

    @Test
    void doesNotLetInWhatAForeignListBars() throws Exception {
        byte[] foreign = new TestCrls(Installation.at(START), "demo", "etcd-ca").signed(500, START, 7, 21);
        Files.write(file, foreign);
        registry.crl = ETCD.signed(10, START, 7);

        look();

        assertThat(file).hasBinaryContent(foreign);
        assertThat(watch.standing().installed()).isEmpty();
        assertThat(watch.standing().checked())
                .as("what it may not install is no good answer")
                .isEmpty();
    }

    @Test
    void replacesAForeignListOnceAllItBarsIsBarred() throws Exception {
        byte[] foreign = new TestCrls(Installation.at(START), "demo", "etcd-ca").signed(500, START, 7, 21);
        Files.write(file, foreign);
        registry.crl = ETCD.signed(10, START, 7, 21, 22);

        look();

        assertThat(numberInPlace()).isEqualTo(10);
        assertThat(kept()).hasBinaryContent(foreign);
    }

    @Test
    void replacesWhatIsNoListAtAllAndKeepsIt() throws Exception {
        Files.writeString(file, "half a fi");
        registry.crl = ETCD.signed(10, START, 7);

        look();

        assertThat(numberInPlace()).isEqualTo(10);
        assertThat(kept()).hasContent("half a fi");
    }

    @Test
    void goesOnWithADamagedMemory() throws Exception {
        installed();
        Path memory = folder.resolve(
                "state/crls/" + INSTALLATION.issuer("demo", "etcd-ca").digest().hex() + ".crl");
        Files.writeString(memory, "damaged");
        registry.crl = ETCD.signed(11, START, 7);

        look();

        assertThat(numberInPlace()).isEqualTo(11);
        assertThat(memory).hasBinaryContent(registry.crl);
    }

    @Test
    void theFileAloneGuardsAgainstAStepBackWhereTheMemoryIsLost() throws Exception {
        byte[] crl = installed();
        Files.delete(folder.resolve(
                "state/crls/" + INSTALLATION.issuer("demo", "etcd-ca").digest().hex() + ".crl"));
        registry.crl = ETCD.signed(9, START, 7);

        assertKept(crl);
    }

    @Test
    void aFileThatCannotBeWrittenIsNotSaidToBeInstalled() throws Exception {
        file = folder.resolve("missing/ca.crl");
        watch = watch(Optional.empty());
        registry.crl = ETCD.signed(10, START, 7);

        look();

        assertThat(watch.standing().installed()).isEmpty();
    }

    private Path kept() {
        return folder.resolve(
                "state/crls/" + INSTALLATION.issuer("demo", "etcd-ca").digest().hex() + ".replaced");
    }
}
