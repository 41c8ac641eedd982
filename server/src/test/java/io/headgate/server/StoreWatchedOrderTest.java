package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.headgate.etcd.KvProto;
import io.headgate.etcd.KvProto.Event.EventType;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreWatchedOrderTest {
    private final StoreWatchedOrder order = new StoreWatchedOrder();

    private static KvProto.Event put(String key, long created, long modified, long version) {
        return event(EventType.PUT, key, created, modified, version);
    }

    private static KvProto.Event deleted(String key, long modified) {
        return event(EventType.DELETE, key, 0, modified, 0);
    }

    private static KvProto.Event event(EventType type, String key, long created, long modified, long version) {
        return KvProto.Event.newBuilder()
                .setType(type)
                .setKv(KvProto.KeyValue.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setCreateRevision(created)
                        .setModRevision(modified)
                        .setVersion(version))
                .build();
    }

    @Test
    void everyEventOnceAndInOrderIsRight() {
        assertThat(order.accept(List.of(put("a", 2, 2, 1), put("b", 2, 2, 1)))).isEmpty();
        assertThat(order.accept(List.of(put("a", 2, 3, 2), deleted("a", 4)))).isEmpty();
        assertThat(order.accept(List.of(put("a", 7, 7, 1)))).isEmpty();
        assertThat(order.revision()).isEqualTo(7);
        assertThat(order.events()).isEqualTo(5);
        assertThat(order.differences(
                        List.of(put("a", 7, 7, 1).getKv(), put("b", 2, 2, 1).getKv())))
                .isEmpty();
    }

    @Test
    void anEventThatIsMissingIsFoundByTheNextOfItsKey() {
        assertThat(order.accept(List.of(put("a", 2, 2, 1)))).isEmpty();
        assertThat(order.accept(List.of(put("a", 2, 4, 3))))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("version 3").contains("expected: version 2"));
    }

    @Test
    void aCreationThatIsMissingIsFound() {
        assertThat(order.accept(List.of(put("a", 2, 3, 2)))).isPresent();
    }

    @Test
    void aDeletionThatIsMissingIsFound() {
        assertThat(order.accept(List.of(put("a", 2, 2, 1)))).isEmpty();
        assertThat(order.accept(List.of(put("a", 4, 4, 1)))).isPresent();
    }

    @Test
    void aDeletionOfNothingIsFound() {
        assertThat(order.accept(List.of(deleted("a", 2)))).isPresent();
    }

    @Test
    void anEventThatComesTwiceIsFound() {
        assertThat(order.accept(List.of(put("a", 2, 2, 1)))).isEmpty();
        assertThat(order.accept(List.of(put("a", 2, 2, 1))))
                .hasValueSatisfying(problem -> assertThat(problem).contains("expected: 3 or more"));
    }

    @Test
    void aRevisionThatComesInTwoAnswersIsFound() {
        assertThat(order.accept(List.of(put("a", 2, 2, 1)))).isEmpty();
        assertThat(order.accept(List.of(put("b", 2, 2, 1)))).isPresent();
    }

    @Test
    void eventsOutOfOrderAreFound() {
        assertThat(order.accept(List.of(put("a", 3, 3, 1), put("b", 2, 2, 1)))).isPresent();
    }

    @Test
    void whatTheEndOfTheWatchLacksIsFound() {
        assertThat(order.accept(List.of(put("a", 2, 2, 1), put("b", 3, 3, 1)))).isEmpty();
        assertThat(order.differences(List.of(put("a", 2, 4, 2).getKv()))).hasSize(2);
    }
}
