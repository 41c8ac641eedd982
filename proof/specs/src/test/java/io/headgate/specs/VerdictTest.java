package io.headgate.specs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is read out of the output of TLC 2.18, parts of which are kept here. */
class VerdictTest {
    private static final String COUNTS = """
            @!@!@STARTMSG 2200:0 @!@!@
            Progress(3) at 2026-01-01 00:00:00: 1,041 states generated (4,093 s/min), 1,024 distinct states found (2,396 ds/min), 19 states left on queue.
            @!@!@ENDMSG 2200 @!@!@
            @!@!@STARTMSG 2199:0 @!@!@
            1129 states generated, 1027 distinct states found, 0 states left on queue.
            @!@!@ENDMSG 2199 @!@!@
            @!@!@STARTMSG 2194:0 @!@!@
            The depth of the complete state graph search is 3.
            @!@!@ENDMSG 2194 @!@!@
            """;

    @Test
    void aRunWithoutErrorHoldsAndIsCounted() throws IOException {
        var result = read("""
                @!@!@STARTMSG 2193:0 @!@!@
                Model checking completed. No error has been found.
                @!@!@ENDMSG 2193 @!@!@
                """ + COUNTS);

        assertThat(result).isEqualTo(new Result(new Outcome.Holds(), 1027, 1129, 3, Duration.ZERO));
    }

    @Test
    void aViolatedInvariantComesWithItsTraceAndWithoutPlacesInTheSource() throws IOException {
        var result = read("""
                @!@!@STARTMSG 2110:1 @!@!@
                Invariant Agreement is violated.
                @!@!@ENDMSG 2110 @!@!@
                @!@!@STARTMSG 2121:1 @!@!@
                The behavior up to this point is:
                @!@!@ENDMSG 2121 @!@!@
                @!@!@STARTMSG 2217:4 @!@!@
                1: <Initial predicate>
                votes = {}

                @!@!@ENDMSG 2217 @!@!@
                @!@!@STARTMSG 2217:4 @!@!@
                2: <Vote line 46, col 5 to line 47, col 42 of module Voting>
                votes = {<<c, v>>}

                @!@!@ENDMSG 2217 @!@!@
                """ + COUNTS);

        assertThat(result.outcome()).isEqualTo(new Outcome.Refuted("Invariant Agreement is violated.", """

                        1: Init
                        votes = {}

                        2: Vote
                        votes = {<<c, v>>}
                        """));
    }

    @Test
    void aViolatedRefinementIsToldByTheModuleItRefines() throws IOException {
        var result = read("""
                @!@!@STARTMSG 2112:1 @!@!@
                Action property line 38, col 17 to line 38, col 31 of module Consensus is violated.
                @!@!@ENDMSG 2112 @!@!@
                """);

        assertThat(result.outcome())
                .isEqualTo(new Outcome.Refuted("Action property of module Consensus is violated.", ""));
    }

    @Test
    void anInitialStateMayViolateAnInvariant() throws IOException {
        var result = read("""
                @!@!@STARTMSG 2107:1 @!@!@
                Invariant Agreement is violated by the initial state:
                chosen = {v, w}

                @!@!@ENDMSG 2107 @!@!@
                """);

        assertThat(result.outcome())
                .isEqualTo(new Outcome.Refuted(
                        "Invariant Agreement is violated by the initial state:", "\nchosen = {v, w}\n"));
    }

    @Test
    void aFalseAssumptionIsNoVerdict() throws IOException {
        var result = read("""
                @!@!@STARTMSG 2104:1 @!@!@
                Assumption line 37, col 8 to line 37, col 70 of module Voting is false.
                @!@!@ENDMSG 2104 @!@!@
                """);

        assertThat(result.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Undecided.class,
                        undecided -> assertThat(undecided.reason()).startsWith("Assumption line 37"));
    }

    @Test
    void anEndWithoutAVerdictTellsTheLastLines() throws IOException {
        var result = read("""
                Parsing file /spec/Voting.tla
                *** Errors: 1
                Unknown operator: `Vots'.
                """);

        assertThat(result.outcome())
                .isEqualTo(new Outcome.Undecided(
                        "TLC ended without a verdict; it said last:\n*** Errors: 1\nUnknown operator: `Vots'."));
    }

    private static Result read(String output) throws IOException {
        var verdict = new Verdict();
        new MessageReader(new BufferedReader(new StringReader(output)), verdict::take).readAll();
        return verdict.result(Duration.ZERO);
    }
}
