package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.House.Result;
import io.countersign.cli.key.KeyFile;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.orders.Installation;
import io.countersign.orders.MessageType;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.RevocationWriter;
import io.countersign.orders.Revoked;
import io.countersign.orders.StrictJws;
import io.countersign.x509.Pem;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists in which nothing but the CA's and the revokers' own signatures count. */
class GetRevocationsTest {
    @TempDir
    Path folder;

    private House house;
    private Authority etcd;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        etcd = new Authority(house.installation, "demo", "etcd-ca");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static List<String> rows(Result result) {
        return result.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
    }

    private RevocationOrder revoke(String serial, RevocationReason reason) throws Exception {
        return new RevocationWriter(house.trust, () -> House.NOW, new SecureRandom())
                .revoke(
                        house.trust.issuer("demo", "etcd-ca").orElseThrow(),
                        List.of(new Revoked(SerialNumber.parse(serial), Lineage.parse("demo/etcd-peer/cp-1"))),
                        reason,
                        "INC7781");
    }

    private ObjectNode shown(RevocationOrder order, String person, String state) throws Exception {
        ObjectNode item = Json.TOLERANT.createObjectNode();
        item.put("payload", order.payload());
        item.putArray("approvals")
                .addPOJO(StrictJws.sign(MessageType.ORDER, order.payload(), KeyFile.read(Path.of(house.key(person)))));
        item.put("state", state);
        return item;
    }

    @Test
    void aRevocationIsEffectiveWhenTheCrlSaysSoWhateverTheRegistrySays() throws Exception {
        RevocationOrder done = revoke("71", RevocationReason.KEY_COMPROMISE);
        RevocationOrder boasted = revoke("72", RevocationReason.SUPERSEDED);
        RevocationOrder forged = revoke("73", RevocationReason.SUPERSEDED);
        etcd.publish(house.registry, etcd.crl(11, House.NOW, 0x71));
        ObjectNode list = Json.TOLERANT.createObjectNode();
        list.putArray("items")
                .add(shown(done, "fay", "ordered"))
                .add(shown(boasted, "gus", "effective"))
                .add(shown(forged, "ann", "ordered"));
        house.registry.answer("GET /v1/revocations?cluster=demo", list);

        Result result = house.run("get", "revocations", "--cluster", "demo", "-o", "wide");

        assertThat(result.err()).isEmpty();
        assertThat(rows(result))
                .containsExactly(
                        "DIGEST LINEAGES SERIALS STATE PERSONS AGE ISSUER SIGNED BY CRL REASON WHY CHECK",
                        done.digest()
                                + " demo/etcd-peer/cp-1 71 effective 1 of 1 0s demo/etcd-ca fay 11 keyCompromise INC7781 ok",
                        boasted.digest()
                                + " demo/etcd-peer/cp-1 72 ordered 1 of 1 0s demo/etcd-ca gus - superseded INC7781"
                                + " the registry says effective, its CRL does not: serials are missing",
                        forged.digest()
                                + " demo/etcd-peer/cp-1 73 gathering 0 of 0 0s demo/etcd-ca - - superseded INC7781"
                                + " not-a-revoker");
    }

    @Test
    void getsOneRevocation() throws Exception {
        RevocationOrder order = revoke("71", RevocationReason.KEY_COMPROMISE);
        etcd.publish(house.registry, etcd.crl(11, House.NOW, 0x71));
        house.registry.answer("GET /v1/revocations/" + order.digest(), shown(order, "fay", "ordered"));

        assertThat(house.run("get", "revocation", "revocation/" + order.digest(), "-o", "json")
                        .out())
                .contains("\"state\" : \"effective\"")
                .contains("\"number\" : 11");
        assertThat(house.run("get", "revocation", order.digest().hex(), "-o", "name")
                        .out())
                .isEqualTo("revocation/" + order.digest() + "\n");
        house.registry.answer("GET /v1/revocations/" + "A".repeat(43), shown(order, "fay", "ordered"));
        assertThat(house.run("get", "revocation", "A".repeat(43)).err()).contains("sent another revocation");
    }

    @Test
    void listsTheCrlOfEveryCaThatShouldHaveOneAndWhetherItVerifies() throws Exception {
        etcd.publish(house.registry, etcd.crl(11, House.NOW.minus(Duration.ofMinutes(10)), 0x71, 0x72));
        etcd.publish(house.registry, etcd.crl(11, House.NOW.minus(Duration.ofMinutes(10)), 0x71, 0x72));
        byte[] forged = new Authority(Installation.at(House.NOW), "other", "etcd-ca").crl(12, House.NOW, 0x71);
        new Authority(house.installation, "other", "etcd-ca").publish(house.registry, forged);
        new Authority(house.installation, "countersign", "services")
                .publish(
                        house.registry,
                        new Authority(house.installation, "countersign", "services")
                                .crl(9, House.NOW.minus(Duration.ofHours(5))));

        Result result = house.run("get", "crls");

        assertThat(result.err()).isEmpty();
        assertThat(rows(result))
                .hasSize(4)
                .contains(
                        "CLUSTER ISSUER NUMBER ENTRIES AGE CHECK",
                        "countersign services 9 0 5h stale: number 9 was made at 2026-11-22T07:00:00Z",
                        "demo etcd-ca 11 2 10m ok")
                .anyMatch(row -> row.startsWith("other etcd-ca - 0 - the CRL shown does not verify: "));
        assertThat(rows(house.run("get", "crls", "--cluster", "demo"))).hasSize(2);
        assertThat(house.run("get", "crls", "--cluster", "demo", "-o", "json").out())
                .contains("\"serial\" : \"71\"")
                .contains("\"reason\" : \"keyCompromise\"");
    }

    @Test
    void printsACrlAsPemOnlyWhenItVerifies() throws Exception {
        byte[] crl = etcd.crl(11, House.NOW, 0x71);
        etcd.publish(house.registry, crl);
        new Authority(house.installation, "other", "etcd-ca").publish(house.registry, crl);

        assertThat(house.run("get", "crl", "crl/demo/etcd-ca", "-o", "pem"))
                .isEqualTo(new Result(0, Pem.encode(Pem.CRL, crl), ""));
        Result wrong = house.run("get", "crl", "other/etcd-ca", "-o", "pem");
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).contains("other/etcd-ca: the CRL shown does not verify");
        assertThat(house.run("get", "crl", "demo/ca").err()).contains("no CRL of 'demo/ca'");
        assertThat(house.run("get", "crl", "demo").err()).contains("no CRL of 'demo'");
    }

    @Test
    void hasNoMoreToDescribe() {
        assertThat(house.run("describe", "crl", "demo/etcd-ca").err())
                .contains("countersign get crl demo/etcd-ca -o yaml");
    }
}
