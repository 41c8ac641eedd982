package io.headgate.replica;

import org.jspecify.annotations.Nullable;

/** What clients do to keys that are registers. */
sealed interface RegisterOperation {
    String key();

    record Read(String key) implements RegisterOperation {}

    record Write(String key, int value) implements RegisterOperation {}

    /** Writes if the key holds that value; null if it is absent. */
    record CompareAndSet(String key, @Nullable Integer expected, int value) implements RegisterOperation {}
}
