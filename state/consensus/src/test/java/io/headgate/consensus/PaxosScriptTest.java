package io.headgate.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plays scripts: commands above a line of dashes, what happened below it, up to an empty line. {@code
 * -Dscripts.update=true} writes down what happens now; review it as a diff. {@link ScriptedCluster} has the commands.
 */
final class PaxosScriptTest {
    private static final Path FOLDER = Path.of("src/test/resources/scripts");
    private static final String DASHES = "----";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "election",
                "pipeline",
                "promise-outlives-restart",
                "two-candidates",
                "promise-of-a-past-ballot",
                "votes-of-a-past-ballot",
                "read-index",
                "lease-outlives-restart",
                "lease-and-transfer",
                "faulty-entry",
                "forgotten-promise",
                "membership",
                "remove-leader",
                "transfer",
                "step-aside",
                "leader-alone",
                "cut-off-member",
                "lagging-member"
            })
    void whatHappensIsWhatTheScriptSays(String name) throws IOException {
        Path file = FOLDER.resolve(name + ".txt");
        List<String> script = Files.readAllLines(file);
        List<String> played = play(script);
        if (Boolean.getBoolean("scripts.update")) {
            Files.write(file, played);
        }
        assertThat(played).isEqualTo(script);
    }

    private static List<String> play(List<String> script) {
        List<String> played = new ArrayList<>();
        ScriptedCluster cluster = new ScriptedCluster(played::add);
        List<String> commands = new ArrayList<>();
        boolean isAnswer = false;
        for (String line : script) {
            if (line.equals(DASHES)) {
                played.add(line);
                commands.forEach(cluster::run);
                commands.clear();
                isAnswer = true;
            } else if (line.isEmpty()) {
                played.add(line);
                isAnswer = false;
            } else if (!isAnswer) {
                played.add(line);
                if (!line.startsWith("#")) {
                    commands.add(line);
                }
            }
        }
        return played;
    }
}
