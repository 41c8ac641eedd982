package io.headgate.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * {@code headgate store serve} as an operator starts it, but on a thread of this process: a process of its own takes ten times as
 * long to start. Confined to one thread.
 */
final class ServedStore implements AutoCloseable {
    private final Place place;
    private final LiveCommand command;

    private ServedStore(Place place, LiveCommand command) {
        this.place = place;
        this.command = command;
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
        return new ServedStore(place, LiveCommand.start(command.toArray(String[]::new)));
    }

    Place place() {
        return place;
    }

    /** Everything that it has said, on both outputs. */
    String said() {
        return command.said();
    }

    /** Waits until it says that it serves. */
    ServedStore ready() throws Exception {
        command.await("ready: member");
        return this;
    }

    /** Waits until it ends by itself, and gives its exit code. */
    int ended() throws Exception {
        return command.ended();
    }

    /** Ends it, if it has not ended, as SIGTERM does. */
    @Override
    public void close() {
        command.close();
    }
}
