package io.headgate.simulation;

import java.io.Serial;

/**
 * Two runs of one plan were not the same: some code under simulation depends on what is not simulated, such as the real
 * clock, a static field, threads, or the order of a hash table whose keys have no hash code of their own.
 */
public final class NondeterminismFailure extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1;

    NondeterminismFailure(String message) {
        super(message);
    }
}
