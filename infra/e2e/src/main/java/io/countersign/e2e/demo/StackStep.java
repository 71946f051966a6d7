package io.countersign.e2e.demo;

import io.countersign.contracts.Topic;
import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Installation;
import io.countersign.stack.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/** A real broker and a real database, which let nobody in without a certificate of the services CA. */
final class StackStep implements Step {
    private static final int LIMIT_SECONDS = 20;

    @Override
    public String name() {
        return "stack";
    }

    @Override
    public String title() {
        return "Kafka (KRaft) and Postgres, own processes, mutual TLS, deny by default";
    }

    @Override
    public void act(Demo demo) throws Exception {
        Installation installation = demo.installation();
        installation.startBroker();
        demo.say("broker " + installation.broker().bootstrap() + " (pid "
                + installation.broker().pid() + ")");
        installation.startPostgres();
        demo.say("postgres localhost:" + installation.postgres().port() + " (pid "
                + installation.postgres().pid() + ")");
    }

    @Override
    public String check(Demo demo) throws Exception {
        Installation installation = demo.installation();
        int topics = installation.topicsWithAcls();
        FailedCheckException.require(topics == Topic.values().length, "only " + topics + " topics are there");
        int rights = exactRights(installation);
        FailedCheckException.require(
                installation.brokerRefusesStrangers(), "the broker let somebody in who has no certificate of ours");
        FailedCheckException.require(
                postgresRefusesStrangers(installation), "Postgres let somebody in who has no certificate");
        return "Kafka and Postgres run with mutual TLS: " + topics + " topics, " + rights
                + " ACLs for their readers and writers and nobody else, strangers refused by both.";
    }

    /** The rights in force are those of the topic table: none is missing, and nobody has more. */
    private static int exactRights(Installation installation) throws Exception {
        try (Admin admin = installation.broker().admin()) {
            Set<AclBinding> found = new HashSet<>(
                    admin.describeAcls(AclBindingFilter.ANY).values().get(LIMIT_SECONDS, TimeUnit.SECONDS));
            Set<AclBinding> missing = new HashSet<>(Topics.acls());
            missing.removeAll(found);
            FailedCheckException.require(missing.isEmpty(), "rights are missing at the broker: " + missing);
            Set<AclBinding> more = new HashSet<>(found);
            more.removeAll(Topics.acls());
            FailedCheckException.require(more.isEmpty(), "the broker grants more than the topic table: " + more);
            return found.size();
        }
    }

    /** The administrator gets in by his certificate; the same name without one does not. */
    private static boolean postgresRefusesStrangers(Installation installation) throws SQLException {
        try (Connection administrator = installation.postgres().admin("postgres")) {
            FailedCheckException.require(administrator.isValid(LIMIT_SECONDS), "Postgres does not answer");
        }
        try (Connection stranger = installation
                .postgres()
                .withoutCertificate(
                        "postgres", "postgres", installation.layout().identity("admin"))
                .getConnection()) {
            return !stranger.isValid(LIMIT_SECONDS);
        } catch (SQLException refused) {
            // Class 28 of the SQL standard: refused for who one is, not for a server that is away.
            return refused.getSQLState() != null && refused.getSQLState().startsWith("28");
        }
    }
}
