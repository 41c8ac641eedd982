package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.headgate.etcd.EtcdProto.RequestOp;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.etcd.EtcdProto.WatchCreateRequest;
import io.headgate.etcd.EtcdProto.WatchProgressRequest;
import io.headgate.etcd.EtcdProto.WatchRequest;
import io.headgate.etcd.EtcdProto.WatchResponse;
import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.Operation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What etcd 3.4 does not do, or cannot be made to do when one wants it: progress, fragments, clients that do not read. */
class WatchStreamTest {
    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(20);

    private EphemeralServer server;
    private EtcdClient client;

    @BeforeEach
    void start() throws Exception {
        server = EphemeralServer.start(EtcdServerSettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withProgressInterval(PROGRESS_INTERVAL));
        client = EtcdClient.to(server.address());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void progressIsToldAfterEveryEventBeforeIt() throws Exception {
        put("a", 1);
        put("b", 1);
        try (var stream = new RecordedStream(client)) {
            stream.create(all().setStartRevision(1).build());
            stream.send(WatchRequest.newBuilder()
                    .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                    .build());
            stream.await(answers -> answers.stream().anyMatch(answer -> answer.getWatchId() == -1));

            assertThat(stream.answers().getLast().getHeader().getRevision()).isEqualTo(3);
            assertThat(stream.answers().stream()
                            .mapToInt(WatchResponse::getEventsCount)
                            .sum())
                    .isEqualTo(2);
        }
    }

    @Test
    void aQuietWatchIsToldHowFarItIs() throws Exception {
        try (var stream = new RecordedStream(client)) {
            stream.create(WatchCreateRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8("quiet"))
                    .setProgressNotify(true)
                    .build());
            stream.await(answers -> !answers.isEmpty());
            put("loud", 1);
            stream.await(answers -> answers.getLast().getHeader().getRevision() == 2);

            assertThat(stream.answers().getLast().getWatchId()).isZero();
            assertThat(stream.answers().getLast().getEventsCount()).isZero();
        }
    }

    @Test
    void aRevisionTooLargeForOneAnswerComesInFragmentsToWhoAskedForThem() throws Exception {
        putFourThatFillTwoAnswers();
        try (var whole = new RecordedStream(client);
                var fragments = new RecordedStream(client)) {
            whole.create(all().setStartRevision(1).build());
            fragments.create(all().setStartRevision(1).setFragment(true).build());
            deleteAll();
            for (RecordedStream stream : List.of(whole, fragments)) {
                stream.await(answers ->
                        answers.stream().mapToInt(WatchResponse::getEventsCount).sum() == 8);
            }

            assertThat(ofLastRevision(fragments))
                    .allSatisfy(answer -> assertThat(answer.getHeader().getRevision())
                            .isEqualTo(server.member().keyspace().revision()));
            assertThat(ofLastRevision(whole))
                    .extracting(WatchResponse::getFragment)
                    .containsExactly(false);
            assertThat(ofLastRevision(fragments))
                    .extracting(WatchResponse::getFragment)
                    .hasSizeGreaterThan(1)
                    .endsWith(false)
                    .startsWith(true);
        }
    }

    private List<WatchResponse> ofLastRevision(RecordedStream stream) {
        long revision = server.member().keyspace().revision();
        return stream.answers().stream()
                .filter(answer -> answer.getEventsList().stream()
                        .anyMatch(event -> event.getKv().getModRevision() == revision))
                .toList();
    }

    @Test
    void forAClientThatDoesNotReadNextToNothingIsBuffered() throws Exception {
        var answers = new LinkedBlockingQueue<WatchResponse>();
        ClientCall<WatchRequest, WatchResponse> call =
                client.channel().newCall(EtcdClient.WATCH.descriptor(), EtcdClient.WATCH.options());
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(WatchResponse answer) {
                        answers.add(answer);
                    }
                },
                new Metadata());
        call.sendMessage(WatchRequest.newBuilder().setCreateRequest(all()).build());
        call.request(1);
        assertThat(answers.poll(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS).getCreated())
                .isTrue();

        // The client asks for nothing more. HTTP/2's window and gRPC's buffer are filled by some dozen of these.
        // A watcher beside it that reads shows when the event loop, which is theirs both, has pulled what it will pull.
        int puts = 2_000;
        try (var reading = EtcdClient.to(server.address());
                var stream = new RecordedStream(reading)) {
            stream.create(all().setPrevKv(false).build());
            stream.await(created -> !created.isEmpty());
            for (int put = 0; put < puts; put++) {
                put("key", 10_000);
            }
            stream.await(told -> events(told) == puts);
            put("key", 1);
            stream.await(told -> events(told) == puts + 1);
        }
        // Compaction overtakes what was not pulled from the store. Had it all been buffered, all of it would come.
        server.member().submit(new Command.Compact(puts + 2)).join();
        call.request(Integer.MAX_VALUE);

        int events = 0;
        WatchResponse last;
        do {
            last = answers.poll(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(last).as("after %s events", events).isNotNull();
            events += last.getEventsCount();
        } while (!last.getCanceled());

        assertThat(last.getCompactRevision()).isEqualTo(puts + 2);
        assertThat(events).isLessThan(puts / 2);
        call.cancel("seen enough", null);
    }

    @Test
    void aStreamHasABoundedNumberOfWatches() throws Exception {
        try (var stream = new RecordedStream(client)) {
            for (int watch = 0; watch <= Limits.WATCHES_PER_STREAM; watch++) {
                stream.create(all().build());
            }
            stream.await(answers -> answers.size() == Limits.WATCHES_PER_STREAM + 1);

            assertThat(stream.answers().getLast().getCanceled()).isTrue();
            assertThat(stream.answers().getLast().getCancelReason())
                    .isEqualTo("headgate: 10000 watches on this stream (expected: at most 10000)");
        }
    }

    private static int events(List<WatchResponse> answers) {
        return answers.stream().mapToInt(WatchResponse::getEventsCount).sum();
    }

    private static WatchCreateRequest.Builder all() {
        return WatchCreateRequest.newBuilder()
                .setKey(ByteString.copyFrom(new byte[1]))
                .setRangeEnd(ByteString.copyFrom(new byte[1]))
                .setPrevKv(true);
    }

    private void put(String key, int bytes) {
        server.member()
                .submit(new Command.Execute(Operation.Put.of(Bytes.of(key), Bytes.wrap(new byte[bytes]))))
                .join();
    }

    private void putFourThatFillTwoAnswers() {
        for (String key : List.of("a", "b", "c", "d")) {
            put(key, Limits.FRAGMENT_BYTES / 2);
        }
    }

    private void deleteAll() {
        client.call(
                EtcdClient.TXN,
                TxnRequest.newBuilder()
                        .addSuccess(RequestOp.newBuilder()
                                .setRequestDeleteRange(EtcdProto.DeleteRangeRequest.newBuilder()
                                        .setKey(ByteString.copyFrom(new byte[1]))
                                        .setRangeEnd(ByteString.copyFrom(new byte[1]))))
                        .build());
    }
}
