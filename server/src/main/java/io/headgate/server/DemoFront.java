package io.headgate.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The demo's configuration file, as a person would write it. */
final class DemoFront {
    private DemoFront() {}

    /** Writes {@code front.yaml} to a new temporary folder, where it stays. */
    static Path write(int port, List<DemoBackend> backends) throws IOException {
        Path file = Files.createTempDirectory("headgate-demo-").resolve("front.yaml");
        return Files.writeString(file, text(port, backends));
    }

    static String text(int port, List<DemoBackend> backends) {
        String endpoints = backends.stream()
                .collect(Collectors.groupingBy(
                        DemoBackend::site,
                        java.util.TreeMap::new,
                        Collectors.mapping(backend -> '"' + backend.address() + '"', Collectors.joining(", "))))
                .entrySet()
                .stream()
                .map(site -> "    " + site.getKey() + ": [" + site.getValue() + "]\n")
                .collect(Collectors.joining())
                .stripTrailing();
        return """
                # Edit me while the demo runs: a valid change is in force within a second, an invalid one is refused with its reasons.
                sites: { east: {}, west: {} }

                listeners:
                  web: { bind: "127.0.0.1:%d", protocol: http }

                hosts:
                  "*":
                    routes:
                      - { name: cart, match: { path: /cart }, pool: carts, retries: 3 }
                      - { name: all, match: { path: / }, pool: web, retries: 3 }

                pools:
                  # New work goes to the endpoint of the own site that has the least to do. When too little of the site is left,
                  # the other site helps.
                  web:
                    policy: least-request
                    health: &health { http: /healthz, interval: 200ms, unhealthy: 2, healthy: 2 }
                    ejection: &ejection { consecutive-failures: 3, base: 1s }
                    retry-budget: &budget { percent: 20%%, min-per-second: 20 }
                    endpoints: &endpoints
                %s

                  # The same, but a cookie brings each client back to the endpoint it had before.
                  carts:
                    policy: least-request
                    persistence: { cookie: demo }
                    health: *health
                    ejection: *ejection
                    retry-budget: *budget
                    endpoints: *endpoints
                """.formatted(port, endpoints.indent(2).stripTrailing());
    }
}
