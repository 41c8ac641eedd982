package io.headgate.etcd;

import io.headgate.store.Bytes;
import io.headgate.store.Compare;
import io.headgate.store.KeyValue;
import java.util.List;

/** Conditions of transactions that only read, which are decided here and not by the log. */
final class Compares {
    private Compares() {}

    /** @param keyValues the keys of the compare's range */
    static boolean hold(Compare compare, List<KeyValue> keyValues) {
        if (keyValues.isEmpty()) {
            return holdsOfAbsent(compare);
        }
        return keyValues.stream().allMatch(keyValue -> holds(compare, keyValue));
    }

    /** All numbers of what is absent are 0, and it has no value. */
    private static boolean holdsOfAbsent(Compare compare) {
        return !(compare.subject() instanceof Compare.Subject.Value)
                && holds(compare, new KeyValue(compare.range().from(), Bytes.EMPTY, 0, 0, 0, 0));
    }

    private static boolean holds(Compare compare, KeyValue keyValue) {
        int order = switch (compare.subject()) {
            case Compare.Subject.Version(var version) -> Long.compare(keyValue.version(), version);
            case Compare.Subject.CreateRevision(var revision) -> Long.compare(keyValue.createRevision(), revision);
            case Compare.Subject.ModRevision(var revision) -> Long.compare(keyValue.modRevision(), revision);
            case Compare.Subject.Value(var value) -> keyValue.value().compareTo(value);
            case Compare.Subject.Lease(var lease) -> Long.compare(keyValue.lease(), lease);
        };
        return switch (compare.relation()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
        };
    }
}
