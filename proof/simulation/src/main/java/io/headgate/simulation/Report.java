package io.headgate.simulation;

/**
 * What one run of a scenario was like.
 *
 * @param events how many times a node or a client was called
 * @param simulatedNanos how long it was for those in it
 * @param hash over everything that happened: the same for the same plan
 * @param tally what the probes said
 */
record Report(long events, long simulatedNanos, long hash, Tally tally) {}
