package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** The reader answers for every file that a few random edits make of a real one. Complements the fuzz test: it starts from good files. */
final class MutatedFilesTest {

    private static final String LETTERS = " \n\t:{}[],&*!|>'\"%@`#?-~0127abc\u0000\u0085\u2028\ud83d\ufeff";

    @Test
    void theReaderAnswersForEveryMutation() throws IOException {
        List<String> seeds = new ArrayList<>(List.of(Configurations.full()));
        for (Path file : BrokenFilesTest.files().toList()) {
            seeds.add(Files.readString(file));
        }
        // A hang would otherwise hang the build; nothing is measured.
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int iteration = 0; iteration < 4_000; iteration++) {
                var random = RandomGeneratorFactory.of("L64X128MixRandom").create(99_000L + iteration);
                String text = mutate(seeds.get(random.nextInt(seeds.size())), random);
                assertThatCode(() -> Configurations.read(text))
                        .as("seed %s: %s", iteration, text)
                        .doesNotThrowAnyException();
            }
        });
    }

    private static String mutate(String seed, RandomGenerator random) {
        var text = new StringBuilder(seed);
        for (int edits = random.nextInt(1, 6); edits > 0 && !text.isEmpty(); edits--) {
            int at = random.nextInt(text.length());
            int length = Math.min(random.nextInt(1, 12), text.length() - at);
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, at + length);
                case 1 -> text.insert(at, text.substring(at, at + length));
                case 2 -> text.setCharAt(at, LETTERS.charAt(random.nextInt(LETTERS.length())));
                default -> text.insert(at, LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
        }
        return text.toString();
    }
}
