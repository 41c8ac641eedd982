package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Headgate as its launcher starts it. Several differ by name and JVM arguments, to compare transports or collectors.
 *
 * @param root folder of the launcher
 * @param arguments divided by blanks: {@code --transport=NAME} goes to {@code run}, the rest to the launcher as {@code HEADGATE_OPTS}
 */
record Headgate(String name, Path root, String arguments) implements Subject {

    @Override
    public String version() throws IOException, InterruptedException {
        if (!Files.isExecutable(launcher())) {
            throw new BenchFailure(launcher() + ": not there (expected: the launcher; leave Headgate out with"
                    + " --subjects haproxy,nginx)");
        }
        // The launcher builds on its first use, which may take minutes.
        return Command.output(List.of(launcher().toString(), "version"), Map.of(), /* limitSeconds= */ 600)
                .strip()
                .lines()
                .reduce("", (_, last) -> last);
    }

    @Override
    public Launch configure(Site site) throws IOException {
        var file = site.folder().resolve("front.yaml");
        Files.writeString(file, """
                listeners:
                  web: { bind: "127.0.0.1:%d", protocol: http }
                  tls: { bind: "127.0.0.1:%d", protocol: https, certificates: [{ cert: %s, key: %s }] }
                hosts: { "*": { routes: [ { match: { path: / }, pool: b } ] } }
                pools: { b: { policy: round-robin, endpoints: ["127.0.0.1:%d"] } }
                """.formatted(
                        site.httpPort(),
                        site.tlsPort(),
                        site.certificate().chain(),
                        site.certificate().key(),
                        site.backendPort()));
        Map<Boolean, List<String>> forRun = Arrays.stream(arguments.split(" "))
                .collect(Collectors.partitioningBy(argument -> argument.startsWith("--transport=")));
        List<String> command =
                new ArrayList<>(List.of(launcher().toString(), "run", file.toString(), "--workers", "1"));
        command.addAll(forRun.get(true));
        return new Launch(command, Map.of("HEADGATE_OPTS", String.join(" ", forRun.get(false))));
    }

    @Override
    public int warmUpSeconds() {
        return 15;
    }

    @Override
    public boolean isPeer() {
        return false;
    }

    private Path launcher() {
        return root.resolve("headgate");
    }
}
