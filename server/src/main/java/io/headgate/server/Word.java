package io.headgate.server;

/** A choice that is written as one word in the configuration. */
public interface Word {

    /** As written: lower case with hyphens. */
    String word();
}
