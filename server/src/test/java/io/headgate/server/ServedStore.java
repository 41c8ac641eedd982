package io.headgate.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code headgate store serve} as an operator starts it, but on a thread of this process: a process of its own takes ten times as
 * long to start. Confined to one thread.
 */
final class ServedStore implements AutoCloseable {
    private final Place place;
    private final StringWriter said = new StringWriter();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final Thread thread;

    private ServedStore(Place place, List<String> command) {
        this.place = place;
        thread = Thread.ofPlatform().name("serve " + place.name).start(() -> serve(command));
    }

    /** A member's name, and where on loopback it is reached. */
    record Place(String name, String scheme, int clientPort, int peerPort) {
        /** So many places that are free. */
        static List<Place> free(int places, String scheme) {
            StoreLoopback free = StoreLoopback.of(places, new Random());
            List<Place> named = new ArrayList<>();
            for (int member = 0; member < places; member++) {
                named.add(new Place(
                        StoreCluster.name(member),
                        scheme,
                        free.client(member).getPort(),
                        free.peer(member).getPort()));
            }
            return named;
        }

        String endpoint() {
            return "127.0.0.1:" + clientPort;
        }

        String clientUrl() {
            return "http://127.0.0.1:" + clientPort;
        }

        String peerUrl() {
            return scheme + "://127.0.0.1:" + peerPort;
        }
    }

    /** Starts a member without waiting for it. Of the options its name and addresses are given. */
    static ServedStore start(Place place, String... options) {
        List<String> command = new ArrayList<>(List.of("store", "serve"));
        command.addAll(List.of("--name", place.name));
        command.addAll(List.of("--listen-client", place.clientUrl()));
        command.addAll(List.of("--listen-peer", place.peerUrl()));
        command.addAll(List.of(options));
        return new ServedStore(place, command);
    }

    private void serve(List<String> command) {
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
                    .execute(command.toArray(String[]::new)));
        } catch (RuntimeException | Error e) {
            exitCode.completeExceptionally(e);
        }
    }

    Place place() {
        return place;
    }

    /** Everything that it has said, on both outputs. */
    String said() {
        return said.toString();
    }

    /** Waits until it says that it serves. */
    ServedStore ready() throws Exception {
        Patience.until(place + " serves", () -> said().contains("ready: member") || exitCode.isDone());
        if (exitCode.isDone()) {
            throw new AssertionError(place + " has ended with exit code " + exitCode.join() + ": " + said());
        }
        return this;
    }

    /** Waits until it ends by itself, and gives its exit code. */
    int ended() throws Exception {
        return exitCode.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    boolean isRunning() {
        return !exitCode.isDone();
    }

    /** Ends it, if it has not ended, as SIGTERM does. */
    @Override
    public void close() {
        thread.interrupt();
        exitCode.orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }
}
