package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.headgate.etcd.EtcdProto.PutRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class RareWarningsTest {
    private static final String REFUSED_MESSAGES = "io.grpc.netty.NettyServerStream";

    @Test
    void oneWarningIsLetThroughInAWhileInOneLine() {
        var nanos = new AtomicLong(Long.MAX_VALUE - 1); // the clock may run over
        var rare = new RareWarnings(nanos::get);
        List<String> said = new ArrayList<>();
        for (int each = 0; each < 9; each++) {
            var warning = new LogRecord(Level.WARNING, "refused");
            warning.setThrown(new IllegalStateException("too large: " + each));
            if (rare.isLoggable(warning)) {
                assertThat(warning.getThrown()).isNull();
                said.add(warning.getMessage());
            }
            nanos.addAndGet(Limits.WARNING.toNanos() / 4);
        }
        assertThat(said)
                .containsExactly(
                        "refused: java.lang.IllegalStateException: too large: 0",
                        "refused: java.lang.IllegalStateException: too large: 4",
                        "refused: java.lang.IllegalStateException: too large: 8");
        assertThat(rare.isLoggable(new LogRecord(Level.FINE, "detail"))).isTrue();
    }

    @Test
    void manyMessagesThatAreTooLargeAreNotManyLinesOfTheLog() throws Exception {
        var records = new Records();
        Logger logger = Logger.getLogger(REFUSED_MESSAGES);
        logger.addHandler(records);
        try (var server = EphemeralServer.start();
                var client = EtcdClient.to(server.address())) {
            var tooLarge = PutRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8("a"))
                    .setValue(ByteString.copyFrom(new byte[Limits.MESSAGE_BYTES]))
                    .build();
            for (int each = 0; each < 3; each++) {
                try {
                    client.call(EtcdClient.PUT, tooLarge);
                } catch (StatusRuntimeException refused) {
                    assertThat(refused).hasMessageContaining("RESOURCE_EXHAUSTED");
                }
            }
        } finally {
            logger.removeHandler(records);
        }
        // None at all if another test of this minute had the line.
        assertThat(records.all)
                .hasSizeLessThan(3)
                .allSatisfy(each -> assertThat(each.getThrown()).isNull());
    }

    private static final class Records extends Handler {
        private final List<LogRecord> all = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord each) {
            all.add(each);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
