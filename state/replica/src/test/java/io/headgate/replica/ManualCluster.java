package io.headgate.replica;

import io.headgate.consensus.PaxosStatus;
import io.headgate.store.MemberInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Whole members in the hand of a test: they run, write and talk when it says so. Member n stands about n ms after the
 * election time. For stories that a simulation meets too rarely.
 */
final class ManualCluster {
    static final ReplicaSettings SETTINGS = ClusterScenario.SETTINGS;
    private static final int MILLI = 1_000_000;

    private record Parcel(long from, long disk, long to, PeerMessage message) {}

    private record Task(long atNanos, long number, Runnable todo) {}

    private final int founders;
    private final List<Member> members;
    private final List<Parcel> network = new ArrayList<>();
    private long nowNanos;
    private long taskNumbers;

    /** That many founders, and one more that is to join. None of them has started. */
    ManualCluster(int founders) {
        this.founders = founders;
        members = LongStream.rangeClosed(1, founders + 1).mapToObj(Member::new).toList();
    }

    Member member(long id) {
        return members.get((int) id - 1);
    }

    /** Lets these run and talk to one another, and ends their syncs, until they have nothing left to do at this time. */
    void run(Member... those) {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = step(those);
        }
    }

    /** One round of {@link #run}, with one sync each. Returns whether there was anything to do. */
    boolean step(Member... those) {
        boolean isBusy = deliver(List.of(those));
        for (Member member : those) {
            isBusy |= member.runTasks();
            isBusy |= member.disk.endSync();
        }
        return isBusy;
    }

    /** Time passes for all, and these do what becomes due. */
    void pass(int millis, Member... those) {
        for (int i = 0; i < millis; i++) {
            nowNanos += MILLI;
            run(those);
        }
    }

    /** Whatever is under way is lost. */
    void drop() {
        network.clear();
    }

    /** What the consensus of a member has sent to another and is still under way. */
    List<io.headgate.consensus.Message> underWay(Member from, Member to) {
        List<io.headgate.consensus.Message> messages = new ArrayList<>();
        for (Parcel parcel : network) {
            if (parcel.from == from.id
                    && parcel.to == to.id
                    && parcel.message instanceof PeerMessage.Consensus(var message)) {
                messages.add(message);
            }
        }
        return messages;
    }

    private boolean deliver(List<Member> those) {
        List<Parcel> arriving = network.stream()
                .filter(parcel -> those.contains(member(parcel.to)) && those.contains(member(parcel.from)))
                .toList();
        network.removeAll(arriving);
        arriving.forEach(parcel -> member(parcel.to).arrive(parcel));
        return !arriving.isEmpty();
    }

    /** One member and its machine. */
    final class Member implements MemberEnvironment {
        final long id;
        final ManualDisk disk = new ManualDisk();

        private final PriorityQueue<Task> tasks =
                new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::number));

        private final Map<Long, Long> disks = new HashMap<>();
        private @Nullable Replica replica;
        private long ownDisk;
        private long draws;

        private Member(long id) {
            this.id = id;
        }

        /** Its power fails, and it starts again. */
        void failPower() {
            disk.failPower();
            start();
        }

        /** Its process starts; what it was before, if it was, has ended. */
        void start() {
            tasks.clear();
            disks.clear();
            replica = null;
            List<MemberInfo> others = members.stream()
                    .filter(member -> member != this && member.id <= founders)
                    .map(Member::info)
                    .toList();
            MemberStart.open(
                    new MemberIdentity(1, info(), others, /* isJoining= */ id > founders),
                    SETTINGS,
                    this,
                    ready -> replica = ready);
        }

        private MemberInfo info() {
            return new MemberInfo(id, "m" + id, List.of(url()), List.of(), false);
        }

        String url() {
            return "manual://" + id;
        }

        boolean isRunning() {
            return replica != null;
        }

        Replica replica() {
            if (replica == null) {
                throw new IllegalStateException("member " + id + " does not run");
            }
            return replica;
        }

        PaxosStatus consensus() {
            return replica().view().consensus();
        }

        boolean leads() {
            return consensus().role() == PaxosStatus.Role.LEADER && consensus().serving();
        }

        /** A message of the consensus comes from a peer. */
        void receive(Member from, io.headgate.consensus.Message message) {
            replica().receive(from.id, new PeerMessage.Consensus(message));
        }

        private void arrive(Parcel parcel) {
            long known = disks.getOrDefault(parcel.from, 0L);
            if (replica != null && (known == 0 || known == parcel.disk)) {
                replica.receive(parcel.from, parcel.message);
            }
        }

        private boolean runTasks() {
            boolean hasRun = false;
            while (!tasks.isEmpty() && tasks.element().atNanos - nowNanos <= 0) {
                tasks.remove().todo.run();
                hasRun = true;
            }
            return hasRun;
        }

        @Override
        public ManualDisk disk() {
            return disk;
        }

        @Override
        public long nanoTime() {
            return nowNanos;
        }

        /** Never the same number twice, and always about the same: half of it, modulo whatever, is n ms. */
        @Override
        public RandomGenerator random() {
            return () -> id * 2 * MILLI + 2 * draws++;
        }

        @Override
        public void after(long delayNanos, String name, Runnable task) {
            tasks.add(new Task(nowNanos + delayNanos, taskNumbers++, task));
        }

        @Override
        public void soon(Runnable task) {
            after(0, "turn", task);
        }

        /** What goes back goes as anything else does. */
        @Override
        public void answer(long to, PeerMessage message) {
            send(to, message);
        }

        @Override
        public void send(long to, PeerMessage message) {
            network.add(new Parcel(id, ownDisk, to, message));
        }

        @Override
        public void flush() {}

        @Override
        public void greetWith(long number) {
            ownDisk = number;
        }

        @Override
        public void reach(MemberInfo member, long number) {
            disks.put(member.id(), number);
        }

        @Override
        public void keepOnly(Set<Long> kept) {
            disks.keySet().retainAll(kept);
        }

        @Override
        public void log(String line) {}

        @Override
        public void fatal(String reason) {
            throw new IllegalStateException("member " + id + " ends: " + reason);
        }
    }
}
