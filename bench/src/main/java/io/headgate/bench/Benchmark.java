package io.headgate.bench;

import java.io.IOException;
import java.util.Set;

/** What a command does with its arguments. */
@FunctionalInterface
interface Benchmark {

    /** Runs it to its end and says whether every figure could be taken. */
    boolean run(Arguments arguments) throws IOException, InterruptedException;

    /** Runs one to its exit code: 0 done, 1 failed or some figure is missing, 2 bad usage. */
    static int exitCode(Set<String> options, Benchmark benchmark, String... commandLine) {
        try {
            return benchmark.run(Arguments.parse(options, commandLine)) ? 0 : 1;
        } catch (UsageException wrong) {
            System.err.println(wrong.getMessage());
            return 2;
        } catch (BenchFailure | IOException failure) {
            System.err.println(failure.getMessage());
            return 1;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
