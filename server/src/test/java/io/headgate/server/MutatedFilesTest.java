package io.headgate.server;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** The reader answers for every file that a few random edits make of a real one. Complements the fuzz test: it starts from good files. */
final class MutatedFilesTest {

    private static final String LETTERS = " \n\t:{}[],&*!|>'\"%@`#?-~0127abc\u0000\u0085\u2028\ud83d\ufeff";
    private static final List<String> GOOD = good();

    // A hang would otherwise hang the build; nothing is measured.
    @HegelTest(testCases = 4_000)
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theReaderAnswersForEveryMutation(TestCase tc) {
        String text = mutated(tc, tc.draw(sampledFrom(GOOD)));
        tc.note(text);
        assertThatCode(() -> Configurations.read(text)).doesNotThrowAnyException();
    }

    private static List<String> good() {
        List<String> files = new ArrayList<>(List.of(Configurations.full()));
        try {
            for (Path file : BrokenFilesTest.files().toList()) {
                files.add(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static String mutated(TestCase tc, String file) {
        var text = new StringBuilder(file);
        for (int edits = tc.draw(integers(1, 5)); edits > 0 && !text.isEmpty(); edits--) {
            int at = tc.draw(integers(0, text.length() - 1));
            int length = Math.min(tc.draw(integers(1, 11)), text.length() - at);
            char letter = LETTERS.charAt(tc.draw(integers(0, LETTERS.length() - 1)));
            switch (tc.draw(integers(0, 3))) {
                case 0 -> text.delete(at, at + length);
                case 1 -> text.insert(at, text.substring(at, at + length));
                case 2 -> text.setCharAt(at, letter);
                default -> text.insert(at, letter);
            }
        }
        return text.toString();
    }
}
