package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Three members of a store on loopback, each a process. It can be stopped and started again with the data that it left.
 * Confined to one thread.
 */
final class Cluster implements AutoCloseable {
    private static final int MEMBERS = 3;
    private static final Duration READY_LIMIT = Duration.ofMinutes(5);
    /** A member without a leader may hold a read for seconds: ask the next one instead. */
    private static final Duration ATTEMPT_LIMIT = Duration.ofMillis(500);

    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
    private static final int POLL_MILLIS = 5;

    private final StoreSubject subject;
    private final Path folder;
    private final List<StoreSubject.Member> members;
    private final List<Server> servers = new ArrayList<>();

    private Cluster(StoreSubject subject, Path folder, List<StoreSubject.Member> members) {
        this.subject = subject;
        this.folder = folder;
        this.members = List.copyOf(members);
    }

    /** Makes the members' folders in {@code parent} and chooses their ports; nothing runs yet. */
    static Cluster create(StoreSubject subject, Path parent) throws IOException {
        var folder = Files.createTempDirectory(parent, subject.name());
        var ports = Ports.free(2 * MEMBERS);
        var members = new ArrayList<StoreSubject.Member>();
        for (int index = 0; index < MEMBERS; index++) {
            var name = "n" + (index + 1);
            members.add(new StoreSubject.Member(
                    name, folder.resolve(name), ports.get(2 * index), ports.get(2 * index + 1)));
        }
        return new Cluster(subject, folder, members);
    }

    StoreSubject subject() {
        return subject;
    }

    /** Starts every member, and waits for none. */
    void start() throws IOException {
        for (var member : members) {
            var log = folder.resolve(member.name() + ".log");
            servers.add(Server.start(subject.name() + " " + member.name(), subject.launch(member, members), log));
        }
    }

    /**
     * Waits until one member, whichever is first, answers a linearizable read.
     *
     * @throws BenchFailure with the end of a member's log, when it ends or none has answered within five minutes
     */
    void awaitOne() throws IOException, InterruptedException {
        await(members);
    }

    /** The same for every member. */
    void awaitAll() throws IOException, InterruptedException {
        for (var member : members) {
            await(List.of(member));
        }
    }

    private void await(List<StoreSubject.Member> some) throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + READY_LIMIT.toNanos();
        for (int turn = 0; ; turn++) {
            var member = some.get(turn % some.size());
            if (reads(member)) {
                return;
            }
            var server = servers.get(members.indexOf(member));
            server.requireAlive("an answer to a linearizable read");
            if (deadlineNanos - System.nanoTime() <= 0) {
                throw new BenchFailure(subject.name() + " " + member.name() + ": no answer to a linearizable read"
                        + " (expected: one within " + READY_LIMIT.toSeconds() + " s)\n" + server.logTail());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static boolean reads(StoreSubject.Member member) {
        int port = member.clientPort();
        try {
            if (Etcd.parseStatus(GrpcLoop.call(port, Etcd.STATUS, Etcd.status(), ATTEMPT_LIMIT))
                            .leader()
                    == 0) {
                return false;
            }
            GrpcLoop.call(port, Etcd.RANGE, Etcd.get(KeySpace.key(0)), ATTEMPT_LIMIT);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * The port at which the leader serves clients.
     *
     * @throws BenchFailure when no member says that it leads
     */
    int leaderPort() throws IOException {
        for (var member : members) {
            var status = Etcd.parseStatus(call(member.clientPort(), Etcd.STATUS, Etcd.status()));
            if (status.leader() == status.member()) {
                return member.clientPort();
            }
        }
        throw new BenchFailure(subject.name() + ": no member leads (expected: one of " + MEMBERS + ")");
    }

    /** The ports at which members serve clients, the leader's among them. */
    List<Integer> clientPorts() {
        return members.stream().map(StoreSubject.Member::clientPort).toList();
    }

    /** Every key of the benchmark's, as of now. */
    Etcd.Range keys() throws IOException {
        return Etcd.parseRange(call(leaderPort(), Etcd.RANGE, Etcd.range(KeySpace.key(0), KeySpace.END)));
    }

    /** The number of the benchmark's keys, as of now, with the store's revision. */
    Etcd.Range count() throws IOException {
        return Etcd.parseRange(call(leaderPort(), Etcd.RANGE, Etcd.count(KeySpace.key(0), KeySpace.END)));
    }

    /** Makes one call to the member at that port. */
    byte[] call(int port, String method, byte[] message) throws IOException {
        return GrpcLoop.call(port, method, message, CALL_LIMIT);
    }

    /** Every process of every member. */
    List<Long> pids() {
        return servers.stream().flatMap(server -> server.pids().stream()).toList();
    }

    /** Ends every member; their data stays. */
    void stop() {
        servers.forEach(Server::close);
        servers.clear();
    }

    /** Ends every member and deletes their data. */
    @Override
    public void close() throws IOException {
        stop();
        TemporaryFolder.delete(folder);
    }
}
