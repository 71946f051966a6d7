package io.countersign.audit.postgres;

import io.countersign.audit.core.HeadRefusedException;
import io.countersign.audit.core.HeadRegister;
import io.countersign.audit.core.OutageException;
import io.countersign.contracts.Bytes;
import io.countersign.tlog.TreeHash;
import io.countersign.tlog.TreeHead;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import javax.sql.DataSource;

/** One row per log. Each acquisition raises the epoch, and every change names its epoch: an older holder changes nothing. */
public final class PostgresHeadRegister implements HeadRegister {
    private static final String CREATE =
            """
            insert into signed_head (origin, epoch, holder, lease_until) values (?, 0, '', '-infinity')
            on conflict (origin) do nothing""";
    private static final String ACQUIRE =
            """
            update signed_head set epoch = epoch + 1, holder = ?, lease_until = now() + make_interval(secs => ?)
            where origin = ? and (holder = ? or lease_until < now()) returning epoch""";
    private static final String RENEW =
            """
            update signed_head set lease_until = now() + make_interval(secs => ?)
            where origin = ? and epoch = ?""";
    private static final String CURRENT = "select size, root, note from signed_head where origin = ? and epoch = ?";
    /** {@code is not distinct from} treats two nulls as equal: the first head replaces none. */
    private static final String SWAP =
            """
            update signed_head set size = ?, root = ?, note = ?, lease_until = now() + make_interval(secs => ?)
            where origin = ? and epoch = ? and size is not distinct from ? and root is not distinct from ?""";

    private static final double SECONDS = LEASE.toMillis() / 1000.0;

    private final DataSource database;
    private final String origin;
    private final String holder;

    /** The holder names this instance, stable over restarts, so that it need not wait for its own old lease. */
    public PostgresHeadRegister(DataSource database, String origin, String holder) {
        this.database = database;
        this.origin = origin;
        this.holder = holder;
    }

    @Override
    public Optional<Lease> acquire() throws OutageException {
        try (Connection connection = database.getConnection();
                PreparedStatement create = connection.prepareStatement(CREATE);
                PreparedStatement acquire = connection.prepareStatement(ACQUIRE)) {
            create.setString(1, origin);
            create.executeUpdate();
            acquire.setString(1, holder);
            acquire.setDouble(2, SECONDS);
            acquire.setString(3, origin);
            acquire.setString(4, holder);
            try (ResultSet row = acquire.executeQuery()) {
                return row.next() ? Optional.of(new Epoch(row.getLong(1))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw Outages.of("head register", e);
        }
    }

    private final class Epoch implements Lease {
        private final long epoch;

        Epoch(long epoch) {
            this.epoch = epoch;
        }

        @Override
        public void renew() throws OutageException, HeadRefusedException {
            try (Connection connection = database.getConnection();
                    PreparedStatement renew = connection.prepareStatement(RENEW)) {
                renew.setDouble(1, SECONDS);
                renew.setString(2, origin);
                renew.setLong(3, epoch);
                if (renew.executeUpdate() == 0) {
                    throw lost();
                }
            } catch (SQLException e) {
                throw Outages.of("head register", e);
            }
        }

        @Override
        public Optional<Registered> current() throws OutageException, HeadRefusedException {
            try (Connection connection = database.getConnection();
                    PreparedStatement current = connection.prepareStatement(CURRENT)) {
                current.setString(1, origin);
                current.setLong(2, epoch);
                try (ResultSet row = current.executeQuery()) {
                    if (!row.next()) {
                        throw lost();
                    }
                    long size = row.getLong(1);
                    return row.wasNull()
                            ? Optional.empty()
                            : Optional.of(new Registered(
                                    new TreeHead(size, TreeHash.of(row.getBytes(2))), Bytes.of(row.getBytes(3))));
                }
            } catch (SQLException e) {
                throw Outages.of("head register", e);
            }
        }

        @Override
        public boolean compareAndSwap(Optional<TreeHead> expected, Registered next)
                throws OutageException, HeadRefusedException {
            try (Connection connection = database.getConnection();
                    PreparedStatement swap = connection.prepareStatement(SWAP)) {
                swap.setLong(1, next.head().size());
                swap.setBytes(2, next.head().root().bytes());
                swap.setBytes(3, next.note().toArray());
                swap.setDouble(4, SECONDS);
                swap.setString(5, origin);
                swap.setLong(6, epoch);
                swap.setObject(7, expected.map(TreeHead::size).orElse(null), Types.BIGINT);
                swap.setBytes(8, expected.map(head -> head.root().bytes()).orElse(null));
                if (swap.executeUpdate() == 1) {
                    return true;
                }
            } catch (SQLException e) {
                throw Outages.of("head register", e);
            }
            renew(); // tells a lost lease from another head
            return false;
        }

        private HeadRefusedException lost() {
            return new HeadRefusedException(
                    "another instance took over the head register of " + origin + " since epoch " + epoch);
        }
    }
}
