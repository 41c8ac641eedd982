package io.headgate.history;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A store of lists with one version per commit: a transaction reads at its start and is checked when it commits. Made to be
 * broken on purpose. Confined to one thread; concurrency is the order in which transactions are stepped.
 */
final class MultiVersionStore {
    /** What is compared with the commits since the start. */
    enum Check {
        /** Snapshot isolation. */
        WRITES,
        /** Write-snapshot isolation, which is serializable. */
        READS
    }

    /** What this store does wrong. */
    enum Flaw {
        /** Checks nothing, so the later of two writers does not see the earlier. */
        CHECKS_NOTHING,
        /** Checks in one step and installs in another. */
        CHECKS_TOO_EARLY,
        /** Publishes the commit's time before the last key is installed. */
        FRACTURED_PUBLICATION,
        /** Starts before the newest commit. */
        STALE_START,
        /** Acknowledges a commit without installing its last append. */
        LOST_WRITE,
        /** Leaves the appends of the aborted behind. */
        KEEPS_ABORTED,
        /** Forgets what the transaction itself appended when it reads. */
        FORGETS_OWN
    }

    private record Version(long time, List<Long> values) {}

    private final Check check;
    private final Set<Flaw> flaws;
    private final Map<String, List<Version>> versions = new LinkedHashMap<>();
    private long time;

    MultiVersionStore(Check check, Set<Flaw> flaws) {
        this.check = check;
        this.flaws = flaws.isEmpty() ? EnumSet.noneOf(Flaw.class) : EnumSet.copyOf(flaws);
    }

    /**
     * Begins a transaction.
     *
     * @param staleness by how many commits a store with a stale start starts too early
     */
    Session begin(int staleness) {
        return new Session(flaws.contains(Flaw.STALE_START) ? Math.max(0, time - staleness) : time);
    }

    private List<Long> at(String key, long start) {
        return versions.getOrDefault(key, List.of()).stream()
                .filter(version -> version.time() <= start)
                .reduce((_, later) -> later)
                .map(Version::values)
                .orElse(List.of());
    }

    private boolean changedSince(String key, long start) {
        return versions.getOrDefault(key, List.of()).stream().anyMatch(version -> version.time() > start);
    }

    /** One transaction: reads and appends, then {@link #commit} until it says that it is over. */
    final class Session {
        /** How a step of a commit ended. */
        enum Progress {
            AGAIN,
            COMMITTED,
            ABORTED
        }

        private final long start;
        private final Set<String> reads = new HashSet<>();
        private final Map<String, List<Long>> appends = new LinkedHashMap<>();
        private boolean checked;
        private long commitTime;

        private Session(long start) {
            this.start = start;
        }

        List<Long> read(String key) {
            reads.add(key);
            var values = new ArrayList<>(at(key, start));
            if (!flaws.contains(Flaw.FORGETS_OWN)) {
                values.addAll(appends.getOrDefault(key, List.of()));
            }
            return values;
        }

        void append(String key, long value) {
            appends.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
        }

        /** The next step of the commit; a sound store has only one. */
        Progress commit() {
            if (!checked) {
                checked = true;
                if (!passes()) {
                    if (flaws.contains(Flaw.KEEPS_ABORTED)) {
                        install(List.copyOf(appends.keySet()));
                    }
                    return Progress.ABORTED;
                }
                if (flaws.contains(Flaw.CHECKS_TOO_EARLY)) {
                    return Progress.AGAIN;
                }
            }
            if (appends.isEmpty()) {
                return Progress.COMMITTED;
            }
            loseAWrite();
            var keys = List.copyOf(appends.keySet());
            if (flaws.contains(Flaw.FRACTURED_PUBLICATION) && keys.size() > 1) {
                install(keys.subList(0, 1));
                appends.remove(keys.getFirst());
                return Progress.AGAIN;
            }
            install(keys);
            return Progress.COMMITTED;
        }

        private boolean passes() {
            if (appends.isEmpty() || flaws.contains(Flaw.CHECKS_NOTHING)) {
                return true;
            }
            var checkSet = check == Check.READS ? reads : appends.keySet();
            return checkSet.stream().noneMatch(key -> changedSince(key, start));
        }

        private void loseAWrite() {
            if (flaws.contains(Flaw.LOST_WRITE)) {
                appends.remove(List.copyOf(appends.keySet()).getLast());
            }
        }

        private void install(List<String> keys) {
            commitTime = commitTime == 0 ? ++time : commitTime;
            for (var key : keys) {
                var values = new ArrayList<>(at(key, Long.MAX_VALUE));
                values.addAll(appends.getOrDefault(key, List.of()));
                versions.computeIfAbsent(key, _ -> new ArrayList<>()).add(new Version(commitTime, values));
            }
        }
    }
}
