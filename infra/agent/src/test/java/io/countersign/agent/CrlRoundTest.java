package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.countersign.orders.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the node itself tells of its CRLs: the status file, and the lines of the log. */
class CrlRoundTest {
    private static final Instant START = Node.START;
    private static final Installation INSTALLATION = Installation.at(START);
    private static final TestCrls ETCD = new TestCrls(INSTALLATION, "demo", "etcd-ca");

    @TempDir
    Path folder;

    private final ScriptedRegistry registry = new ScriptedRegistry(request -> "");
    private final Logger logger = (Logger) LoggerFactory.getLogger(CrlLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private Path status;
    private CrlRound round;

    @BeforeEach
    void open() throws Exception {
        status = folder.resolve("countersign.prom");
        round = round("etcd-ca");
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
    }

    private CrlRound round(String issuer) throws Exception {
        ManagedCrl managed = new ManagedCrl(
                issuer,
                folder.resolve("ca.crl"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new CrlRound(
                List.of(new CrlWatch(managed, "demo", registry, CrlMemory.open(folder.resolve("state")))),
                "demo",
                INSTALLATION::trust,
                Duration.ofMinutes(1),
                Optional.of(new CrlStatus(status)));
    }

    private long errors(String part) {
        return lines.list.stream()
                .filter(line -> line.getLevel() == Level.ERROR
                        && line.getFormattedMessage().contains(part))
                .count();
    }

    private static String told(long number, long made, long checked) {
        return """
                # HELP countersign_agent_crl_number Number of the CRL that the file holds; 0 for none that verifies.
                # TYPE countersign_agent_crl_number gauge
                countersign_agent_crl_number{cluster="demo",issuer="etcd-ca"} %d
                # HELP countersign_agent_crl_this_update_seconds When the CRL in the file was made; 0 for none. More than two \
                hours ago is an alarm.
                # TYPE countersign_agent_crl_this_update_seconds gauge
                countersign_agent_crl_this_update_seconds{cluster="demo",issuer="etcd-ca"} %d
                # HELP countersign_agent_crl_last_checked_seconds When the registry last gave a CRL that verified and was not \
                older than the file; 0 for never.
                # TYPE countersign_agent_crl_last_checked_seconds gauge
                countersign_agent_crl_last_checked_seconds{cluster="demo",issuer="etcd-ca"} %d
                """
                .formatted(number, made, checked);
    }

    @Test
    void tellsNumberAgeAndLastAnswerInAFileForPrometheus() throws Exception {
        registry.crl = ETCD.signed(10, START, 7);

        round.lookIfDue(START.plusSeconds(5));

        long start = START.getEpochSecond();
        assertThat(status).hasContent(told(10, start, start + 5));
        assertThat(Files.getPosixFilePermissions(status)).isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        registry.crl = ETCD.signed(9, START.plusSeconds(60), 7, 8);
        round.lookIfDue(START.plusSeconds(70));
        assertThat(status).as("a refused answer is no check").hasContent(told(10, start, start + 5));
    }

    @Test
    void tellsZeroesBeforeTheFirst() throws Exception {
        round.lookIfDue(START);

        assertThat(status).hasContent(told(0, 0, 0));
        assertThat(errors("no CRL in ")).isEqualTo(1);
    }

    @Test
    void looksOnceAMinute() throws Exception {
        registry.crl = ETCD.signed(10, START, 7);
        round.lookIfDue(START);
        registry.crl = ETCD.signed(11, START, 7);

        round.lookIfDue(START.plusSeconds(59));
        assertThat(status).content().contains("crl_number{cluster=\"demo\",issuer=\"etcd-ca\"} 10\n");
        round.lookIfDue(START.plusSeconds(60));
        assertThat(status).content().contains("crl_number{cluster=\"demo\",issuer=\"etcd-ca\"} 11\n");
    }

    @Test
    void alarmsOfAStaleListHourlyUntilANewOneComes() throws Exception {
        registry.crl = ETCD.signed(10, START, 7);
        round.lookIfDue(START);
        Instant stale = START.plus(Duration.ofHours(2)).plusSeconds(60);

        round.lookIfDue(START.plus(Duration.ofHours(2)));
        assertThat(errors("STALE")).as("two hours old").isZero();
        round.lookIfDue(stale);
        round.lookIfDue(stale.plusSeconds(60));
        assertThat(errors("STALE")).as("older").isEqualTo(1);
        round.lookIfDue(stale.plus(Duration.ofHours(1)));
        assertThat(errors("STALE")).as("an hour later").isEqualTo(2);
        registry.crl = ETCD.signed(11, stale.plus(Duration.ofHours(1)), 7);
        round.lookIfDue(stale.plus(Duration.ofHours(1)).plusSeconds(60));
        assertThat(errors("STALE")).as("made anew").isEqualTo(2);
        assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage).anyMatch(line -> line.contains("well"));
    }

    @Test
    void saysTheSameRefusalOnceAnHour() throws Exception {
        registry.crl = ETCD.signed(10, START, 7);
        round.lookIfDue(START);
        registry.crl = ETCD.signed(11, START, 8);

        round.lookIfDue(START.plusSeconds(60));
        round.lookIfDue(START.plusSeconds(120));
        assertThat(errors("the registry's CRL is refused: it lacks certificates that number 10 lists"))
                .isEqualTo(1);
        round.lookIfDue(START.plusSeconds(60 + 3600));
        assertThat(errors("the registry's CRL is refused: ")).isEqualTo(2);
    }

    @Test
    void saysThatAClockIsWrongWhenTheListIsFromTheFuture() throws Exception {
        registry.crl = ETCD.signed(10, START.plus(Duration.ofDays(1)), 7);

        round.lookIfDue(START);

        assertThat(errors("a clock is wrong")).isEqualTo(1);
        assertThat(folder.resolve("ca.crl")).exists();
    }

    @Test
    void keepsTheFileOfACaThatIsInNoTrustDocument() throws Exception {
        round = round("former-ca");
        Files.writeString(folder.resolve("ca.crl"), "as it is");

        round.lookIfDue(START);

        assertThat(folder.resolve("ca.crl")).hasContent("as it is");
    }
}
