package io.headgate.server;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far a node has come, as of the last thing it did. Immutable.
 *
 * @param inForce null until the first configuration is
 * @param rejected the last refusal, if it is newer than what is in force
 * @param applied configurations that came into force, the first included
 * @param refused configurations that did not
 */
record NodeState(
        Phase phase, @Nullable InForce inForce, @Nullable Rejected rejected, long applied, long refused) {

    static final NodeState STARTING = new NodeState(Phase.STARTING, null, null, 0, 0);

    /** What a node is doing. Runs from first to last, never back. */
    enum Phase {
        /** Not yet ready: no configuration is in force, or the first health checks are out. */
        STARTING,
        /** Takes requests. */
        SERVING,
        /** Ends what is under way, takes nothing new. */
        DRAINING;

        /** Lower case. */
        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The configuration that every worker serves. */
    record InForce(FrontDoor frontDoor, long revision, Instant appliedAt) {}

    /** A configuration that was refused, and why, at most {@link #MAX_PROBLEMS} of it. */
    record Rejected(Instant at, List<String> problems) {
        /** A file can have a problem on every line; whoever wants them all asks {@code headgate check}. */
        static final int MAX_PROBLEMS = 20;

        Rejected {
            problems = List.copyOf(problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS)));
        }
    }

    NodeState in(Phase next) {
        return new NodeState(next, inForce, rejected, applied, refused);
    }

    NodeState with(InForce next) {
        return new NodeState(phase, next, null, applied + 1, refused);
    }

    NodeState with(Rejected next) {
        return new NodeState(phase, inForce, next, applied, refused + 1);
    }
}
