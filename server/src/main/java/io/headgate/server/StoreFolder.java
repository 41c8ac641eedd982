package io.headgate.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which member of which cluster, and where its folder is: what {@code serve} and {@code restore} are told alike. */
final class StoreFolder {
    @Option(names = "--name", paramLabel = "NAME", description = "The member's name; default unless given.")
    private @Nullable String name;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The member's folder; NAME.store in the current one unless given.")
    private @Nullable Path data;

    @Option(
            names = "--cluster",
            paramLabel = "NAME=URL",
            split = ",",
            description = "All members of a cluster that begins and their peer URLs; this one alone unless given.")
    private @Nullable Map<String, URI> cluster;

    @Option(
            names = "--token",
            paramLabel = "TEXT",
            description = "What tells this cluster from another one with the same members; headgate unless given.")
    private @Nullable String token;

    String name() {
        return name == null ? "default" : name;
    }

    Path path() {
        return data == null ? Path.of(name() + ".store") : data;
    }

    /** As given. */
    @Nullable
    Map<String, URI> cluster() {
        return cluster;
    }

    /**
     * The cluster that begins.
     *
     * @param peer where this member is reached if it begins alone
     * @param backup digest of what it begins with; empty for none
     */
    Founding founding(URI peer, String backup) {
        Map<String, URI> founders = cluster == null ? Map.of(name(), peer) : cluster;
        return new Founding(founders, token == null ? "headgate" : token, backup);
    }

    /** Adds what is wrong with the options. */
    void problems(List<String> problems, URI peer, boolean isJoining) {
        if (name != null && name.isBlank()) {
            problems.add("--name: '" + name + "' (expected: a name)");
        }
        Map<String, URI> founders = cluster;
        if (founders == null || isJoining) {
            return;
        }
        founders.forEach((member, url) -> {
            if (!isUrl(url)) {
                problems.add("--cluster: " + member + "=" + url + " (expected: NAME=http://HOST:PORT)");
            } else if (!String.valueOf(url.getScheme()).equals(peer.getScheme())) {
                problems.add("--cluster: " + member + "=" + url + " (expected: " + peer.getScheme()
                        + "://, as this member's --listen-peer is)");
            }
        });
        if (!founders.containsKey(name())) {
            problems.add("--cluster: no " + name() + " (expected: this member among " + founders.keySet()
                    + "; --name says which it is)");
        }
        if (founders.values().stream().distinct().count() < founders.size()) {
            problems.add("--cluster: " + founders + " (expected: a URL of its own for each member)");
        }
    }

    /**
     * Compares what was given with what the folder says; what was not given agrees.
     *
     * @throws IOException if they are not the same member of the same cluster
     */
    void requireSame(MemberFile before) throws IOException {
        if (name != null && !name.equals(before.name())) {
            throw new IOException(path() + ": the folder of member " + before.name() + " (expected: that of " + name
                    + ", as --name says)");
        }
        Map<String, URI> founders = cluster;
        if (founders != null || token != null) {
            String origin = founding(URI.create(before.peer()), "").origin();
            if (!origin.equals(before.origin())) {
                throw new IOException(path() + ": the folder of a member of cluster " + before.cluster() + ", begun as "
                        + before.origin() + " (expected: " + origin
                        + ", as --cluster and --token say, or neither of them)");
            }
        }
    }

    static boolean isUrl(URI url) {
        boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        return isHttp
                && url.getHost() != null
                && url.getPort() > 0
                && url.getPort() <= 65_535
                && String.valueOf(url.getRawPath()).isEmpty();
    }
}
