package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whoever is slow slows the other side down: what is on its way in the proxy is bounded, however large the body. */
class BackPressureTest {
    /** {@code -Dheadgate.test.upload-mebibytes=4096} for a long run. */
    private static final int UPLOAD_MEBIBYTES = Integer.getInteger("headgate.test.upload-mebibytes", 256);

    private static final int MEBIBYTE = 1 << 20;

    /**
     * What the allocator may hold beyond what it held before: for one exchange a write buffer up to its high-water mark of 256 KiB and a read of
     * 128 KiB, and what the allocator keeps around that in whole chunks.
     */
    private static final long BOUND_BYTES = 8L * MEBIBYTE;

    @AutoClose
    private final RunningProxy proxy = new RunningProxy(1);

    @AutoClose
    private final ExecutorService client = Executors.newVirtualThreadPerTaskExecutor();

    private final AtomicLong sent = new AtomicLong();

    @Test
    void aLargeUploadToASlowEndpointTakesLittleMemory() throws Exception {
        Semaphore mayRead = new Semaphore(0);
        try (ScriptedEndpoint slow = new ScriptedEndpoint((self, wire) -> {
                    self.receiveHead(wire);
                    byte[] into = new byte[64 * 1024];
                    long left = (long) UPLOAD_MEBIBYTES * MEBIBYTE;
                    while (left > 0) {
                        mayRead.acquire();
                        long until = Math.max(0, left - MEBIBYTE);
                        while (left > until) {
                            left -= wire.discard(into);
                        }
                    }
                    wire.send(ScriptedEndpoint.ok("all"));
                });
                Wire upload = proxy.serve(SnapshotBuilder.to(slow)).connect()) {
            long before = directBytes();
            Future<?> sending = client.submit(() -> {
                byte[] block = new byte[64 * 1024];
                upload.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + (long) UPLOAD_MEBIBYTES * MEBIBYTE
                        + "\r\n\r\n");
                while (sent.get() < (long) UPLOAD_MEBIBYTES * MEBIBYTE) {
                    upload.send(block, 0, block.length);
                    sent.addAndGet(block.length);
                }
                return null;
            });
            slow.awaitRequest();
            awaitStall();
            assertThat(sent.get())
                    .as("what a client gets rid of while nobody reads, the kernel's buffers included")
                    .isLessThan(64L * MEBIBYTE);
            long most = directBytes();
            for (int mebibyte = 1; mebibyte <= UPLOAD_MEBIBYTES; mebibyte++) {
                long wanted = (long) mebibyte * MEBIBYTE;
                RunningProxy.await("the client to be ahead", () -> sent.get() >= wanted);
                most = Math.max(most, directBytes());
                mayRead.release();
            }
            assertThat(upload.read().body()).isEqualTo("all");
            sending.get();
            assertThat(most - before).isLessThan(BOUND_BYTES);
        }
    }

    @Test
    void aLargeResponseToASlowClientTakesLittleMemoryAndHoldsTheEndpointBack() throws Exception {
        long size = 256L * MEBIBYTE;
        try (ScriptedEndpoint eager = new ScriptedEndpoint((self, wire) -> {
                    self.receive(wire);
                    byte[] block = new byte[64 * 1024];
                    wire.send("HTTP/1.1 200 OK\r\ncontent-length: " + size + "\r\n\r\n");
                    while (sent.get() < size) {
                        wire.send(block, 0, block.length);
                        sent.addAndGet(block.length);
                    }
                });
                Wire slow = proxy.serve(SnapshotBuilder.to(eager)).connect()) {
            long before = directBytes();
            slow.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            long received = 0;
            awaitStall();
            long most = directBytes();
            for (int i = 0; i < 64; i++) {
                long read = received;
                RunningProxy.await("the endpoint to be ahead", () -> sent.get() > read);
                most = Math.max(most, directBytes());
                received += slow.read(64 * 1024).length();
            }
            assertThat(most - before).isLessThan(BOUND_BYTES);
            assertThat(sent.get() - received)
                    .as("on its way, the kernel's buffers included")
                    .isLessThan(64L * MEBIBYTE);
            byte[] into = new byte[64 * 1024];
            while (received < size) {
                received += slow.discard(into);
            }
            assertThat(received).isEqualTo(size);
        }
    }

    /** Waits until the sender has been stuck for two hundred looks. */
    private void awaitStall() {
        long[] seen = {-1, 0};
        RunningProxy.await("the sender to be held back", () -> {
            long now = sent.get();
            seen[1] = now == seen[0] ? seen[1] + 1 : 0;
            seen[0] = now;
            return seen[1] == 200;
        });
    }

    private static long directBytes() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
