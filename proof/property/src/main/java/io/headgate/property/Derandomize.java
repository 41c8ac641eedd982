package io.headgate.property;

/** When a run takes its seed from the property's name, so that it runs the same test cases each time. */
public enum Derandomize {
    /** In continuous integration, so that a build's result depends on the commit alone. */
    IN_CI,
    /** Always. */
    ALWAYS,
    /** Never. */
    NEVER
}
