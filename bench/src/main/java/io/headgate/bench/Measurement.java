package io.headgate.bench;

import java.util.List;
import java.util.Locale;

/**
 * One round of one row on one subject.
 *
 * @param row the row's title
 * @param subject the subject's name
 * @param round from 1
 * @param residentBytes of the subject's processes at the end of the round
 * @param problems why the round is no figure; empty when it is one
 */
record Measurement(
        String row,
        String subject,
        int round,
        LoadResult load,
        CpuTime cpu,
        long residentBytes,
        List<String> problems) {

    static final String CSV_HEADER = "row,subject,round,completed,errors,cpu_ns,user_ns,system_ns,"
            + "cpu_us_per_request,requests_per_s,p50_us,p99_us,rss_bytes,problems";

    Measurement {
        problems = List.copyOf(problems);
    }

    boolean isFigure() {
        return problems.isEmpty();
    }

    /** CPU time of one operation. */
    double cpuMicros() {
        return cpu.nanos() / 1e3 / load.completed();
    }

    String csv() {
        return String.format(
                Locale.ROOT,
                "%s,%s,%d,%d,%d,%d,%d,%d,%.3f,%.1f,%.1f,%.1f,%d,\"%s\"",
                row,
                subject,
                round,
                load.completed(),
                load.errors(),
                cpu.nanos(),
                cpu.userNanos(),
                cpu.systemNanos(),
                cpuMicros(),
                load.requestsPerSecond(),
                load.p50Micros(),
                load.p99Micros(),
                residentBytes,
                String.join("; ", problems).replace('"', '\''));
    }
}
