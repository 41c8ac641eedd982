package io.headgate.server;

import java.io.IOException;
import java.util.List;

/** Something that goes wrong with a cluster, and is put right again. Members are numbered from 0. */
sealed interface StoreFault {
    void strike(StoreCluster cluster) throws IOException, InterruptedException;

    void heal(StoreCluster cluster) throws IOException;

    /** Whose processes it is about; empty if it is about links. */
    List<Integer> processes();

    /** What a report counts it under. */
    String kind();

    /** Whether both can be there at a time. Of links that are wrong in two ways nobody could say which to mend. */
    default boolean goesWith(StoreFault other) {
        boolean isLink = processes().isEmpty();
        return isLink != other.processes().isEmpty()
                || (!isLink && processes().stream().noneMatch(other.processes()::contains));
    }

    /** SIGKILL of these members, and restarts. */
    record Kill(List<Integer> processes) implements StoreFault {
        @Override
        public void strike(StoreCluster cluster) throws InterruptedException {
            for (int member : processes) {
                cluster.member(member).kill();
            }
        }

        @Override
        public void heal(StoreCluster cluster) throws IOException {
            for (int member : processes) {
                cluster.member(member).start();
            }
        }

        @Override
        public String kind() {
            return processes.size() == StoreCluster.MEMBERS ? "kill of all" : "kill";
        }
    }

    /** SIGSTOP, and SIGCONT. */
    record Pause(int member) implements StoreFault {
        @Override
        public void strike(StoreCluster cluster) throws IOException {
            cluster.member(member).pause();
        }

        @Override
        public void heal(StoreCluster cluster) throws IOException {
            cluster.member(member).proceed();
        }

        @Override
        public List<Integer> processes() {
            return List.of(member);
        }

        @Override
        public String kind() {
            return "pause";
        }
    }

    /** Nothing passes between two members; clients reach both. */
    record Cut(int one, int other) implements StoreFault {
        @Override
        public void strike(StoreCluster cluster) throws IOException {
            cluster.network().cut(one, other);
            cluster.network().cut(other, one);
        }

        @Override
        public void heal(StoreCluster cluster) throws IOException {
            cluster.network().mend(one, other);
            cluster.network().mend(other, one);
        }

        @Override
        public List<Integer> processes() {
            return List.of();
        }

        @Override
        public String kind() {
            return "cut";
        }
    }

    /** Nothing passes from one member to another, but all in the other direction. */
    record OneWayCut(int from, int to) implements StoreFault {
        @Override
        public void strike(StoreCluster cluster) throws IOException {
            cluster.network().cut(from, to);
        }

        @Override
        public void heal(StoreCluster cluster) throws IOException {
            cluster.network().mend(from, to);
        }

        @Override
        public List<Integer> processes() {
            return List.of();
        }

        @Override
        public String kind() {
            return "one-way cut";
        }
    }

    /** Nothing passes between this member and the others; clients reach it, and may be told what is not true any more. */
    record Isolate(int member) implements StoreFault {
        @Override
        public void strike(StoreCluster cluster) throws IOException {
            for (int other = 0; other < StoreCluster.MEMBERS; other++) {
                if (other != member) {
                    new Cut(member, other).strike(cluster);
                }
            }
        }

        @Override
        public void heal(StoreCluster cluster) throws IOException {
            for (int other = 0; other < StoreCluster.MEMBERS; other++) {
                if (other != member) {
                    new Cut(member, other).heal(cluster);
                }
            }
        }

        @Override
        public List<Integer> processes() {
            return List.of();
        }

        @Override
        public String kind() {
            return "isolation";
        }
    }

    /** This member's cable is out. */
    record Unplug(int member) implements StoreFault {
        @Override
        public void strike(StoreCluster cluster) throws IOException {
            cluster.network().unplug(member);
        }

        @Override
        public void heal(StoreCluster cluster) throws IOException {
            cluster.network().plug(member);
        }

        @Override
        public List<Integer> processes() {
            return List.of();
        }

        @Override
        public String kind() {
            return "unplugging";
        }
    }
}
