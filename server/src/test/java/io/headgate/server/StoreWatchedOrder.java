package io.headgate.server;

import io.headgate.etcd.KvProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether what a watch of a prefix told since the first revision is every event once and in order. It needs no other source:
 * a key's versions are counted by one from its creation, so that a missing event is a gap and a second one a repetition.
 * Confined to one owner.
 */
final class StoreWatchedOrder {
    /** What a key is at, as its last event said. */
    record State(long version, long modRevision) {}

    private final Map<String, State> states = new HashMap<>();
    private long revision;
    private long events;

    /**
     * Takes what came in one answer of the stream.
     *
     * @return what is wrong with it
     */
    Optional<String> accept(List<KvProto.Event> answer) {
        // An answer has whole revisions: a later one begins after it.
        long least = revision + 1;
        for (KvProto.Event event : answer) {
            Optional<String> problem = accept(event, least);
            if (problem.isPresent()) {
                return problem;
            }
            least = revision;
            events++;
        }
        return Optional.empty();
    }

    private Optional<String> accept(KvProto.Event event, long leastRevision) {
        KvProto.KeyValue told = event.getKv();
        String key = told.getKey().toStringUtf8();
        State before = states.get(key);
        long version = before == null ? 0 : before.version();
        long lastRevision = before == null ? 0 : before.modRevision();
        if (told.getModRevision() < leastRevision || told.getModRevision() <= lastRevision) {
            return Optional.of("watch: event of %s at revision %d (expected: %d or more, and after %d, its last)"
                    .formatted(key, told.getModRevision(), leastRevision, lastRevision));
        }
        revision = told.getModRevision();
        return switch (event.getType()) {
            case PUT -> {
                states.put(key, new State(told.getVersion(), revision));
                boolean isCreation = told.getCreateRevision() == revision;
                yield told.getVersion() == version + 1 && isCreation == (version == 0)
                        ? Optional.empty()
                        : Optional.of("watch: %s at revision %d has version %d, created at %d (expected: version %d)"
                                .formatted(key, revision, told.getVersion(), told.getCreateRevision(), version + 1));
            }
            case DELETE -> {
                states.remove(key);
                yield version > 0
                        ? Optional.empty()
                        : Optional.of(
                                "watch: %s deleted at revision %d (expected: put before)".formatted(key, revision));
            }
            case UNRECOGNIZED -> Optional.of("watch: " + event + " (expected: a put or a deletion)");
        };
    }

    /** The revision of the last event; 0 before the first. */
    long revision() {
        return revision;
    }

    long events() {
        return events;
    }

    /** What must be there if the last event is the last change: {@code present} are all keys of the prefix. */
    List<String> differences(List<KvProto.KeyValue> present) {
        List<String> differences = new ArrayList<>();
        Map<String, State> missing = new HashMap<>(states);
        for (KvProto.KeyValue each : present) {
            String key = each.getKey().toStringUtf8();
            State watched = missing.remove(key);
            var stored = new State(each.getVersion(), each.getModRevision());
            if (!stored.equals(watched)) {
                differences.add(
                        "watch: last saw %s as %s (expected: %s, which is stored)".formatted(key, watched, stored));
            }
        }
        missing.forEach((key, watched) -> differences.add(
                "watch: last saw %s as %s (expected: deleted, as in the store)".formatted(key, watched)));
        return differences;
    }
}
