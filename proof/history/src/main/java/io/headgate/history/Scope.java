package io.headgate.history;

import io.headgate.history.Dependency.Kind;

/** Which orders besides that of the data a level obeys; each includes the one before. */
enum Scope {
    ANY,
    SESSION,
    REAL_TIME;

    boolean includes(Kind kind) {
        return switch (kind) {
            case WW, WR, RW -> true;
            case SESSION -> this != ANY;
            case REAL_TIME -> this == REAL_TIME;
        };
    }
}
