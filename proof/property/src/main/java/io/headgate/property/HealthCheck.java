package io.headgate.property;

/** Signs that a property tests less than it seems to. Each fails the test unless suppressed. */
public enum HealthCheck {
    /** More than nine of ten test cases were rejected by assumptions and filters. */
    FILTER_TOO_MUCH,
    /** A test case takes more than a second on average. */
    TOO_SLOW,
    /** Test cases keep running over the budget. */
    TEST_CASES_TOO_LARGE,
    /** The simplest test case takes more than half of the budget. */
    LARGE_INITIAL_TEST_CASE
}
