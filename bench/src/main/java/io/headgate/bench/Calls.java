package io.headgate.bench;

import java.util.ArrayList;
import java.util.SplittableRandom;

/**
 * What the clients of a run ask, and whether an answer is right. A client has one call at a time; each client that
 * writes has keys of its own, so that it knows what they hold. Confined to one thread.
 */
sealed interface Calls {

    /** The gRPC method that all call. */
    String method();

    /** Whether there is anything left to ask. */
    default boolean hasNext() {
        return true;
    }

    /** The next message of a client. */
    byte[] next(int client);

    /** Whether that answers the client's last message, and takes note of what was written. */
    boolean accept(int client, byte[] answer);

    /** Puts one random key. */
    final class Puts implements Calls {
        private final Choice choice;
        private final KeySpace keys;
        private final long[] tags;

        Puts(KeySpace keys, int clients) {
            this.choice = new Choice(keys.size(), clients);
            this.keys = keys;
            this.tags = new long[clients];
        }

        @Override
        public String method() {
            return Etcd.PUT;
        }

        @Override
        public byte[] next(int client) {
            tags[client] = keys.newTag();
            return Etcd.put(KeySpace.key(choice.next(client)), KeySpace.value(tags[client]));
        }

        @Override
        public boolean accept(int client, byte[] answer) {
            int index = choice.last(client);
            long revision = Etcd.revisionOf(answer);
            boolean later = revision > keys.modRevision(index);
            keys.acknowledged(index, tags[client], revision);
            return later;
        }
    }

    /** Puts one random key if it is as this client left it, which it always is. */
    final class Transactions implements Calls {
        private final Choice choice;
        private final KeySpace keys;
        private final long[] tags;

        Transactions(KeySpace keys, int clients) {
            this.choice = new Choice(keys.size(), clients);
            this.keys = keys;
            this.tags = new long[clients];
        }

        @Override
        public String method() {
            return Etcd.TXN;
        }

        @Override
        public byte[] next(int client) {
            int index = choice.next(client);
            tags[client] = keys.newTag();
            return Etcd.putIfUnchanged(KeySpace.key(index), KeySpace.value(tags[client]), keys.modRevision(index));
        }

        @Override
        public boolean accept(int client, byte[] answer) {
            if (!Etcd.succeeded(answer)) {
                return false;
            }
            keys.acknowledged(choice.last(client), tags[client], Etcd.revisionOf(answer));
            return true;
        }
    }

    /** Reads one random key, linearizably. */
    final class Gets implements Calls {
        private final Choice choice;
        private final KeySpace keys;

        Gets(KeySpace keys, int clients) {
            this.choice = new Choice(keys.size(), clients);
            this.keys = keys;
        }

        @Override
        public String method() {
            return Etcd.RANGE;
        }

        @Override
        public byte[] next(int client) {
            return Etcd.get(KeySpace.key(choice.next(client)));
        }

        @Override
        public boolean accept(int client, byte[] answer) {
            var found = Etcd.parseRange(answer).keys();
            return found.size() == 1 && found.getFirst().value().equals(keys.expectedValue(choice.last(client)));
        }
    }

    /** Reads {@code length} keys from a random one on, linearizably. */
    final class Ranges implements Calls {
        private final SplittableRandom random = new SplittableRandom(1);
        private final KeySpace keys;
        private final int length;
        private final int[] starts;

        Ranges(KeySpace keys, int clients, int length) {
            this.keys = keys;
            this.length = length;
            this.starts = new int[clients];
        }

        @Override
        public String method() {
            return Etcd.RANGE;
        }

        @Override
        public byte[] next(int client) {
            starts[client] = random.nextInt(keys.size() - length);
            return Etcd.range(KeySpace.key(starts[client]), KeySpace.key(starts[client] + length));
        }

        @Override
        public boolean accept(int client, byte[] answer) {
            var found = Etcd.parseEnds(answer);
            return found.sent() == length
                    && isStored(starts[client], found.first())
                    && isStored(starts[client] + length - 1, found.last());
        }

        private boolean isStored(int index, Etcd.KeyValue found) {
            return found.key().equals(KeySpace.key(index)) && found.value().equals(keys.expectedValue(index));
        }
    }

    /** Puts every key once, many in one transaction. */
    final class Fill implements Calls {
        /** etcd takes 128 operations; 100 of ours are 30 KB. */
        private static final int BATCH = 100;

        private final KeySpace keys;
        private final int[] starts;
        private int next;

        Fill(KeySpace keys, int clients) {
            this.keys = keys;
            this.starts = new int[clients];
        }

        @Override
        public String method() {
            return Etcd.TXN;
        }

        @Override
        public boolean hasNext() {
            return next < keys.size();
        }

        @Override
        public byte[] next(int client) {
            starts[client] = next;
            next = Math.min(keys.size(), next + BATCH);
            var batch = new ArrayList<Etcd.KeyValue>();
            for (int index = starts[client]; index < next; index++) {
                batch.add(new Etcd.KeyValue(KeySpace.key(index), KeySpace.value(tag(index)), 0));
            }
            return Etcd.putAll(batch);
        }

        @Override
        public boolean accept(int client, byte[] answer) {
            long revision = Etcd.revisionOf(answer);
            int end = Math.min(keys.size(), starts[client] + BATCH);
            for (int index = starts[client]; index < end; index++) {
                keys.filled(index, tag(index), revision);
            }
            return Etcd.succeeded(answer);
        }

        /** Below zero, where {@link KeySpace#newTag} never comes. */
        private static long tag(int index) {
            return -1L - index;
        }
    }

    /** A client's random key among those that are its own. The same sequence in every run. */
    final class Choice {
        private final SplittableRandom random = new SplittableRandom(1);
        private final int size;
        private final int[] last;

        Choice(int size, int clients) {
            this.size = size;
            this.last = new int[clients];
        }

        int next(int client) {
            int clients = last.length;
            last[client] = client + clients * random.nextInt(size / clients);
            return last[client];
        }

        int last(int client) {
            return last[client];
        }
    }
}
