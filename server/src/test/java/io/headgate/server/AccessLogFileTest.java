package io.headgate.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AccessLogFileTest {
    @TempDir
    Path folder;

    private AccessLogFile open(Path path) throws IOException {
        return AccessLogFile.open(new AccessLogConfig.File(new Source("front.yaml", 3, 13), path));
    }

    @Test
    void whatWasAcceptedIsInTheFileOnceItIsClosed() throws Exception {
        Path path = folder.resolve("access.log");
        Files.writeString(path, "before\n");
        var expected = new StringBuilder("before\n");
        try (AccessLogFile log = open(path)) {
            for (int i = 0; i < 300; i++) {
                expected.append(i).append('\n');
                log.accept((i + "\n").getBytes(US_ASCII));
            }
        }
        assertThat(path).hasContent(expected.toString());
    }

    @Test
    void aLogThatIsOpenedAnewDoesNotFollowAFileThatWasMovedAway() throws Exception {
        Path path = folder.resolve("access.log");
        try (AccessLogFile log = open(path)) {
            log.accept("one\n".getBytes(US_ASCII));
        }
        Path moved = Files.move(path, folder.resolve("access.log.1"));
        try (AccessLogFile log = open(path)) {
            log.accept("two\n".getBytes(US_ASCII));
        }
        assertThat(moved).hasContent("one\n");
        assertThat(path).hasContent("two\n");
    }

    @Test
    void aDiskThatStandsStillLosesLinesAndHoldsNobodyUp() throws Exception {
        var released = new CountDownLatch(1);
        var written = new AtomicInteger();
        var stuck = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                written.incrementAndGet();
            }
        };
        try (var log = new AccessLogFile(stuck, /* shared= */ false)) {
            for (int i = 0; i < 10_000; i++) {
                log.accept(new byte[] {'x'});
            }
            released.countDown();
        }
        // One is being written, the others wait.
        assertThat(written.get()).isBetween(512, 513);
    }

    @Test
    void aFileThatCannotBeOpenedIsNamedWithItsPlace() {
        Path path = folder.resolve("no-such-folder").resolve("access.log");

        assertThatThrownBy(() -> open(path))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("front.yaml:3:13 access-log.path: " + path);
    }

    @Test
    void aFullDiskLosesLinesAndSaysSo() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "no /dev/full on this system");
        var warnings = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(AccessLogFile.class);
        warnings.start();
        logger.addAppender(warnings);
        try (AccessLogFile log = open(full)) {
            log.accept("lost\n".getBytes(US_ASCII));
        } finally {
            logger.detachAppender(warnings);
        }
        assertThat(warnings.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .startsWith("access log: 1 batches")
                .contains("No space left");
    }
}
