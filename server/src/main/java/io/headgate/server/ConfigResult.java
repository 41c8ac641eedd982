package io.headgate.server;

import java.util.List;

/** What came of reading a configuration: a whole model or none. */
public sealed interface ConfigResult {

    /**
     * The file is accepted.
     *
     * @param frontDoor the model, with every default resolved
     * @param warnings what the author should look at, by place
     */
    record Valid(FrontDoor frontDoor, List<Problem> warnings) implements ConfigResult {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The file is refused.
     *
     * @param problems all errors and warnings, by place; at least one error
     */
    record Invalid(List<Problem> problems) implements ConfigResult {
        public Invalid {
            problems = List.copyOf(problems);
            if (problems.stream().noneMatch(problem -> problem.severity() == Problem.Severity.ERROR)) {
                throw new IllegalArgumentException("problems: " + problems + " (expected: at least one error)");
            }
        }
    }
}
