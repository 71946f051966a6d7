package io.countersign.e2e.demo;

import io.countersign.contracts.Topic;
import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Installation;

/** A real broker and a real database, which let nobody in without a certificate of the services CA. */
final class StackStep implements Step {
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
        FailedCheckException.require(
                installation.brokerRefusesStrangers(), "the broker let somebody in who has no certificate of ours");
        return "Kafka and Postgres run with mutual TLS: " + topics
                + " topics, an ACL for each reader and writer and nobody else, strangers refused.";
    }
}
