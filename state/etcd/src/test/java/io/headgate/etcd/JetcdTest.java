package io.headgate.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** jetcd against the server. */
class JetcdTest {
    private EphemeralServer server;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        server = EphemeralServer.start();
        client = Client.builder()
                .endpoints("http://127.0.0.1:" + server.address().getPort())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void keysArePutReadAndDeleted() throws Exception {
        KV kv = client.getKVClient();
        end(kv.put(bytes("a"), bytes("1")));
        var put = end(
                kv.put(bytes("a"), bytes("2"), PutOption.builder().withPrevKV().build()));
        end(kv.put(bytes("ab"), bytes("3")));

        assertThat(put.getPrevKv().getValue()).isEqualTo(bytes("1"));
        assertThat(end(kv.get(bytes("a"))).getKvs())
                .extracting(KeyValue::getVersion)
                .containsExactly(2L);
        assertThat(end(kv.get(
                                bytes("a"),
                                GetOption.builder().isPrefix(true).withLimit(1).build()))
                        .isMore())
                .isTrue();
        assertThat(end(kv.get(bytes("a"), GetOption.builder().withRevision(2).build()))
                        .getKvs())
                .extracting(KeyValue::getValue)
                .containsExactly(bytes("1"));
        var deleted = end(kv.delete(
                bytes("a"),
                DeleteOption.builder().isPrefix(true).withPrevKV(true).build()));
        assertThat(deleted.getPrevKvs()).extracting(KeyValue::getKey).containsExactly(bytes("a"), bytes("ab"));
    }

    @Test
    void transactionsDecideAndCompactionIsTold() throws Exception {
        KV kv = client.getKVClient();
        var txn = end(kv.txn()
                .If(new Cmp(bytes("a"), Cmp.Op.EQUAL, CmpTarget.version(0)))
                .Then(Op.put(bytes("a"), bytes("1"), PutOption.DEFAULT), Op.get(bytes("a"), GetOption.DEFAULT))
                .Else(Op.delete(bytes("a"), DeleteOption.DEFAULT))
                .commit());
        assertThat(txn.isSucceeded()).isTrue();
        assertThat(txn.getGetResponses().getFirst().getCount()).isEqualTo(1);
        end(kv.put(bytes("a"), bytes("2")));
        end(kv.compact(3));

        assertThatThrownBy(() -> end(
                        kv.get(bytes("a"), GetOption.builder().withRevision(2).build())))
                .hasMessageContaining("required revision has been compacted");
    }

    @Test
    void aWatchGetsWhatWasAndWhatComes() throws Exception {
        KV kv = client.getKVClient();
        end(kv.put(bytes("a"), bytes("1")));
        var answers = new LinkedBlockingQueue<WatchResponse>();
        var option = WatchOption.builder().withRevision(1).withPrevKV(true).build();
        try (Watch.Watcher watcher = client.getWatchClient().watch(bytes("a"), option, answers::add)) {
            assertThat(next(answers).getEventType()).isEqualTo(WatchEvent.EventType.PUT);
            end(kv.delete(bytes("a")));
            WatchEvent deleted = next(answers);
            assertThat(deleted.getEventType()).isEqualTo(WatchEvent.EventType.DELETE);
            assertThat(deleted.getPrevKV().getValue()).isEqualTo(bytes("1"));
            assertThat(watcher.isClosed()).isFalse();
        }
    }

    @Test
    void aWatchOfWhatWasCompactedFails() throws Exception {
        KV kv = client.getKVClient();
        end(kv.put(bytes("a"), bytes("1")));
        end(kv.put(bytes("a"), bytes("2")));
        end(kv.compact(3));
        var failed = new CompletableFuture<Throwable>();
        try (var _ = client.getWatchClient()
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

    @Test
    void aLeaseIsKeptAliveAndRevokedWithItsKeys() throws Exception {
        long lease = end(client.getLeaseClient().grant(1_000)).getID();
        end(client.getKVClient()
                .put(
                        bytes("a"),
                        bytes("1"),
                        PutOption.builder().withLeaseId(lease).build()));

        LeaseKeepAliveResponse kept = end(client.getLeaseClient().keepAliveOnce(lease));
        assertThat(kept.getTTL()).isEqualTo(1_000);
        assertThat(end(client.getLeaseClient()
                                .timeToLive(
                                        lease,
                                        LeaseOption.builder().withAttachedKeys().build()))
                        .getKeys())
                .containsExactly(bytes("a"));
        end(client.getLeaseClient().revoke(lease));
        assertThat(end(client.getKVClient().get(bytes("a"))).getCount()).isZero();
    }

    @Test
    void theClusterAndItsMemberAreDescribed() throws Exception {
        var target = "http://127.0.0.1:" + server.address().getPort();

        assertThat(end(client.getClusterClient().listMember()).getMembers()).hasSize(1);
        assertThat(end(client.getMaintenanceClient().statusMember(target)).getVersion())
                .isEqualTo(MaintenanceService.API_VERSION);
        assertThat(end(client.getMaintenanceClient().listAlarms()).getAlarms()).isEmpty();
        assertThat(end(client.getMaintenanceClient().hashKV(target, 0)).getHash())
                .isNotZero();
        end(client.getMaintenanceClient().defragmentMember(target));
    }

    private static WatchEvent next(LinkedBlockingQueue<WatchResponse> answers) throws InterruptedException {
        WatchResponse answer = answers.poll(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        return answer.getEvents().getFirst();
    }

    private static <T> T end(CompletableFuture<T> future) throws Exception {
        return future.get(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }
}
