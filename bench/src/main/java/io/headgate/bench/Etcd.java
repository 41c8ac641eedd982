package io.headgate.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The few messages of etcd's v3 API that the store's rows need, encoded and decoded by hand: a load generator on
 * generated stubs would cost as much CPU as the cluster. Field numbers are those of etcd's {@code rpc.proto} and
 * {@code kv.proto}.
 */
final class Etcd {
    static final String PUT = "/etcdserverpb.KV/Put";
    static final String RANGE = "/etcdserverpb.KV/Range";
    static final String TXN = "/etcdserverpb.KV/Txn";
    static final String WATCH = "/etcdserverpb.Watch/Watch";
    static final String STATUS = "/etcdserverpb.Maintenance/Status";

    /** {@code Compare.CompareTarget.MOD}; its result {@code EQUAL} is 0, the default. */
    private static final long MOD = 2;

    private Etcd() {}

    /** A stored key; key and value are ISO 8859-1 text here, a character per byte. */
    record KeyValue(String key, String value, long modRevision) {}

    /**
     * Answer to a range request.
     *
     * @param revision the store's when it answered
     * @param count keys in the range, which may be more than were sent
     */
    record Range(long revision, List<KeyValue> keys, long count) {
        Range {
            keys = List.copyOf(keys);
        }
    }

    /** The first and the last key of an answer to a range request, and how many came. Without any, both are empty. */
    record Ends(int sent, KeyValue first, KeyValue last) {}

    /** What a member says of itself; {@code leader} is 0 while it knows none. */
    record Status(long member, long leader) {}

    /**
     * A message of a watch stream.
     *
     * @param created whether it confirms the watch
     * @param canceled whether it ends the watch
     */
    record WatchAnswer(boolean created, boolean canceled, List<String> values) {
        WatchAnswer {
            values = List.copyOf(values);
        }
    }

    static byte[] put(String key, String value) {
        return putFields(key, value).toBytes();
    }

    static byte[] get(String key) {
        return new ProtoWriter().text(1, key).toBytes();
    }

    /** Every key from {@code from} on and before {@code to}. */
    static byte[] range(String from, String to) {
        return new ProtoWriter().text(1, from).text(2, to).toBytes();
    }

    /** Only the number of keys from {@code from} on and before {@code to}. */
    static byte[] count(String from, String to) {
        return new ProtoWriter().text(1, from).text(2, to).number(9, 1).toBytes();
    }

    /** Puts {@code value} if the key was last modified at {@code modRevision}. */
    static byte[] putIfUnchanged(String key, String value, long modRevision) {
        var compare = new ProtoWriter().number(2, MOD).text(3, key).number(6, modRevision);
        return new ProtoWriter()
                .message(1, compare)
                .message(2, putOperation(key, value))
                .toBytes();
    }

    /** Puts several keys at one revision. */
    static byte[] putAll(List<KeyValue> keys) {
        var transaction = new ProtoWriter();
        keys.forEach(each -> transaction.message(2, putOperation(each.key(), each.value())));
        return transaction.toBytes();
    }

    /** Watches one key from now on. */
    static byte[] watch(String key) {
        return new ProtoWriter().message(1, new ProtoWriter().text(1, key)).toBytes();
    }

    /** Asks a member for its status. */
    static byte[] status() {
        return new byte[0];
    }

    /** The store's revision in the header, field 1 of every answer. */
    static long revisionOf(byte[] answer) {
        var reader = new ProtoReader(answer);
        while (reader.next()) {
            if (reader.field() == 1) {
                return revision(reader.message());
            }
        }
        throw new BenchFailure("answer of " + answer.length + " bytes without a header (expected: field 1)");
    }

    static boolean succeeded(byte[] transactionAnswer) {
        var reader = new ProtoReader(transactionAnswer);
        while (reader.next()) {
            if (reader.field() == 2) {
                return reader.number() != 0;
            }
        }
        return false;
    }

    static Range parseRange(byte[] answer) {
        long revision = 0;
        long count = 0;
        var keys = new ArrayList<KeyValue>();
        var reader = new ProtoReader(answer);
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> revision = revision(reader.message());
                case 2 -> keys.add(keyValue(reader.message()));
                case 4 -> count = reader.number();
                default -> {}
            }
        }
        return new Range(revision, keys, count);
    }

    /** Reads only the ends of a long answer: to read all of it costs more than the store's part. */
    static Ends parseEnds(byte[] answer) {
        int sent = 0;
        var first = new ProtoReader(new byte[0]);
        var last = first;
        var reader = new ProtoReader(answer);
        while (reader.next()) {
            if (reader.field() == 2) {
                last = reader.message();
                first = sent == 0 ? reader.message() : first;
                sent++;
            }
        }
        return new Ends(sent, keyValue(first), keyValue(last));
    }

    static Status parseStatus(byte[] answer) {
        long member = 0;
        long leader = 0;
        var reader = new ProtoReader(answer);
        while (reader.next()) {
            if (reader.field() == 1) {
                var header = reader.message();
                while (header.next()) {
                    member = header.field() == 2 ? header.number() : member;
                }
            } else if (reader.field() == 4) {
                leader = reader.number();
            }
        }
        return new Status(member, leader);
    }

    static WatchAnswer parseWatch(byte[] answer) {
        boolean created = false;
        boolean canceled = false;
        var values = new ArrayList<String>();
        var reader = new ProtoReader(answer);
        while (reader.next()) {
            switch (reader.field()) {
                case 3 -> created = reader.number() != 0;
                case 4 -> canceled = reader.number() != 0;
                case 11 -> values.add(eventValue(reader.message()));
                default -> {}
            }
        }
        return new WatchAnswer(created, canceled, values);
    }

    private static ProtoWriter putFields(String key, String value) {
        return new ProtoWriter().text(1, key).text(2, value);
    }

    private static ProtoWriter putOperation(String key, String value) {
        return new ProtoWriter().message(2, putFields(key, value));
    }

    private static long revision(ProtoReader header) {
        while (header.next()) {
            if (header.field() == 3) {
                return header.number();
            }
        }
        return 0;
    }

    private static KeyValue keyValue(ProtoReader reader) {
        String key = "";
        String value = "";
        long modRevision = 0;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> key = reader.text();
                case 3 -> modRevision = reader.number();
                case 5 -> value = reader.text();
                default -> {}
            }
        }
        return new KeyValue(key, value, modRevision);
    }

    private static String eventValue(ProtoReader event) {
        while (event.next()) {
            if (event.field() == 2) {
                return keyValue(event.message()).value();
            }
        }
        return "";
    }
}
