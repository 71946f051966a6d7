package io.countersign.audit.postgres;

import io.countersign.audit.core.CrlId;
import io.countersign.audit.core.LeafIndex;
import io.countersign.contracts.Sha256;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of the index that knows CRLs, within one connection; they are few, so each is a statement. */
final class CrlTable {
    private static final String ADD =
            """
            insert into crl_index (issuer, number, tbs, leaf) values (?, ?, ?, ?)
            on conflict (issuer, number, tbs) do nothing""";
    private static final String UNDER_NUMBER =
            "select tbs, leaf from crl_index where issuer = ? and number = ? order by leaf";

    private final Connection connection;

    CrlTable(Connection connection) {
        this.connection = connection;
    }

    void add(long firstLeaf, List<LeafIndex.Entry> leaves) throws SQLException {
        for (int i = 0; i < leaves.size(); i++) {
            Optional<CrlId> crl = leaves.get(i).crl();
            if (crl.isPresent()) {
                try (PreparedStatement insert = connection.prepareStatement(ADD)) {
                    insert.setBytes(1, crl.get().issuer().octets());
                    insert.setLong(2, crl.get().number());
                    insert.setBytes(3, crl.get().tbs().octets());
                    insert.setLong(4, firstLeaf + i);
                    insert.executeUpdate();
                }
            }
        }
    }

    List<LeafIndex.ToldCrl> underNumbersOf(Collection<CrlId> crls) throws SQLException {
        Map<Long, LeafIndex.ToldCrl> found = new LinkedHashMap<>();
        for (CrlId crl : crls) {
            try (PreparedStatement find = connection.prepareStatement(UNDER_NUMBER)) {
                find.setBytes(1, crl.issuer().octets());
                find.setLong(2, crl.number());
                try (ResultSet rows = find.executeQuery()) {
                    while (rows.next()) {
                        CrlId told = new CrlId(crl.issuer(), crl.number(), Sha256.fromOctets(rows.getBytes(1)));
                        found.put(rows.getLong(2), new LeafIndex.ToldCrl(told, rows.getLong(2)));
                    }
                }
            }
        }
        return new ArrayList<>(found.values());
    }
}
