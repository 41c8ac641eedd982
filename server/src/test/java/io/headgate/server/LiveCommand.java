package io.headgate.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A {@code headgate} command that goes on until it is interrupted, on a thread of this process. Confined to one thread. */
final class LiveCommand implements AutoCloseable {
    private final StringWriter said = new StringWriter();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final Thread thread;

    private LiveCommand(String... arguments) {
        thread = Thread.ofPlatform().name(String.join(" ", arguments)).start(() -> run(arguments));
    }

    static LiveCommand start(String... arguments) {
        return new LiveCommand(arguments);
    }

    private void run(String... arguments) {
        try {
            exitCode.complete(Main.commandLine()
                    .setOut(new PrintWriter(said))
                    .setErr(new PrintWriter(said))
                    .setExecutionExceptionHandler((failure, line, result) -> {
                        if (failure instanceof InterruptedException) {
                            return 0; // it was closed
                        }
                        throw failure;
                    })
                    .execute(arguments));
        } catch (RuntimeException | Error e) {
            exitCode.completeExceptionally(e);
        }
    }

    /** Everything that it has said, on both outputs. */
    String said() {
        return said.toString();
    }

    /** Waits until it has said this. */
    void await(String text) throws Exception {
        Patience.until(() -> "\"" + text + "\" in: " + said(), () -> said().contains(text) || exitCode.isDone());
        if (!said().contains(text)) {
            throw new AssertionError("ended with exit code " + exitCode.join() + ": " + said());
        }
    }

    /** Waits until it ends by itself, and gives its exit code. */
    int ended() throws Exception {
        return exitCode.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Ends it, if it has not ended, as a signal does. */
    @Override
    public void close() {
        thread.interrupt();
        exitCode.orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }
}
