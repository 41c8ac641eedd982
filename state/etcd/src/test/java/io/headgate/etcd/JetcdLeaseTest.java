package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.Lease;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** jetcd's leases. */
class JetcdLeaseTest extends OverJetcd {
    private Lease leases() {
        return client().getLeaseClient();
    }

    @Test
    void aLeaseIsKeptAliveOnceAndRevokedWithItsKeys() throws Exception {
        long lease = end(leases().grant(1_000)).getID();
        end(kv().put(
                        bytes("a"),
                        bytes("1"),
                        PutOption.builder().withLeaseId(lease).build()));

        assertThat(end(leases().keepAliveOnce(lease)).getTTL()).isEqualTo(1_000);
        end(leases().revoke(lease));
        assertThat(end(kv().get(bytes("a"))).getCount()).isZero();
        assertThatThrownBy(() -> end(leases().revoke(lease)))
                .hasMessageContaining("etcdserver: requested lease not found");
    }

    @Test
    void aLeaseTellsItsTimeAndIfAskedItsKeys() throws Exception {
        long lease = end(leases().grant(1_000)).getID();
        end(kv().put(
                        bytes("a"),
                        bytes("1"),
                        PutOption.builder().withLeaseId(lease).build()));
        var withKeys = LeaseOption.builder().withAttachedKeys().build();

        var told = end(leases().timeToLive(lease, withKeys));
        assertThat(told.getID()).isEqualTo(lease);
        assertThat(told.getGrantedTTL()).isEqualTo(1_000);
        assertThat(told.getTTL()).isBetween(1_000 - Programs.PATIENCE_SECONDS, 1_000L);
        assertThat(told.getKeys()).containsExactly(bytes("a"));
        assertThat(end(leases().timeToLive(lease, LeaseOption.DEFAULT)).getKeys())
                .isEmpty();
        end(leases().revoke(lease));
        assertThat(end(leases().timeToLive(lease, withKeys)).getTTL()).isEqualTo(-1);
    }

    @Test
    void aPutToALeaseThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> end(kv().put(
                                bytes("a"),
                                bytes("1"),
                                PutOption.builder().withLeaseId(7).build())))
                .hasMessageContaining("etcdserver: requested lease not found");
    }

    /** jetcd asks every third of the time to live. */
    @Test
    void aStreamKeepsALeaseAlive() throws Exception {
        long lease = end(leases().grant(2)).getID();
        var kept = new Kept();
        try (var _ = leases().keepAlive(lease, kept)) {
            for (int answer = 0; answer < 2; answer++) {
                LeaseKeepAliveResponse next = kept.answers.poll(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(next).isNotNull();
                assertThat(next.getID()).isEqualTo(lease);
                assertThat(next.getTTL()).isEqualTo(2);
            }
        }
    }

    @Test
    void aStreamForALeaseThatIsNotThereFails() throws Exception {
        var kept = new Kept();
        try (var _ = leases().keepAlive(7, kept)) {
            assertThat(end(kept.failure)).hasMessageContaining("requested lease not found");
        }
    }

    private static final class Kept implements StreamObserver<LeaseKeepAliveResponse> {
        private final LinkedBlockingQueue<LeaseKeepAliveResponse> answers = new LinkedBlockingQueue<>();
        private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

        @Override
        public void onNext(LeaseKeepAliveResponse answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable failed) {
            failure.complete(failed);
        }

        @Override
        public void onCompleted() {}
    }
}
