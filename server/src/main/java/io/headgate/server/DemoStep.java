package io.headgate.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One step of what the demo plays: which backends are down from some moment on, in words, and what has to show at the step's end.
 *
 * @param atPercent when it begins, in percent of the demo's duration
 * @param name what the summary calls it
 * @param words what to watch
 * @param down backends that are stopped; all others run
 * @param carrying backends, or sites by any of their backends, that have to answer at the end of the step
 * @param idle backends or sites that must not
 */
record DemoStep(int atPercent, String name, String words, Set<String> down, List<String> carrying, List<String> idle) {

    static final List<DemoStep> SCRIPT = List.of(
            new DemoStep(
                    0,
                    "all up",
                    "all four are up: this front door stands in east, so all work stays there",
                    Set.of(),
                    List.of("east-1", "east-2"),
                    List.of("west")),
            new DemoStep(
                    16,
                    "east-1 stopped",
                    "east-1 stopped: watch its share go to 0, and west help the one that is left",
                    Set.of("east-1"),
                    List.of("east-2", "west"),
                    List.of("east-1")),
            new DemoStep(
                    40,
                    "east-2 stopped too",
                    "east-2 stopped too: watch west take all of it",
                    Set.of("east-1", "east-2"),
                    List.of("west-1", "west-2"),
                    List.of("east")),
            new DemoStep(
                    66,
                    "both revived",
                    "both are back: new work comes home to east, sessions stay where they went",
                    Set.of(),
                    List.of("east-1", "east-2", "west"),
                    List.of()));

    DemoStep {
        down = Set.copyOf(down);
        carrying = List.copyOf(carrying);
        idle = List.copyOf(idle);
    }

    /**
     * Compares with what was seen at the end of the step.
     *
     * @return what is not as promised, in words; empty if all is
     */
    List<String> broken(DemoTally seen) {
        var broken = new ArrayList<String>();
        for (String name : carrying) {
            if (seen.answers(name) == 0) {
                broken.add(name + " answered nothing (expected: a share)");
            }
        }
        for (String name : idle) {
            if (seen.answers(name) > 0) {
                broken.add(name + " answered " + seen.answers(name) + " times (expected: 0)");
            }
        }
        return broken;
    }
}
