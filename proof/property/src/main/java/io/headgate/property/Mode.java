package io.headgate.property;

/** What a run is. */
public enum Mode {
    /** Many test cases, and what fails is made small. */
    TEST_RUN,
    /** One random test case, for a driver outside that repeats and judges by itself. */
    SINGLE_TEST_CASE
}
