package io.headgate.server;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Puts what the Java process uses into a scrape, under the names that Prometheus' own client gives it. Stateless. */
final class JvmMetrics {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final Path PROCESS_STATUS = Path.of("/proc/self/status");

    private JvmMetrics() {}

    /** Adds memory, collections, threads, CPU and file descriptors. */
    static void addTo(Scrape scrape) {
        var memory = ManagementFactory.getMemoryMXBean();
        memory(scrape, memory.getHeapMemoryUsage(), "heap");
        memory(scrape, memory.getNonHeapMemoryUsage(), "nonheap");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            scrape.total(
                    Metric.JVM_GC,
                    Math.max(0, collector.getCollectionCount()),
                    Math.max(0, collector.getCollectionTime()) / MILLIS_PER_SECOND,
                    collector.getName());
        }
        scrape.value(Metric.JVM_THREADS, ManagementFactory.getThreadMXBean().getThreadCount());
        scrape.value(Metric.PROCESS_START, ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            scrape.value(Metric.PROCESS_CPU, system.getProcessCpuTime() / NANOS_PER_SECOND);
            if (system instanceof UnixOperatingSystemMXBean unix) {
                scrape.value(Metric.PROCESS_OPEN_FDS, unix.getOpenFileDescriptorCount());
                scrape.value(Metric.PROCESS_MAX_FDS, unix.getMaxFileDescriptorCount());
            }
        }
        residentBytes().ifPresent(bytes -> scrape.value(Metric.PROCESS_RESIDENT, bytes));
    }

    private static void memory(Scrape scrape, MemoryUsage usage, String area) {
        scrape.value(Metric.JVM_MEMORY_USED, usage.getUsed(), area);
        scrape.value(Metric.JVM_MEMORY_COMMITTED, usage.getCommitted(), area);
        scrape.value(Metric.JVM_MEMORY_MAX, usage.getMax(), area);
    }

    /** {@code VmRSS: 123 kB} of proc_pid_status(5); empty where there is no such file. */
    private static OptionalLong residentBytes() {
        try (var lines = Files.lines(PROCESS_STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }
}
