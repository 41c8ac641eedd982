package io.headgate.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Looks at a cluster from outside whether it does the job: etcdctl is the judge beside our own client. Speed is not
 * compared between programs that do different jobs.
 */
final class StoreCheck {
    private static final Pattern REVISION = Pattern.compile("\"revision\":(\\d+)");
    private static final Pattern VALUE = Pattern.compile("\"value\":\"([^\"]*)\"");
    /** Not one of the benchmark's keys. */
    private static final String OTHER_KEY = "other";

    private StoreCheck() {}

    /**
     * Runs on a cluster whose keys were filled in, before anything is measured.
     *
     * @throws BenchFailure naming the subject, what came and what was expected
     */
    static void answers(Cluster cluster, KeySpace keys) throws IOException, InterruptedException {
        var name = cluster.subject().name();
        int port = cluster.leaderPort();
        var filled = cluster.keys();
        expect(name + " keys that differ from what was put", keys.differences(filled.keys()), List.of());

        var put = etcdctl(port, "put", OTHER_KEY, "by etcdctl");
        expect(name + " revision after etcdctl's put", revision(put), filled.revision() + 1);
        var stored = Etcd.parseRange(cluster.call(port, Etcd.RANGE, Etcd.get(OTHER_KEY)));
        expect(name + " value that etcdctl put", stored.keys().getFirst().value(), "by etcdctl");

        var stale = Etcd.putIfUnchanged(OTHER_KEY, KeySpace.value(1), filled.revision());
        expect(
                name + " transaction whose comparison fails",
                Etcd.succeeded(cluster.call(port, Etcd.TXN, stale)),
                false);
        expect(name + " revision after that", cluster.count().revision(), filled.revision() + 1);
    }

    /**
     * What does not fit after a round: every acknowledged write made one revision and is there, and nothing else is.
     *
     * @param leaderBefore port of the leader that the round was addressed to
     * @param revision the store's before the round
     * @param written acknowledged writes in the round
     */
    static List<String> afterRound(Cluster cluster, KeySpace keys, int leaderBefore, long revision, long written)
            throws IOException, InterruptedException {
        var problems = new ArrayList<String>();
        int leader = cluster.leaderPort();
        if (leader != leaderBefore) {
            problems.add("another leader than at the start");
        }
        var stored = cluster.keys();
        if (stored.revision() != revision + written) {
            problems.add("revision " + stored.revision() + " (expected: " + revision + " and " + written
                    + " acknowledged writes)");
        }
        problems.addAll(keys.differences(stored.keys()));
        // At a member that did not answer the calls.
        int other = cluster.clientPorts().stream()
                .filter(port -> port != leader)
                .findFirst()
                .orElse(leader);
        var seen = etcdctl(other, "get", KeySpace.key(0));
        if (revision(seen) != stored.revision() || !value(seen).equals(keys.expectedValue(0))) {
            problems.add("etcdctl at another member: revision " + revision(seen) + " with " + value(seen)
                    + " (expected: " + stored.revision() + " with the last value put)");
        }
        return problems;
    }

    private static String etcdctl(int port, String... command) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of("etcdctl", "--endpoints=http://127.0.0.1:" + port, "--write-out=json"));
        line.addAll(List.of(command));
        return Command.output(line, Map.of("ETCDCTL_API", "3"), /* limitSeconds= */ 30);
    }

    private static long revision(String json) {
        var match = REVISION.matcher(json);
        return match.find() ? Long.parseLong(match.group(1)) : 0;
    }

    private static String value(String json) {
        var match = VALUE.matcher(json);
        return match.find() ? new String(Base64.getDecoder().decode(match.group(1)), StandardCharsets.ISO_8859_1) : "";
    }

    private static void expect(String what, Object actual, Object expected) {
        if (!actual.equals(expected)) {
            throw new BenchFailure(what + ": " + actual + " (expected: " + expected + ")");
        }
    }
}
