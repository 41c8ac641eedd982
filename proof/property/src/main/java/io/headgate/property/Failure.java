package io.headgate.property;

import java.util.List;

/**
 * A defect that a run found.
 *
 * @param origin where it comes from
 * @param minimal the smallest test case that shows it
 * @param thrown what the body threw when the smallest one was replayed; if the replay passed, what it threw before
 * @param transcript the draws and notes of the replay, a line of Java or of text each
 * @param shrinkCalls how often the body ran to make it small
 * @param flaky whether the same choices did not give the same failure again
 */
record Failure(
        Origin origin, Trial minimal, Throwable thrown, List<String> transcript, int shrinkCalls, boolean flaky) {}
