package io.headgate.proxy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a request that matched a {@link Route}. */
public sealed interface Action {

    /** It goes to an endpoint of one pool. */
    record ToPool(Pool pool) implements Action {}

    /**
     * It goes to one of several pools, drawn by weight for each request.
     *
     * @param pools at least one
     * @param weights one per pool, {@code 0..}, not all 0
     */
    record Split(List<Pool> pools, List<Integer> weights) implements Action {
        public Split {
            pools = List.copyOf(pools);
            weights = List.copyOf(weights);
            if (pools.isEmpty() || pools.size() != weights.size()) {
                throw new IllegalArgumentException("split: " + pools.size() + " pools, " + weights.size()
                        + " weights (expected: one weight per pool)");
            }
            if (weights.stream().anyMatch(weight -> weight < 0)
                    || weights.stream().allMatch(weight -> weight == 0)) {
                throw new IllegalArgumentException("split: weights " + weights + " (expected: 0.., not all 0)");
            }
        }

        /** The pool for a drawn number: pool <i>i</i> for {@code weight_i / sum} of all numbers. */
        Pool choose(long randomBits) {
            long sum = 0;
            for (int i = 0; i < weights.size(); i++) {
                sum += weights.get(i);
            }
            long drawn = (randomBits >>> 1) % sum;
            for (int i = 0; i < weights.size(); i++) {
                drawn -= weights.get(i);
                if (drawn < 0) {
                    return pools.get(i);
                }
            }
            throw new AssertionError("drawn " + drawn + " beyond " + weights);
        }
    }

    /**
     * The client is sent elsewhere. What is null is taken from the request.
     *
     * @param status 301, 302, 303, 307 or 308
     * @param location the whole location, instead of the parts after it
     * @param port the port to name, or -1 for the request's own, or the scheme's default when {@code scheme} is given
     * @param path replaces the whole path
     * @param prefix replaces the prefix that the route matched
     */
    record Redirect(
            int status,
            @Nullable String location,
            @Nullable String scheme,
            @Nullable String host,
            int port,
            @Nullable String path,
            @Nullable String prefix)
            implements Action {
        public Redirect {
            if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
                throw new IllegalArgumentException(
                        "redirect status: " + status + " (expected: 301, 302, 303, 307, 308)");
            }
        }
    }

    /** A fixed response. Equality is by identity of the body; it is not changed after construction. */
    @SuppressWarnings("ArrayRecordComponent") // bytes as they go out; copied on the way in, read on the hot path
    record Respond(int status, String contentType, byte[] body) implements Action {
        public Respond {
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("respond status: " + status + " (expected: 200..599)");
            }
            body = Arrays.copyOf(body, body.length);
        }
    }
}
