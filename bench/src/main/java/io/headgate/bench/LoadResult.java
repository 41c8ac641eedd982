package io.headgate.bench;

/**
 * What a load generator says of one run.
 *
 * @param completed requests answered
 * @param errors connections, reads, writes and timeouts that failed, and answers that were not a success
 * @param requestsPerSecond completed over the generator's own time
 * @param p50Micros median latency of a request
 * @param p99Micros latency that 1% of the requests exceeded
 */
record LoadResult(long completed, long errors, double requestsPerSecond, double p50Micros, double p99Micros) {}
