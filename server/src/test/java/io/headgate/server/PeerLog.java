package io.headgate.server;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What members in this process log about their peers, from when it is attached until it is closed. */
final class PeerLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.headgate.replica.PeerNetwork");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private PeerLog() {}

    static PeerLog attach() {
        var log = new PeerLog();
        log.setContext(log.logger.getLoggerContext());
        log.start();
        log.logger.addAppender(log);
        return log;
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getFormattedMessage());
    }

    /** Waits for a line that begins so, and has this in it in whatever case. */
    void await(String beginning, String part) throws Exception {
        Patience.until(
                () -> "a line \"" + beginning + " .. " + part + "\" in " + lines,
                () -> lines.stream()
                        .anyMatch(line -> line.startsWith(beginning)
                                && line.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT))));
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        stop();
    }
}
