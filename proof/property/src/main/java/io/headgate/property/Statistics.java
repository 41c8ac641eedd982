package io.headgate.property;

import java.util.Map;

/**
 * How a run went, in test cases.
 *
 * @param valid those whose body returned
 * @param invalid those rejected
 * @param overrun those that ran over the budget
 * @param interesting those that failed, shrinking not counted
 * @param shrinkCalls those that were run to make failures small
 * @param exhausted whether there are no other test cases than those that ran
 * @param events how many of the valid ones were classified under each name
 */
public record Statistics(
        int valid,
        int invalid,
        int overrun,
        int interesting,
        int shrinkCalls,
        boolean exhausted,
        Map<String, Integer> events) {}
