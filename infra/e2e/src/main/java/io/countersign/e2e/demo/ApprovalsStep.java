package io.countersign.e2e.demo;

import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Installation;
import io.countersign.e2e.installation.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** People approve with their own keys; what they approved becomes certificates by way of the topics alone. */
final class ApprovalsStep implements Step {
    private static final int WAITING_FOR_APPROVAL = 4;

    @Override
    public String name() {
        return "approvals";
    }

    @Override
    public String title() {
        return "one or two persons by profile sign the orders; approvals, intents, receipts, certificates";
    }

    @Override
    public void act(Demo demo) throws Exception {
        Installation installation = demo.installation();
        List<String> one = ids(demo, 1);
        List<String> two = ids(demo, 2);
        demo.say(approve(installation, "alice", one, 0).out());
        approve(installation, "alice", two, WAITING_FOR_APPROVAL);
        demo.say("alice signed an order over " + two.size() + " requests; it waits for a second person");
        approve(installation, "bob", two, 0);
        demo.say("bob read the same CSRs and signed the same bytes");
        List<String> highest = highest(demo);
        approve(installation, "alice", highest, WAITING_FOR_APPROVAL);
        approve(installation, "bob", highest, WAITING_FOR_APPROVAL);
        sign(installation, "oscar", highest);
        demo.say("oscar signed that it was he who asked for the two of the highest tier");
        Client operator = installation.client("oscar");
        Installation.await(
                "all requests issued",
                Duration.ofSeconds(60),
                () -> issued(demo, operator) == demo.requests().size());
    }

    @Override
    public String check(Demo demo) throws Exception {
        Installation installation = demo.installation();
        List<String> one = ids(demo, 1);
        List<String> two = ids(demo, 2);
        Client operator = installation.client("oscar");
        FailedCheckException.require(
                issued(demo, operator) == demo.requests().size(),
                "only " + issued(demo, operator) + " of " + demo.requests().size() + " requests are issued");
        one.forEach(id -> approvedBy(operator, id, List.of("alice")));
        two.forEach(id -> approvedBy(operator, id, List.of("alice", "bob")));
        highest(demo).forEach(id -> approvedBy(operator, id, List.of("alice", "bob", "oscar")));
        String request = two.get(0);
        Client.Answer described = operator.run("describe", "request", request).expect(0);
        FailedCheckException.require(described.out().contains("issued"), "no outcome in the timeline of " + request);
        demo.say(described.out());
        return one.size() + " requests approved by one person, "
                + (two.size() + highest(demo).size())
                + " by two, of which " + highest(demo).size()
                + " with the requester's own signature, each order signed over the CSR's own names; all "
                + demo.requests().size()
                + " certificates came back through the topics.";
    }

    private static long issued(Demo demo, Client operator) {
        return demo.count(
                operator.run("get", "requests", "-o", "json").expect(0).json(),
                request -> "issued".equals(request.path("state").asText()));
    }

    /** Exactly these people signed the order of this request, as the registry keeps it. */
    private static void approvedBy(Client operator, String id, List<String> persons) {
        List<String> signed = new ArrayList<>();
        operator.run("get", "request", id, "-o", "json")
                .expect(0)
                .json()
                .path("order")
                .path("persons")
                .forEach(person -> signed.add(person.asText()));
        FailedCheckException.require(
                signed.size() == persons.size() && signed.containsAll(persons),
                "request " + id + " was approved by " + signed + ", not by " + persons);
    }

    private static Client.Answer approve(Installation installation, String person, List<String> ids, int exit) {
        List<String> command = new ArrayList<>(List.of("approve"));
        command.addAll(ids);
        command.addAll(
                List.of("--key", installation.layout().approvalKey(person).toString(), "--yes"));
        return installation.client(person).run(command).expect(exit);
    }

    /** Of the highest tier the requester signs too, so that nobody asks in another's name; it approves nothing. */
    private static void sign(Installation installation, String person, List<String> ids) {
        List<String> command = new ArrayList<>(List.of("request", "sign"));
        command.addAll(ids);
        command.addAll(
                List.of("--key", installation.layout().approvalKey(person).toString(), "--yes"));
        installation.client(person).run(command).expect(0);
    }

    private static List<String> highest(Demo demo) {
        return ids(demo, Wanted::isOfTheHighestTier);
    }

    private static List<String> ids(Demo demo, int persons) {
        return ids(demo, wanted -> wanted.persons() == persons && !wanted.isOfTheHighestTier());
    }

    private static List<String> ids(Demo demo, Predicate<Wanted> which) {
        return Wanted.kubeadmCluster().stream()
                .filter(which)
                .map(demo.requests()::get)
                .toList();
    }
}
