package io.countersign.audit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.audit.core.CrlId;
import io.countersign.audit.core.Fact;
import io.countersign.audit.core.Fork;
import io.countersign.audit.core.HeadRefusedException;
import io.countersign.audit.core.HeadRegister;
import io.countersign.audit.core.IssuerSerial;
import io.countersign.audit.core.LeafIndex;
import io.countersign.audit.core.OutageException;
import io.countersign.audit.core.Ruling;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.stack.ProductDatabase;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.tlog.MerkleTree;
import io.countersign.tlog.TreeHead;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Register and index on a real Postgres over mutual TLS, under the service's own role. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresIT {
    private static final TreeHead FIRST = new TreeHead(1, MerkleTree.leafHash(new byte[] {1}));
    private static final TreeHead SECOND = new TreeHead(2, MerkleTree.leafHash(new byte[] {2}));

    private final Stack stack;
    private MutualTls identity;
    private Database database;

    PostgresIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void migrateAsTheOwner() throws Exception {
        stack.postgres().recreate(ProductDatabase.AUDIT);
        try (MutualTls owner = MutualTls.open(stack.identity("audit-owner").folder())) {
            assertThat(Database.migrate(config("localhost", "audit_owner"), owner))
                    .isPositive();
            assertThat(Database.migrate(config("localhost", "audit_owner"), owner))
                    .isZero();
        }
        identity = MutualTls.open(stack.identity(ServiceName.AUDIT).folder());
        database = Database.open(config("localhost", "audit"), identity);
    }

    @AfterAll
    void close() {
        database.close();
        identity.close();
    }

    @Test
    void theFirstHeadReplacesNoneAndEachFurtherOneTheOneBefore() throws Exception {
        HeadRegister.Lease lease = register("heads", "a").acquire().orElseThrow();
        assertThat(lease.current()).isEmpty();
        assertThat(lease.compareAndSwap(Optional.of(FIRST), registered(SECOND))).isFalse();
        assertThat(lease.compareAndSwap(Optional.empty(), registered(FIRST))).isTrue();
        assertThat(lease.compareAndSwap(Optional.empty(), registered(SECOND))).isFalse();
        assertThat(lease.compareAndSwap(Optional.of(FIRST), registered(SECOND))).isTrue();
        assertThat(lease.current()).contains(registered(SECOND));
        assertThat(register("heads", "a").acquire().orElseThrow().current()).contains(registered(SECOND));
    }

    @Test
    void aHeldLeaseKeepsOthersOutAndAnOwnNewOneFencesTheOld() throws Exception {
        HeadRegister.Lease old = register("lease", "a").acquire().orElseThrow();
        assertThat(register("lease", "b").acquire()).isEmpty();
        HeadRegister.Lease fresh = register("lease", "a").acquire().orElseThrow();
        fresh.renew();
        assertThatThrownBy(old::renew).isInstanceOf(HeadRefusedException.class);
        assertThatThrownBy(old::current).isInstanceOf(HeadRefusedException.class);
        assertThatThrownBy(() -> old.compareAndSwap(Optional.empty(), registered(FIRST)))
                .isInstanceOf(HeadRefusedException.class);
        assertThat(fresh.current()).isEmpty();
    }

    @Test
    void anExpiredLeaseGoesToWhoAsks() throws Exception {
        HeadRegister.Lease old = register("expired", "a").acquire().orElseThrow();
        try (Connection connection = stack.postgres().admin("audit");
                Statement statement = connection.createStatement()) {
            statement.execute("update signed_head set lease_until = now() - interval '1 second'");
        }
        assertThat(register("expired", "b").acquire()).isPresent();
        assertThatThrownBy(old::renew).isInstanceOf(HeadRefusedException.class);
    }

    @Test
    void theIndexKeepsTheFirstLeafOfAnIdAndGrowsWithoutHoles() throws Exception {
        PostgresLeafIndex index = new PostgresLeafIndex(database.source());
        index.clear();
        assertThat(index.find(List.of())).isEmpty();
        index.add(0, List.of(leaf("a"), leaf("b")));
        index.add(2, List.of(leaf("a"), leaf("c")));
        assertThat(index.size()).isEqualTo(4);
        assertThat(index.find(List.of(id("a"), id("b"), id("c"), id("d"))))
                .isEqualTo(Map.of(id("a"), 0L, id("b"), 1L, id("c"), 3L));
        assertThatThrownBy(() -> index.add(9, List.of(leaf("e")))).isInstanceOf(OutageException.class);
        assertThat(index.find(List.of(id("e")))).isEmpty();
        index.clear();
        assertThat(index.size()).isZero();
        assertThat(index.find(List.of(id("a")))).isEmpty();
    }

    @Test
    void theIndexFindsWhateverWasIssuedUnderASerial() throws Exception {
        PostgresLeafIndex index = new PostgresLeafIndex(database.source());
        index.clear();
        CertificateId first = certificate("issuer", "80", "tbs");
        CertificateId twin = certificate("issuer", "80", "other tbs");
        CertificateId longest = certificate("issuer", "7" + "f".repeat(39), "tbs");
        CertificateId elsewhere = certificate("other issuer", "80", "tbs");
        assertThat(index.underSerialsOf(List.of())).isEmpty();
        index.add(0, List.of(leaf("a"), leaf("b", first), leaf("c", longest), leaf("d", elsewhere), leaf("e", first)));
        index.add(5, List.of(leaf("f", first), leaf("g", twin)));
        assertThat(index.underSerialsOf(List.of(certificate("issuer", "80", "any"), longest)))
                .containsExactly(
                        new LeafIndex.Told(first, 1), new LeafIndex.Told(longest, 2), new LeafIndex.Told(twin, 6));
        assertThat(index.underSerialsOf(List.of(certificate("issuer", "81", "tbs"))))
                .isEmpty();
        assertThatThrownBy(() -> index.add(9, List.of(leaf("h", certificate("issuer", "81", "tbs")))))
                .isInstanceOf(OutageException.class);
        assertThat(index.underSerialsOf(List.of(certificate("issuer", "81", "tbs"))))
                .isEmpty();
        index.clear();
        assertThat(index.underSerialsOf(List.of(first))).isEmpty();
    }

    @Test
    void theIndexKeepsTheFirstRulingOfEachCertificateAndGrant() throws Exception {
        PostgresLeafIndex index = new PostgresLeafIndex(database.source());
        index.clear();
        IssuerSerial high = new IssuerSerial(digest("issuer"), SerialNumber.parse("7" + "f".repeat(39)));
        IssuerSerial other = new IssuerSerial(digest("issuer"), SerialNumber.parse("80"));
        IssuerSerial elsewhere = new IssuerSerial(digest("other issuer"), SerialNumber.parse("80"));
        Set<Sha256> burnt = Set.of(digest("grant"), digest("other grant"));
        index.add(
                0,
                List.of(
                        leaf("a", new Ruling.Redeems(high)),
                        leaf("b", new Ruling.Redeems(other)),
                        leaf("c", new Ruling.Withholds(0, burnt))));
        index.add(
                3,
                List.of(
                        leaf("d", new Ruling.Redeems(high)),
                        leaf("e", new Ruling.Withholds(1, Set.of(digest("grant")))),
                        leaf("f", new Ruling.Withholds(1, Set.of()))));
        assertThat(index.redeemers(List.of(high, other, elsewhere))).isEqualTo(Map.of(high, 0L, other, 1L));
        assertThat(index.burnt(List.of(digest("grant"), digest("third grant"))))
                .isEqualTo(Map.of(digest("grant"), new Fork(0, 2)));
        assertThat(index.burnt(burnt)).hasSize(2);
        assertThat(index.withheldFor(2)).contains(0L);
        assertThat(index.withheldFor(4)).contains(1L);
        assertThat(index.withheldFor(5)).contains(1L);
        assertThat(index.withheldFor(0)).isEmpty();
        index.clear();
        assertThat(index.redeemers(List.of(high))).isEmpty();
        assertThat(index.burnt(burnt)).isEmpty();
        assertThat(index.withheldFor(2)).isEmpty();
    }

    @Test
    void theIndexFindsWhateverWasSignedUnderACrlNumber() throws Exception {
        PostgresLeafIndex index = new PostgresLeafIndex(database.source());
        index.clear();
        CrlId first = new CrlId(digest("issuer"), 7, digest("tbs"));
        CrlId twin = new CrlId(digest("issuer"), 7, digest("other tbs"));
        CrlId next = new CrlId(digest("issuer"), 8, digest("tbs"));
        CrlId elsewhere = new CrlId(digest("other issuer"), 7, digest("tbs"));
        assertThat(index.underNumbersOf(List.of())).isEmpty();
        index.add(0, List.of(leaf("a", first), leaf("b", next), leaf("c", elsewhere), leaf("d", first)));
        index.add(4, List.of(leaf("e", first), leaf("f", twin)));
        assertThat(index.underNumbersOf(List.of(first, twin)))
                .containsExactly(new LeafIndex.ToldCrl(first, 0), new LeafIndex.ToldCrl(twin, 5));
        assertThat(index.underNumbersOf(List.of(next))).containsExactly(new LeafIndex.ToldCrl(next, 1));
        index.clear();
        assertThat(index.underNumbersOf(List.of(first))).isEmpty();
    }

    @Test
    void theIndexKnowsTheLeavesThatHoldTrustDocuments() throws Exception {
        PostgresLeafIndex index = new PostgresLeafIndex(database.source());
        index.clear();
        assertThat(index.trustVersions()).isEmpty();
        LeafIndex.Entry version = new LeafIndex.Entry(id("v"), Optional.of(new Fact.TrustVersion()));
        index.add(0, List.of(leaf("a"), version, leaf("b"), version));
        assertThat(index.trustVersions()).containsExactly(1L, 3L);
        index.clear();
        assertThat(index.trustVersions()).isEmpty();
    }

    @Test
    void theServiceCanChangeRowsButNoTables() throws Exception {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement()) {
            for (String ddl : List.of(
                    "create table mine (x int)",
                    "drop table signed_head",
                    "alter table leaf_index add column x int",
                    "truncate signed_head")) {
                assertThatThrownBy(() -> statement.execute(ddl)).as(ddl).isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void refusesAServerWhoseCertificateNamesAnotherHost() {
        // The test server's certificate names localhost, 127.0.0.1 and postgres.
        try (Database elsewhere = Database.open(config("ip6-localhost.localdomain", "audit"), identity)) {
            assertThatThrownBy(() -> new PostgresLeafIndex(elsewhere.source()).size())
                    .isInstanceOf(OutageException.class);
        }
    }

    @Test
    void aRoleThatIsNotTheCertificatesOwnIsRefused() {
        try (Database posing = Database.open(config("localhost", "audit_owner"), identity)) {
            assertThatThrownBy(() -> new PostgresLeafIndex(posing.source()).size())
                    .isInstanceOf(OutageException.class);
        }
    }

    private PostgresHeadRegister register(String origin, String holder) {
        return new PostgresHeadRegister(database.source(), origin, holder);
    }

    private DatabaseConfig config(String host, String role) {
        return new DatabaseConfig(host, stack.postgres().port(), "audit", role);
    }

    private static HeadRegister.Registered registered(TreeHead head) {
        return new HeadRegister.Registered(head, Bytes.of(new byte[] {(byte) head.size()}));
    }

    private static LeafIndex.Entry leaf(String text) {
        return new LeafIndex.Entry(id(text), Optional.empty());
    }

    private static LeafIndex.Entry leaf(String text, Ruling ruling) {
        return new LeafIndex.Entry(id(text), Optional.of(ruling));
    }

    private static LeafIndex.Entry leaf(String text, CrlId crl) {
        return new LeafIndex.Entry(id(text), Optional.of(new Fact.CrlSigned(crl)));
    }

    private static LeafIndex.Entry leaf(String text, CertificateId issued) {
        return new LeafIndex.Entry(id(text), Optional.of(new Fact.Issued(issued)));
    }

    private static CertificateId certificate(String issuer, String serial, String tbs) {
        return new CertificateId(digest(issuer), SerialNumber.parse(serial), digest(tbs));
    }

    private static String id(String text) {
        return digest(text).toString();
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
