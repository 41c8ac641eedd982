package io.headgate.replica;

import io.headgate.consensus.PaxosSettings;
import io.headgate.log.LogSettings;
import java.time.Duration;

/**
 * Sizes and times of a member.
 *
 * @param consensus the same on all members
 * @param log sizes of the log's files
 * @param requestTimeout after which a client is told that nobody knows
 * @param repeatAfter how long a member waits for the leader before it says something again
 * @param checkpointBytes a checkpoint is written when the log has grown by this much, or by as much as the store has if
 *     that is more, since the last one began
 * @param quotaBytes puts are refused when the store has this much
 */
public record ReplicaSettings(
        PaxosSettings consensus,
        LogSettings log,
        Duration requestTimeout,
        Duration repeatAfter,
        long checkpointBytes,
        long quotaBytes) {
    /** As etcd has them where it has them: seven seconds, two GiB. */
    public static final ReplicaSettings DEFAULT = new ReplicaSettings(
            PaxosSettings.DEFAULT,
            LogSettings.DEFAULT,
            Duration.ofSeconds(7),
            Duration.ofMillis(500),
            64L << 20,
            2L << 30);

    public ReplicaSettings {
        if (requestTimeout.compareTo(repeatAfter) < 0 || !repeatAfter.isPositive()) {
            throw new IllegalArgumentException(
                    "repeatAfter: " + repeatAfter + " (expected: more than zero, up to " + requestTimeout + ")");
        }
        if (checkpointBytes < 1 || quotaBytes < 1) {
            throw new IllegalArgumentException(
                    "checkpointBytes " + checkpointBytes + ", quotaBytes " + quotaBytes + " (expected: 1 or more)");
        }
    }
}
