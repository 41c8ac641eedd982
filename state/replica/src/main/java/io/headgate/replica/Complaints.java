package io.headgate.replica;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which complaints an operator has heard of late. Members try again several times a second for as long as something is wrong, which
 * is worth a line when it begins and now and then, not each time.
 *
 * <p>Sans-I/O; confined to one thread.
 */
final class Complaints {
    /** Then a complaint that goes on is worth another line. */
    static final long SILENCE_NANOS = 60_000_000_000L;

    /** Strangers may cause any number of different ones: of the oldest it is forgotten that they were heard. */
    static final int MOST = 1_000;

    private final Map<String, Long> heardNanos = new LinkedHashMap<>();

    /** Whether this has not been said for {@link #SILENCE_NANOS}; from now on it has. */
    boolean isNews(String complaint, long nowNanos) {
        Long heard = heardNanos.get(complaint);
        if (heard != null && nowNanos - heard < SILENCE_NANOS) {
            return false;
        }
        heardNanos.remove(complaint);
        heardNanos.put(complaint, nowNanos);
        if (heardNanos.size() > MOST) {
            heardNanos.remove(heardNanos.keySet().iterator().next());
        }
        return true;
    }
}
