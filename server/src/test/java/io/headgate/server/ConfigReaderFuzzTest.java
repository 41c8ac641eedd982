package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Whatever the bytes, the reader answers: no exception, no endless loop. Normal runs replay the seeds beside this class;
 * {@code JAZZER_FUZZ=1} searches.
 */
final class ConfigReaderFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void theReaderAnswersWhateverTheText(byte[] bytes) {
        ConfigResult result = Configurations.read(new String(bytes, StandardCharsets.UTF_8));
        switch (result) {
            case ConfigResult.Valid(var frontDoor, var _) ->
                assertThat(frontDoor.summary()).isNotEmpty();
            case ConfigResult.Invalid(var problems) ->
                assertThat(problems)
                        .allSatisfy(problem -> assertThat(problem.toString()).startsWith("front.yaml"));
        }
    }
}
