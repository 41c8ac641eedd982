package io.headgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ArgumentsTest {
    private static final Set<String> KNOWN = Set.of("rounds", "subjects", "variant", "headgate-args");

    @Test
    void variantsAreSubjectsOfTheirOwnName() {
        var arguments = Arguments.parse(
                KNOWN, "--subjects", "nginx", "--variant", "nio=-Da=b", "--markdown", "--variant", "epoll=");
        assertThat(Subject.select(arguments, Path.of("/opt/headgate")))
                .containsExactly(
                        new Nginx(),
                        new Headgate("nio", Path.of("/opt/headgate"), "-Da=b"),
                        new Headgate("epoll", Path.of("/opt/headgate"), ""));
        assertThat(arguments.flag("markdown")).isTrue();
    }

    @Test
    void whatIsWrongIsNamedWithWhatWasExpected() {
        assertWrong("--round", "--round", "3").contains("--rounds");
        assertWrong("--rounds", "--rounds").contains("no value");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Arguments.parse(KNOWN, "--rounds", "0").number("rounds", 1, 3))
                .withMessage("--rounds: 0 (expected: a whole number 1..1000000)");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Subject.select(
                        Arguments.parse(KNOWN, "--variant", "nginx=", "--subjects", "nginx"), Path.of("/opt/headgate")))
                .withMessageContaining("each name once");
    }

    private static org.assertj.core.api.AbstractStringAssert<?> assertWrong(String option, String... commandLine) {
        var wrong = org.assertj.core.api.Assertions.catchThrowableOfType(
                UsageException.class, () -> Arguments.parse(KNOWN, commandLine));
        return assertThat(wrong.getMessage()).startsWith(option);
    }
}
