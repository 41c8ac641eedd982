package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** What else the kernel knows: resident memory and TCP connections. */
final class Kernel {
    private Kernel() {}

    /** Resident bytes of processes added up; pages that two of them share count twice. */
    static long residentBytes(Collection<Long> pids) throws IOException {
        long kibibytes = 0;
        for (long pid : pids) {
            try {
                kibibytes += Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum();
            } catch (NoSuchFileException _) {
                // It ended between listing and reading.
            }
        }
        return kibibytes * 1024;
    }

    /** TCP connections that this network namespace has accepted since it began. */
    static long acceptedConnections() throws IOException {
        var tcp = Files.readAllLines(Path.of("/proc/net/snmp")).stream()
                .filter(line -> line.startsWith("Tcp:"))
                .map(line -> List.of(line.split(" ", -1)))
                .toList();
        return Long.parseLong(tcp.get(1).get(tcp.get(0).indexOf("PassiveOpens")));
    }

    /** The processor, its number of cores, and the kernel's release. */
    static String machine() throws IOException {
        var model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        return model + ", " + Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name")
                + " " + System.getProperty("os.version");
    }

    /** Whether {@code program} is a file that can be run in one of PATH's folders. */
    static boolean hasProgram(String program) {
        var path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder.isEmpty() ? "." : folder, program)));
    }
}
