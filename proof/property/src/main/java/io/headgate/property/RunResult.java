package io.headgate.property;

import java.util.List;

/**
 * What a run found.
 *
 * @param seed what all its randomness came from
 * @param statistics how it went
 * @param failures the defects, smallest first; empty if the property held
 */
record RunResult(long seed, Statistics statistics, List<Failure> failures) {}
