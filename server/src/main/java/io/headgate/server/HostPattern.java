package io.headgate.server;

/** The names a host answers to. Names are lower case without a trailing dot. */
public sealed interface HostPattern {

    /** One name. */
    record Exact(String name) implements HostPattern {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Every name with one or more labels before {@code .suffix}. */
    record Wildcard(String suffix) implements HostPattern {
        @Override
        public String toString() {
            return "*." + suffix;
        }
    }

    /** Every name that nothing else matches. */
    record Any() implements HostPattern {
        @Override
        public String toString() {
            return "*";
        }
    }
}
