package io.headgate.specs;

import java.time.Duration;

/**
 * One run of TLC.
 *
 * @param distinctStates how many states it saw
 * @param generatedStates how often it came to a state, seen before or not
 * @param depth states on the longest of the shortest ways to a state; 0 if TLC did not get so far as to tell
 */
record Result(Outcome outcome, long distinctStates, long generatedStates, int depth, Duration duration) {}
