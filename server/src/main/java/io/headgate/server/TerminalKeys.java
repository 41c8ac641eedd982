package io.headgate.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Single keys from the terminal, without Enter: {@code stty} is told to hand them over, and to be as before at the end. Where there is
 * no {@code stty}, keys come with Enter.
 */
final class TerminalKeys implements AutoCloseable {
    private static final long STTY_PATIENCE_SECONDS = 2;

    /** What {@code stty} was; empty if it could not be asked. */
    private final String before;

    private TerminalKeys(String before) {
        this.before = before;
    }

    /** Hands each key to {@code keys}, on a thread of its own. */
    static TerminalKeys listen(IntConsumer keys) {
        String before = stty(List.of("-g")).strip();
        if (!before.isEmpty()) {
            stty(List.of("-icanon", "-echo", "min", "1"));
        }
        // A daemon thread: a read of the terminal cannot be taken back.
        Thread.ofVirtual().name("demo-keys").start(() -> read(keys));
        return new TerminalKeys(before);
    }

    private static void read(IntConsumer keys) {
        try {
            for (int key = System.in.read(); key >= 0; key = System.in.read()) {
                keys.accept(key);
            }
        } catch (IOException _) {
            // No more keys.
        }
    }

    /** What it prints; empty if it fails. It works on the terminal that is its standard input. */
    private static String stty(List<String> arguments) {
        var command = new ArrayList<>(List.of("stty"));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(STTY_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
                return "";
            }
            return process.exitValue() == 0
                    ? new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    : "";
        } catch (IOException _) {
            return "";
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Override
    public void close() {
        if (!before.isEmpty()) {
            stty(List.of(before));
        }
    }
}
