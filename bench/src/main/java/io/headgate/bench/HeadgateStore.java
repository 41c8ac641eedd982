package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Headgate's store as its launcher starts it. Several differ by name and JVM arguments.
 *
 * @param root folder of the launcher
 * @param arguments for the JVM of each member, divided by blanks
 */
record HeadgateStore(String name, Path root, String arguments) implements StoreSubject {

    @Override
    public String version() throws IOException, InterruptedException {
        return new Headgate(name, root, arguments).version();
    }

    @Override
    public Launch launch(Member member, List<Member> cluster) {
        var command = List.of(
                root.resolve("headgate").toString(),
                "store",
                "serve",
                "--name",
                member.name(),
                "--data",
                member.data().toString(),
                "--listen-client",
                member.clientUrl(),
                "--listen-peer",
                member.peerUrl(),
                "--cluster",
                StoreSubject.peers(cluster));
        return new Launch(command, Map.of("HEADGATE_OPTS", arguments));
    }

    @Override
    public int warmUpSeconds() {
        return 15;
    }

    @Override
    public boolean isPeer() {
        return false;
    }
}
