package io.headgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.disk.DiskFile;
import io.headgate.simulation.Fault.Partition.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DiagramTest {
    private static final long MILLI = Plans.MILLI;

    @Test
    void aRunIsToldWithALanePerParticipantAndAnArrowPerMessage() {
        ScriptedScenario scenario = new ScriptedScenario();
        scenario.nodes = node -> new ScriptedScenario.Idle() {
            @Override
            public void start() {
                if (node.self() == 0) {
                    node.after(MILLI, "tick", () -> {
                        node.send(1, "hello");
                        node.send(2, "you, too");
                    });
                    DiskFile file = node.disk().create("log");
                    file.append(java.nio.ByteBuffer.wrap(new byte[7]));
                    node.after(4 * MILLI, "sync", () -> file.sync(_ -> {}));
                }
            }

            @Override
            public void receive(int from, String message) {
                node.log("heard");
                node.send(from, "answer");
                node.probes().always(node.self() != 2, "nobody talks to n2");
            }
        };
        Plans plan = new Plans()
                .nodes(3)
                .operation(9, "look")
                .fault(new Fault.Link(FaultKind.DELAY, 1, 0, 2 * MILLI, MILLI, 500_000, 0, 0))
                .fault(new Fault.Partition(Shape.ISOLATED, 2, 0, 2_500_000, 4 * MILLI))
                .fault(new Fault.Crash(0, 7 * MILLI, MILLI, 1));
        Recorder recorder = new Recorder();
        new Execution<>(scenario, plan.plan(), recorder).run();
        assertThat(new Diagram(3, 1).draw(recorder.entries()).lines())
                .startsWith(
                        "        ms n0    n1    n2    c3",
                        "     0.000 ▲                 │     n0 starts",
                        "     0.000 ▫                 │     n0 create log",
                        "     0.000 ▫                 │     n0 write log at 0, 7 bytes",
                        "     0.000 │     ▲           │     n1 starts",
                        "     0.000 │     │     ▲     │     n2 starts",
                        "     1.000 ○     │     │     │     n0 timer tick",
                        "     2.000 │     │     │     │     !! delay from 1 to 0, by 0.500ms, for 1.000ms",
                        "     2.000 ├────>│     │     │     hello",
                        "     2.000 │     ·     │     │     n1 says heard",
                        "     2.000 ├─────┼────>│     │     you, too",
                        "     2.000 │     │     ·     │     n2 says heard",
                        "     2.000 │     │     #     │     ## n2 VIOLATED: nobody talks to n2",
                        "     2.500 │     │     │     │     !! partition isolates n2",
                        "     3.000 ✗<────┼─────┤     │     answer is lost: cut",
                        "     3.500 │<────┤     │     │     answer (sent 2.000)",
                        "     3.500 ·     │     │     │     n0 says heard",
                        "     4.000 ○     │     │     │     n0 timer sync",
                        "     4.500 ├────>│     │     │     answer",
                        "     4.500 │     ·     │     │     n1 says heard",
                        "     5.000 ▪     │     │     │     n0 synced log",
                        "     5.500 │<────┤     │     │     answer",
                        "     5.500 ·     │     │     │     n0 says heard",
                        "     6.500 │     │     │     │     !! partition isolates n2 ends",
                        "     6.500 ├────>│     │     │     answer",
                        "     6.500 │     ·     │     │     n1 says heard",
                        "     7.000 ✗     │     │     │     n0 power fails, loses unsynced: 1 of the folder",
                        "     7.500 ✗<────┤     │     │     answer is lost: down",
                        "     8.000 ▲     │     │     │     n0 starts",
                        "     8.000 ▫     │     │     │     n0 create log",
                        "     8.000 ▫     │     │     │     n0 write log at 0, 7 bytes",
                        "     9.000 ○     │     │     │     n0 timer tick",
                        "     9.000 │     │     │     ┬     c3 invokes look",
                        "     9.000 │     │     │     ┴     c3 Returned[result=look]",
                        "    10.000 ├────>│     │     │     hello");
    }

    @Test
    void noLineIsWiderThanAHundredColumnsAndALongRunIsCutInTheMiddle() {
        ScriptedScenario scenario = new ScriptedScenario();
        scenario.nodes = node -> new ScriptedScenario.Idle() {
            @Override
            public void start() {
                node.send(1 - node.self(), "ping".repeat(50));
            }

            @Override
            public void receive(int from, String message) {
                node.send(from, message);
                node.send(node.self(), "own");
                node.log(message);
            }
        };
        scenario.terms = scenario.terms.mostEvents(2_000);
        Recorder recorder = new Recorder();
        new Execution<>(scenario, new Plans().plan(), recorder).run();
        List<String> lines = new Diagram(2, 1).draw(recorder.entries()).lines().toList();
        assertThat(lines).allMatch(line -> line.length() <= 100).anyMatch(line -> line.length() == 100);
        assertThat(lines).hasSizeLessThan(310).anyMatch(line -> line.matches("  \\.\\.\\. \\d+ lines \\.\\.\\."));
        assertThat(lines.getLast()).contains("VIOLATED: the run ends");
    }
}
