package io.headgate.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Each member in a network namespace of its own, joined by a bridge on which this process is too.
 *
 * <pre>
 *   this process      hgt123n0         hgt123n1         hgt123n2      namespaces
 *   198.18.x.254      eth0 .1          eth0 .2          eth0 .3
 *        |               |                |                |          pairs of veth: hgt123v0, v1, v2
 *        +---------------+--- hgt123br ---+----------------+
 * </pre>
 *
 * <p>The number is this process's id, so that what a dead process has left is known by its name. A link is cut by a
 * route that swallows what one member sends to another: neither end sees a closed connection, as when a switch fails.
 * Addresses are of the block that RFC 2544 keeps for tests.
 */
final class StoreNamespaces implements StoreNetwork {
    private static final Pattern NAME = Pattern.compile("hgt(\\d+)(?:n\\d+|br|v\\d+)");
    private static final int CLIENT_PORT = 2379;
    private static final int PEER_PORT = 2380;
    private static final int SUBNETS = 512;

    private final String name;
    private final String subnet;
    private final int members;

    private StoreNamespaces(String name, String subnet, int members) {
        this.name = name;
        this.subnet = subnet;
        this.members = members;
    }

    /**
     * Makes the namespaces and the bridge.
     *
     * @throws IOException if it may not, or cannot: nothing is left then
     */
    static StoreNamespaces create(int members) throws IOException {
        removeLeftovers();
        long pid = ProcessHandle.current().pid();
        var network = new StoreNamespaces("hgt" + pid, freeSubnet(pid), members);
        try {
            network.build();
            return network;
        } catch (IOException failed) {
            network.close();
            throw failed;
        }
    }

    private static String freeSubnet(long pid) throws IOException {
        String taken = StorePrograms.run("ip", "-o", "-4", "address", "show");
        for (int i = 0; i < SUBNETS; i++) {
            long number = (pid + i) % SUBNETS;
            String subnet = "198." + (18 + number / 256) + "." + number % 256 + ".";
            if (!taken.contains(" " + subnet)) {
                return subnet;
            }
        }
        throw new IOException("198.18.0.0/15 is taken (expected: a free network of 256 addresses)");
    }

    private void build() throws IOException {
        String bridge = name + "br";
        StorePrograms.run("ip", "link", "add", bridge, "type", "bridge");
        StorePrograms.run("ip", "address", "add", subnet + "254/24", "dev", bridge);
        StorePrograms.run("ip", "link", "set", bridge, "up");
        for (int member = 0; member < members; member++) {
            String namespace = namespace(member);
            String near = cable(member);
            StorePrograms.run("ip", "netns", "add", namespace);
            StorePrograms.run("ip", "link", "add", near, "type", "veth", "peer", "name", "eth0", "netns", namespace);
            StorePrograms.run("ip", "link", "set", near, "master", bridge, "up");
            StorePrograms.run("ip", "-n", namespace, "address", "add", address(member) + "/24", "dev", "eth0");
            StorePrograms.run("ip", "-n", namespace, "link", "set", "lo", "up");
            StorePrograms.run("ip", "-n", namespace, "link", "set", "eth0", "up");
        }
    }

    private String namespace(int member) {
        return name + "n" + member;
    }

    private String cable(int member) {
        return name + "v" + member;
    }

    private String address(int member) {
        return subnet + (member + 1);
    }

    @Override
    public List<String> prefix(int member) {
        return List.of("ip", "netns", "exec", namespace(member));
    }

    @Override
    public InetSocketAddress client(int member) {
        return new InetSocketAddress(address(member), CLIENT_PORT);
    }

    @Override
    public InetSocketAddress peer(int member) {
        return new InetSocketAddress(address(member), PEER_PORT);
    }

    @Override
    public boolean hasLinks() {
        return true;
    }

    @Override
    public void cut(int from, int to) throws IOException {
        StorePrograms.run("ip", "-n", namespace(from), "route", "add", "blackhole", address(to) + "/32");
    }

    @Override
    public void mend(int from, int to) throws IOException {
        StorePrograms.run("ip", "-n", namespace(from), "route", "del", "blackhole", address(to) + "/32");
    }

    @Override
    public void unplug(int member) throws IOException {
        StorePrograms.run("ip", "link", "set", cable(member), "down");
    }

    @Override
    public void plug(int member) throws IOException {
        StorePrograms.run("ip", "link", "set", cable(member), "up");
    }

    /** Removes what this process has made, as far as it is there. */
    @Override
    public void close() {
        List<String> problems = new ArrayList<>();
        try {
            remove(name, problems);
        } catch (IOException failed) {
            problems.add(failed.getMessage());
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException("left behind: " + problems);
        }
    }

    /** Removes what processes have made that are not there any more, members that still run in it too. */
    private static void removeLeftovers() throws IOException {
        for (String namespace : namespaces()) {
            Matcher matcher = NAME.matcher(namespace);
            if (matcher.matches() && !isAlive(matcher.group(1))) {
                remove("hgt" + matcher.group(1), new ArrayList<>());
            }
        }
        for (String link : links()) {
            Matcher matcher = NAME.matcher(link);
            if (matcher.matches() && !isAlive(matcher.group(1))) {
                remove("hgt" + matcher.group(1), new ArrayList<>());
            }
        }
    }

    private static boolean isAlive(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    private static void remove(String name, List<String> problems) throws IOException {
        for (String namespace : namespaces()) {
            if (namespace.matches(Pattern.quote(name) + "n\\d+")) {
                StorePrograms.run("ip", "netns", "pids", namespace)
                        .lines()
                        .map(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                        .forEach(process -> process.ifPresent(ProcessHandle::destroyForcibly));
                attempt(problems, "ip", "netns", "del", namespace);
            }
        }
        // The cables of a namespace go with it, but perhaps a moment later.
        for (String link : links()) {
            if (link.equals(name + "br")) {
                attempt(problems, "ip", "link", "del", link);
            }
        }
    }

    private static void attempt(List<String> problems, String... command) {
        try {
            StorePrograms.run(command);
        } catch (IOException failed) {
            problems.add(failed.getMessage());
        }
    }

    /** The first word of each line: {@code ip netns list} adds an id that some have. */
    private static List<String> namespaces() throws IOException {
        return StorePrograms.run("ip", "netns", "list")
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .toList();
    }

    private static List<String> links() throws IOException {
        return StorePrograms.run("ip", "-o", "link", "show", "type", "bridge")
                .lines()
                .map(line -> line.split(": ", 3)[1])
                .toList();
    }
}
