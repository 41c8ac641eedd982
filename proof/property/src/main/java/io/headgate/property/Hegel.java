package io.headgate.property;

import java.util.function.Consumer;

/** Runs properties. */
public final class Hegel {
    private Hegel() {}

    /** Runs a property with the default settings: see {@link #test(Consumer, Settings)}. */
    public static void test(Consumer<TestCase> body) {
        test(body, new Settings());
    }

    /**
     * Runs a property: its body with many test cases, on the calling thread. If one fails, it is made small, told on
     * standard output with the values it drew, and what the body threw is thrown again.
     *
     * @param body the property; fails by throwing
     */
    public static void test(Consumer<TestCase> body, Settings settings) {
        RunResult result = new Engine(body, settings, Database.NONE).run();
        for (Failure failure : result.failures()) {
            failure.transcript().forEach(System.out::println);
            throw Hegel.<RuntimeException>unchecked(failure.thrown());
        }
    }

    /** Lets a checked exception of the body pass as it is. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The trick needs both.
    private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
