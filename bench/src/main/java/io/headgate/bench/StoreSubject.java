package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A replicated store under measurement: how one member of its cluster is started. It serves etcd's v3 API over gRPC. */
sealed interface StoreSubject permits EtcdStore, HeadgateStore {

    /** Name in tables and on the command line. */
    String name();

    /** What it says its version is, in one line. Called once before anything is measured, so it may build. */
    String version() throws IOException, InterruptedException;

    /** How to start a member in the foreground, the first time or with the data that it left. */
    Launch launch(Member member, List<Member> cluster);

    /** How long it is put under load before the first figure is taken, unless the command line says otherwise. */
    int warmUpSeconds();

    /** Whether it is one of those that Headgate is compared with. */
    boolean isPeer();

    /**
     * A member of a cluster.
     *
     * @param data its folder, which only the member writes into
     */
    record Member(String name, Path data, int clientPort, int peerPort) {
        String clientUrl() {
            return "http://127.0.0.1:" + clientPort;
        }

        String peerUrl() {
            return "http://127.0.0.1:" + peerPort;
        }
    }

    /** {@code n1=http://127.0.0.1:1,n2=…}, as both programs want to know their peers. */
    static String peers(List<Member> cluster) {
        return String.join(
                ",",
                cluster.stream()
                        .map(member -> member.name() + "=" + member.peerUrl())
                        .toList());
    }

    /**
     * The subjects that {@code --subjects}, {@code --headgate-args} and {@code --variant name=args} name, in that order.
     *
     * @throws UsageException for an unknown or repeated name
     */
    static List<StoreSubject> select(Arguments arguments, Path root) {
        var selected = new ArrayList<StoreSubject>();
        for (var name : arguments.words("subjects", "headgate,etcd")) {
            selected.add(
                    switch (name) {
                        case "headgate" -> new HeadgateStore(name, root, arguments.text("headgate-args", ""));
                        case "etcd" -> new EtcdStore(name, /* isPeer= */ true);
                        case "etcd-again" -> new EtcdStore(name, /* isPeer= */ false);
                        default ->
                            throw new UsageException(
                                    "--subjects: " + name + " (expected: headgate, etcd or etcd-again)");
                    });
        }
        for (var variant : arguments.all("variant")) {
            int equals = variant.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--variant: " + variant + " (expected: name=JVM arguments)");
            }
            selected.add(new HeadgateStore(variant.substring(0, equals), root, variant.substring(equals + 1)));
        }
        var names = selected.stream().map(StoreSubject::name).toList();
        if (names.isEmpty() || names.stream().distinct().count() < names.size()) {
            throw new UsageException("--subjects, --variant: " + names + " (expected: at least one, each name once)");
        }
        return List.copyOf(selected);
    }

    /** Name and version of each, for the head of a report; Headgate's launcher builds for this when it has to. */
    static List<String> versions(List<StoreSubject> subjects) throws IOException, InterruptedException {
        var versions = new ArrayList<String>();
        for (var subject : subjects) {
            versions.add(subject.name() + ": " + subject.version());
        }
        return versions;
    }
}
