package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.Watch.Watcher;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchEvent.EventType;
import io.etcd.jetcd.watch.WatchResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** jetcd's watches, each of which is a stream of its own. */
class JetcdWatchTest extends OverJetcd {
    /** The last event of a test, which shows that no other came before it. */
    private static final String END = "a-end";

    @Test
    void aWatchGetsWhatWasAndWhatComes() throws Exception {
        put("a", "1");
        var answers = new LinkedBlockingQueue<WatchResponse>();
        var option = WatchOption.builder().withRevision(1).withPrevKV(true).build();
        try (Watcher watcher = client().getWatchClient().watch(bytes("a"), option, answers::add)) {
            assertThat(next(answers).getEvents().getFirst().getEventType()).isEqualTo(EventType.PUT);
            end(kv().delete(bytes("a")));
            WatchEvent deleted = next(answers).getEvents().getFirst();
            assertThat(deleted.getEventType()).isEqualTo(EventType.DELETE);
            assertThat(deleted.getPrevKV().getValue()).isEqualTo(bytes("1"));
            assertThat(watcher.isClosed()).isFalse();
        }
    }

    @Test
    void aWatchIsOfAKeyAPrefixOrARangeFromARevisionOn() throws Exception {
        for (String key : List.of("a", "ab", "b", "a", END)) {
            put(key, "1");
        }
        var all = List.of("a", "ab", "a", END);

        assertThat(keys(watched(WatchOption.builder().withRevision(1).isPrefix(true))))
                .isEqualTo(all);
        assertThat(keys(watched(WatchOption.builder().withRevision(3).isPrefix(true))))
                .isEqualTo(all.subList(1, 4));
        assertThat(keys(watched(WatchOption.builder().withRevision(1).withRange(bytes("ab")))))
                .containsExactly("a", "a", END);
    }

    @Test
    void filtersKeepPutsOrDeletesAway() throws Exception {
        put("a", "1");
        end(kv().delete(bytes("a")));
        put(END, "1");
        end(kv().delete(bytes(END)));

        assertThat(watched(WatchOption.builder().withRevision(1).isPrefix(true).withNoDelete(true)))
                .extracting(WatchEvent::getEventType)
                .containsExactly(EventType.PUT, EventType.PUT);
        assertThat(watched(WatchOption.builder().withRevision(1).isPrefix(true).withNoPut(true)))
                .extracting(WatchEvent::getEventType)
                .containsExactly(EventType.DELETE, EventType.DELETE);
    }

    @Test
    void whatWasBeforeIsToldOnlyToWhoAskedForIt() throws Exception {
        put("a", "1");
        put("a", "2");
        put(END, "1");
        var option = WatchOption.builder().withRevision(3).isPrefix(true);

        assertThat(watched(option.withPrevKV(true)))
                .extracting(
                        each -> each.getKeyValue().getValue(),
                        each -> each.getPrevKV().getValue())
                .containsExactly(tuple(bytes("2"), bytes("1")), tuple(bytes("1"), bytes("")));
        assertThat(watched(option.withPrevKV(false)))
                .extracting(each -> each.getPrevKV().getValue())
                .containsOnly(bytes(""));
    }

    @Test
    void aWatchIsToldThatItBeganAndHowFarItIs() throws Exception {
        var answers = new LinkedBlockingQueue<WatchResponse>();
        var option = WatchOption.builder().withCreateNotify(true).build();
        try (var _ = client().getWatchClient().watch(bytes("a"), option, answers::add)) {
            assertThat(next(answers).isCreatedNotify()).isTrue();
            long revision = put("b", "1");
            client().getWatchClient().requestProgress();
            WatchResponse progress = next(answers);
            assertThat(progress.isProgressNotify()).isTrue();
            assertThat(progress.getHeader().getRevision()).isEqualTo(revision);
        }
    }

    @Test
    void aWatchThatAskedForItIsToldHowFarItIsFromTimeToTime() throws Exception {
        var often = EtcdServerSettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withProgressInterval(Duration.ofMillis(20));
        var answers = new LinkedBlockingQueue<WatchResponse>();
        var option = WatchOption.builder().withProgressNotify(true).build();
        try (EphemeralServer server = EphemeralServer.start(often);
                Client client = Client.builder()
                        .endpoints("http://127.0.0.1:" + server.address().getPort())
                        .build();
                var _ = client.getWatchClient().watch(bytes("a"), option, answers::add)) {
            assertThat(next(answers).isProgressNotify()).isTrue();
            assertThat(next(answers).isProgressNotify()).isTrue();
        }
    }

    @Test
    void watchesOfOneClientGetTheirOwnAndOneThatIsClosedGetsNothingMore() throws Exception {
        var first = new LinkedBlockingQueue<WatchResponse>();
        var second = new LinkedBlockingQueue<WatchResponse>();
        var ended = new CompletableFuture<Boolean>();
        Watch watch = client().getWatchClient();
        var option = WatchOption.builder().withRevision(1).build();
        Watcher closing = watch.watch(bytes("a"), option, first::add, /* onCompleted= */ () -> ended.complete(true));
        try (var _ = watch.watch(bytes("b"), option, second::add)) {
            put("a", "1");
            put("b", "1");
            assertThat(keys(next(first).getEvents())).containsExactly("a");
            assertThat(keys(next(second).getEvents())).containsExactly("b");
            closing.close();
            end(ended);
            put("a", "2");
            put("b", "2");
            assertThat(keys(next(second).getEvents())).containsExactly("b");
            assertThat(first).isEmpty();
        }
    }

    @Test
    void aWatchOfWhatWasCompactedFails() throws Exception {
        put("a", "1");
        put("a", "2");
        end(kv().compact(3));
        var failed = new CompletableFuture<Throwable>();
        try (var _ = client().getWatchClient()
                .watch(
                        bytes("a"),
                        WatchOption.builder().withRevision(1).build(),
                        Watch.listener(_ -> {}, failed::complete))) {
            assertThat(end(failed))
                    .isInstanceOfSatisfying(
                            CompactedException.class,
                            compacted ->
                                    assertThat(compacted.getCompactedRevision()).isEqualTo(3));
        }
    }

    /** What a watch that begins at {@code a} is told, up to the last key. */
    private List<WatchEvent> watched(WatchOption.Builder option) throws Exception {
        var answers = new LinkedBlockingQueue<WatchResponse>();
        List<WatchEvent> events = new ArrayList<>();
        try (var _ = client().getWatchClient().watch(bytes("a"), option.build(), answers::add)) {
            while (events.isEmpty() || !keys(events).getLast().equals(END)) {
                events.addAll(next(answers).getEvents());
            }
        }
        return events;
    }

    private static List<String> keys(List<WatchEvent> events) {
        return events.stream()
                .map(each -> each.getKeyValue().getKey().toString())
                .toList();
    }

    private static WatchResponse next(LinkedBlockingQueue<WatchResponse> answers) throws InterruptedException {
        WatchResponse answer = answers.poll(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        return answer;
    }
}
