package io.countersign.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.countersign.contracts.event.CertificateIssued;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EventCodecTest {

    @ParameterizedTest
    @EnumSource
    void readsBackWhatItWrote(EventType type) throws Exception {
        Event written = SampleEvents.of(type);

        Event read = EventCodec.decode(written.bytes());

        assertThat(read.data()).isEqualTo(written.data());
        assertThat(read.id()).isEqualTo(written.id());
        assertThat(read.time()).isEqualTo(SampleEvents.NOW);
        assertThat(read.bytes()).isEqualTo(written.bytes());
        assertThat(Json.isCanonical(written.bytes())).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void isReadByTheCloudEventsSdk(EventType type) {
        Event event = SampleEvents.of(type);

        CloudEvent read = new JsonFormat().deserialize(event.bytes());

        assertThat(read.getId()).isEqualTo(event.id());
        assertThat(read.getType()).isEqualTo(type.wireName());
        assertThat(Objects.requireNonNull(read.getTime()).toInstant()).isEqualTo(event.time());
        assertThat(read.getExtension("causationid"))
                .isEqualTo(event.causationId().orElseThrow());
    }

    @Test
    void anotherSignatureOverTheSameCertificateIsTheSameEvent() {
        CertificateIssued once = (CertificateIssued) SampleEvents.data(EventType.CERTIFICATE_ISSUED);
        CertificateIssued again = new CertificateIssued(
                once.lineage(),
                once.request(),
                once.order(),
                once.item(),
                once.id(),
                once.intent(),
                once.leafIndex(),
                once.profile(),
                once.names(),
                once.key(),
                once.notBefore(),
                once.notAfter(),
                Bytes.of(new byte[] {9, 9, 9}));

        assertThat(issued(again).id()).isEqualTo(issued(once).id());
        assertThat(issued(again).bytes()).isNotEqualTo(issued(once).bytes());
    }

    @Test
    void carriesItsPlaceInAStream() throws Exception {
        Event.Position place = new Event.Position("countersign.lifecycle/3", 12_345_678_901L, SampleEvents.DIGEST);
        Event event = Event.of(
                EventType.CSR_SUBMITTED,
                "/countersign/test",
                "subject",
                SampleEvents.NOW,
                SampleEvents.data(EventType.CSR_SUBMITTED),
                Optional.empty(),
                Optional.of(place));

        assertThat(EventCodec.decode(event.bytes()).position()).contains(place);
        assertThat(event.id())
                .as("the place is not part of the meaning")
                .isEqualTo(Event.of(
                                EventType.CSR_SUBMITTED,
                                "/countersign/test",
                                "subject",
                                SampleEvents.NOW,
                                event.data(),
                                Optional.empty())
                        .id());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not JSON                | NOT_JSON       | x{",
                "doubled member          | NOT_JSON       | {\"id\":\"a\",\"id\":\"b\"}",
                "array                   | NOT_JSON       | []",
                "blank inside            | NOT_CANONICAL  | {\"id\": \"a\"}",
                "unknown attribute       | NOT_AN_EVENT   | {\"evil\":\"a\"}",
                "nothing in it           | NOT_AN_EVENT   | {}",
            })
    void saysWhyBytesAreNoEvent(String name, UnreadableReason reason, String json) {
        assertUnreadable(json.getBytes(StandardCharsets.UTF_8), reason);
    }

    @Test
    void refusesAnIdThatIsNotTheDigestOfItsContent() {
        String json = new String(SampleEvents.of(EventType.CERTIFICATE_EXPIRED).bytes(), StandardCharsets.UTF_8);

        assertUnreadable(
                json.replace("demo/etcd-peer/cp-1\",\"time", "demo/etcd-peer/cp-2\",\"time")
                        .getBytes(StandardCharsets.UTF_8),
                UnreadableReason.ID_MISMATCH);
    }

    @Test
    void refusesAnUnknownMemberInAnOrderButIgnoresItInAFact() throws Exception {
        assertUnreadable(withExtraMember(EventType.CSR_APPROVED), UnreadableReason.BAD_DATA);

        Event fact = EventCodec.decode(withExtraMember(EventType.CSR_REFUSED));
        assertThat(fact.data()).isEqualTo(SampleEvents.data(EventType.CSR_REFUSED));
    }

    @ParameterizedTest
    @EnumSource
    void optionalMembersMayBeAbsentAndNoOthers(EventType type) throws Exception {
        for (RecordComponent component : type.dataType().getRecordComponents()) {
            Event event = SampleEvents.of(type);
            ObjectNode tree = (ObjectNode) Json.parse(event.bytes());
            ObjectNode data = (ObjectNode) tree.get("data");
            data.remove(component.getName());
            tree.put("id", EventCodec.id(type, event.subject(), data));
            byte[] without = Json.canonical(tree);

            if (component.getType() == Optional.class) {
                assertThat(component
                                .getAccessor()
                                .invoke(EventCodec.decode(without).data()))
                        .isEqualTo(Optional.empty());
            } else {
                assertUnreadable(without, UnreadableReason.BAD_DATA);
            }
        }
    }

    @Test
    void refusesAnEventOnATopicThatIsNotItsOwn() {
        byte[] intent = SampleEvents.of(EventType.CERTIFICATE_INTENDED).bytes();

        assertThatThrownBy(() -> EventCodec.decode(Topic.CERTIFICATES, intent))
                .asInstanceOf(InstanceOfAssertFactories.throwable(UnreadableException.class))
                .extracting(UnreadableException::reason)
                .isEqualTo(UnreadableReason.UNKNOWN_TYPE);
    }

    @Test
    void refusesMoreThanALogEntryHolds() {
        assertUnreadable(new byte[80_001], UnreadableReason.TOO_LARGE);
    }

    /** A tampered value whose id was recomputed, so that only the unknown member is left to object to. */
    private static byte[] withExtraMember(EventType type) throws Exception {
        Event event = SampleEvents.of(type);
        var tree = (ObjectNode) Json.parse(event.bytes());
        var data = (ObjectNode) tree.get("data");
        data.put("zz", "surprise");
        tree.put("id", EventCodec.id(type, event.subject(), data));
        return Json.canonical(tree);
    }

    private static Event issued(CertificateIssued data) {
        return Event.of(
                EventType.CERTIFICATE_ISSUED, "/countersign/test", "s", SampleEvents.NOW, data, Optional.empty());
    }

    private static void assertUnreadable(byte[] value, UnreadableReason reason) {
        assertThatThrownBy(() -> EventCodec.decode(value))
                .asInstanceOf(InstanceOfAssertFactories.throwable(UnreadableException.class))
                .extracting(UnreadableException::reason)
                .isEqualTo(reason);
    }
}
