package io.headgate.simulation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign was asked to do.
 *
 * @param scenario name of a class
 * @param duration when to stop
 * @param seeds how many seeds at most
 * @param firstSeed the others follow
 * @param threads how many run at once
 * @param out folder for failures
 * @param replay a seed or a file to run instead, or null
 */
record CampaignOptions(
        String scenario,
        Duration duration,
        long seeds,
        long firstSeed,
        int threads,
        Path out,
        @Nullable String replay) {
    static final String USAGE = """
            usage: campaign SCENARIO [options]
              SCENARIO          a public class with a public constructor without parameters that implements
                                io.headgate.simulation.Scenario
              --seconds N       stop after so long; 60 unless --seeds is given
              --seeds N         stop after so many seeds; each is one run
              --first-seed N    begin there instead of at a seed made of the time
              --threads N       so many runs at once; by default one per core
              --out FOLDER      where failures are kept, a file each; by default target/campaign
              --replay WHAT     only run one seed, or what is kept in such a file, and tell it
            exit code: 0 nothing failed, 1 something did, 2 bad usage""";

    /** Says what is wrong with the arguments. */
    static final class BadUsage extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadUsage(String message) {
            super(message);
        }
    }

    /** @throws BadUsage if these are no options */
    static CampaignOptions parse(List<String> arguments) {
        String scenario = "";
        long seconds = 0;
        long seeds = 0;
        long firstSeed = System.currentTimeMillis() * 1_000_000;
        int threads = Runtime.getRuntime().availableProcessors();
        Path out = Path.of("target", "campaign");
        String replay = null;
        Deque<String> left = new ArrayDeque<>(arguments);
        while (!left.isEmpty()) {
            String argument = left.remove();
            Supplier<String> value = () -> valueOf(argument, left);
            switch (argument) {
                case "--seconds" -> seconds = number(argument, value.get(), 1, 10_000_000);
                case "--seeds" -> seeds = number(argument, value.get(), 1, Long.MAX_VALUE);
                case "--first-seed" -> firstSeed = number(argument, value.get(), Long.MIN_VALUE + 1, Long.MAX_VALUE);
                case "--threads" -> threads = (int) number(argument, value.get(), 1, 1_024);
                case "--out" -> out = Path.of(value.get());
                case "--replay" -> replay = value.get();
                default -> {
                    if (argument.startsWith("-") || !scenario.isEmpty()) {
                        throw new BadUsage(argument + " (expected: one scenario and options)");
                    }
                    scenario = argument;
                }
            }
        }
        if (scenario.isEmpty()) {
            throw new BadUsage("no scenario (expected: the name of a class)");
        }
        Duration duration = Duration.ofSeconds(seconds > 0 ? seconds : seeds > 0 ? 10_000_000 : 60);
        return new CampaignOptions(
                scenario, duration, seeds > 0 ? seeds : Long.MAX_VALUE, firstSeed, threads, out, replay);
    }

    private static String valueOf(String option, Deque<String> left) {
        try {
            return left.remove();
        } catch (NoSuchElementException _) {
            throw new BadUsage(option + " (expected: a value after it)");
        }
    }

    private static long number(String option, String value, long min, long max) {
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below, as for a number out of range.
        }
        throw new BadUsage(option + " " + value + " (expected: " + min + ".." + max + ")");
    }
}
