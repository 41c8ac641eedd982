package io.headgate.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The programs that benchmarks run, and the Debian packages that bring them. */
final class Prerequisites {
    private static final Map<String, String> PACKAGES = packages();

    private Prerequisites() {}

    /**
     * Installs what is missing with {@code apt-get} where we may.
     *
     * @throws BenchFailure naming the packages, where we may not
     */
    static void require(Set<String> programs) throws IOException, InterruptedException {
        var missing = missing(programs);
        if (missing.isEmpty()) {
            return;
        }
        if (!Kernel.hasProgram("apt-get") || !System.getProperty("user.name").equals("root")) {
            throw new BenchFailure("missing programs (expected: the Debian packages " + String.join(" ", missing)
                    + "; root installs them by itself)");
        }
        Progress.say("installing " + String.join(" ", missing));
        Command.output(List.of("apt-get", "update", "-qq"), Map.of(), /* limitSeconds= */ 300);
        var install = new ArrayList<>(List.of("apt-get", "install", "-y", "--no-install-recommends"));
        install.addAll(missing);
        Command.output(install, Map.of("DEBIAN_FRONTEND", "noninteractive"), /* limitSeconds= */ 600);
        var still = missing(programs);
        if (!still.isEmpty()) {
            throw new BenchFailure("still missing after apt-get install: " + still);
        }
    }

    /** What the load generators and the backend need whatever is compared. */
    static Set<String> forL7(List<Subject> subjects) {
        var programs = forStarting(subjects);
        programs.addAll(List.of("wrk", "h2load"));
        return programs;
    }

    /** What it takes to start the backend and the subjects. */
    static Set<String> forStarting(List<Subject> subjects) {
        var programs = new LinkedHashSet<>(List.of("nginx", "openssl", "taskset"));
        for (var subject : subjects) {
            switch (subject) {
                case Haproxy _ -> programs.add("haproxy");
                case Nginx _, Headgate _ -> {}
            }
        }
        return programs;
    }

    /** What the comparison of stores needs: etcdctl is the judge whatever is compared. */
    static Set<String> forStore(List<StoreSubject> subjects) {
        var programs = new LinkedHashSet<>(List.of("etcdctl"));
        for (var subject : subjects) {
            switch (subject) {
                case EtcdStore _ -> programs.add("etcd");
                case HeadgateStore _ -> {}
            }
        }
        return programs;
    }

    private static Set<String> missing(Set<String> programs) {
        return programs.stream()
                .filter(program -> !Kernel.hasProgram(program))
                .map(program -> PACKAGES.getOrDefault(program, program))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Map<String, String> packages() {
        var packages = new LinkedHashMap<String, String>();
        packages.put("nginx", "nginx");
        packages.put("haproxy", "haproxy");
        packages.put("wrk", "wrk");
        packages.put("h2load", "nghttp2-client");
        packages.put("openssl", "openssl");
        packages.put("etcd", "etcd-server");
        packages.put("etcdctl", "etcd-client");
        packages.put("taskset", "util-linux");
        return Map.copyOf(packages);
    }
}
