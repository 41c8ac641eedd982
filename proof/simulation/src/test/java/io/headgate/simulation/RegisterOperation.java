package io.headgate.simulation;

/** What clients of a {@link RegisterScenario} do. */
sealed interface RegisterOperation {

    record Read() implements RegisterOperation {
        @Override
        public String toString() {
            return "read";
        }
    }

    record Write(int value) implements RegisterOperation {
        @Override
        public String toString() {
            return "write " + value;
        }
    }
}
