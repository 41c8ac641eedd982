package io.headgate.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store of real processes, {@code headgate store serve}, each with a folder and, where that can be had, a network of its
 * own. Confined to one thread, but for the clients.
 *
 * <p>Its folder has the number of this process in its name. What a dead process has left, folders and members, is found by
 * that and removed.
 */
final class StoreCluster implements AutoCloseable {
    static final int MEMBERS = 3;

    private static final String FOLDER = "headgate-torture-";
    private static final Pattern FOLDER_NAME = Pattern.compile(Pattern.quote(FOLDER) + "(\\d+)-.*");
    private static final List<String> JAVA_OPTIONS = List.of(
            "-Xmx256m", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private final Path folder;
    private final StoreNetwork network;
    private final List<StoreMemberProcess> members;
    private final List<TortureClient> clients;

    private StoreCluster(
            Path folder, StoreNetwork network, List<StoreMemberProcess> members, List<TortureClient> clients) {
        this.folder = folder;
        this.network = network;
        this.members = List.copyOf(members);
        this.clients = List.copyOf(clients);
    }

    /**
     * Starts all members.
     *
     * @param wantsLinks whether to try namespaces; otherwise, or if they cannot be had, members are on loopback
     * @param random chooses ports there
     */
    static StoreCluster start(boolean wantsLinks, RandomGenerator random) throws IOException {
        removeLeftovers();
        Path folder = Files.createTempDirectory(FOLDER + ProcessHandle.current().pid() + "-");
        @Nullable StoreCluster cluster = null;
        try {
            StoreNetwork network = network(wantsLinks, random);
            Tls tls = network.hasLinks() ? Tls.of(network, folder) : null;
            List<StoreMemberProcess> members = IntStream.range(0, MEMBERS)
                    .mapToObj(member -> new StoreMemberProcess(
                            name(member), command(network, tls, folder, member), folder.resolve(name(member) + ".log")))
                    .toList();
            List<TortureClient> clients = new ArrayList<>();
            for (int member = 0; member < MEMBERS; member++) {
                clients.add(TortureClient.to(network.client(member), tls == null ? null : tls.certificate()));
            }
            cluster = new StoreCluster(folder, network, members, clients);
            for (StoreMemberProcess member : members) {
                member.start();
            }
            return cluster;
        } catch (IOException | RuntimeException failed) {
            if (cluster == null) {
                delete(folder);
            } else {
                cluster.close();
            }
            throw failed;
        }
    }

    private static StoreNetwork network(boolean wantsLinks, RandomGenerator random) {
        if (wantsLinks) {
            try {
                return StoreNamespaces.create(MEMBERS);
            } catch (IOException cannot) {
                System.out.println("no network namespaces, so no link is cut: " + cannot.getMessage());
            }
        }
        return StoreLoopback.of(MEMBERS, random);
    }

    static String name(int member) {
        return "n" + (member + 1);
    }

    /** One certificate for all members, which is its own authority: outside of loopback members speak nothing but TLS. */
    private record Tls(Path certificate, Path key) {
        static Tls of(StoreNetwork network, Path folder) throws IOException {
            var tls = new Tls(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
            String[] names = IntStream.range(0, MEMBERS)
                    .mapToObj(member -> network.peer(member).getAddress().getHostAddress())
                    .toArray(String[]::new);
            try {
                SelfSigned.write(tls.certificate, tls.key, names);
            } catch (GeneralSecurityException failed) {
                throw new IOException(failed);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("while a certificate was made");
            }
            return tls;
        }

        List<String> options() {
            List<String> options = new ArrayList<>();
            options.addAll(List.of("--cert", certificate.toString(), "--key", key.toString()));
            options.addAll(List.of("--peer-cert", certificate.toString(), "--peer-key", key.toString()));
            options.addAll(List.of("--peer-ca", certificate.toString()));
            return options;
        }
    }

    private static List<String> command(StoreNetwork network, @Nullable Tls tls, Path folder, int member) {
        List<String> command = new ArrayList<>(network.prefix(member));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JAVA_OPTIONS);
        command.addAll(List.of(Main.class.getName(), "store", "serve"));
        command.addAll(List.of(
                "--name", name(member), "--data", folder.resolve(name(member)).toString()));
        String scheme = tls == null ? "http" : "https";
        command.addAll(List.of("--listen-client", url(scheme, network.client(member))));
        command.addAll(List.of("--listen-peer", url(scheme, network.peer(member))));
        command.add("--cluster");
        command.add(IntStream.range(0, MEMBERS)
                .mapToObj(other -> name(other) + "=" + url(scheme, network.peer(other)))
                .collect(Collectors.joining(",")));
        if (tls != null) {
            command.addAll(tls.options());
        }
        return command;
    }

    private static String url(String scheme, InetSocketAddress address) {
        return scheme + "://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    StoreNetwork network() {
        return network;
    }

    StoreMemberProcess member(int member) {
        return members.get(member);
    }

    /** May be used by all threads. */
    TortureClient client(int member) {
        return clients.get(member);
    }

    /** How members ended by themselves; empty as it should be. */
    List<String> ownEnds() throws IOException {
        List<String> ends = new ArrayList<>();
        for (StoreMemberProcess member : members) {
            String end = member.ownEnd();
            if (end != null) {
                ends.add(end);
            }
        }
        return ends;
    }

    /** The end of what each member said. */
    String lastWords() throws IOException {
        var said = new StringBuilder();
        for (int member = 0; member < MEMBERS; member++) {
            said.append("---- ")
                    .append(name(member))
                    .append('\n')
                    .append(members.get(member).lastWords())
                    .append('\n');
        }
        return said.toString();
    }

    /** Copies the folders and outputs of all members, which must not run. */
    void keep(Path target) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path copy = target.resolve(folder.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                }
            }
        }
    }

    /** Kills all members. */
    void stop() {
        clients.forEach(TortureClient::close);
        members.forEach(StoreMemberProcess::close);
    }

    /** Leaves nothing; may be called twice, and by another thread when the whole program ends. */
    @Override
    public synchronized void close() {
        stop();
        try {
            network.close();
        } finally {
            delete(folder);
        }
    }

    private static void removeLeftovers() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try (var folders = Files.newDirectoryStream(parent, FOLDER + "*")) {
            for (Path leftover : folders) {
                Matcher matcher = FOLDER_NAME.matcher(leftover.getFileName().toString());
                if (matcher.matches()
                        && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                    killMembersIn(leftover);
                    delete(leftover);
                }
            }
        }
    }

    /** Members whose data is in this folder, and nobody else. */
    private static void killMembersIn(Path leftover) {
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(List::of)
                        .filter(arguments -> arguments.contains(Main.class.getName())
                                && arguments.stream().anyMatch(each -> each.startsWith(leftover + "/")))
                        .isPresent())
                .forEach(member -> {
                    member.destroyForcibly();
                    member.onExit().join();
                });
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
