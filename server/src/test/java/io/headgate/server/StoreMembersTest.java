package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.server.RunningStore.Run;
import io.headgate.server.ServedStore.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Clusters that grow, move and shrink under an operator's hands, by our commands and by etcdctl's. */
final class StoreMembersTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder = Path.of("");

    /** Those that are to serve, by name. */
    private final Map<String, ServedStore> members = new LinkedHashMap<>();

    private int puts;

    @AfterEach
    void stop() {
        members.values().forEach(ServedStore::close);
    }

    @Test
    void aClusterOfOneGrowsToThreeAndShrinksAgain() throws Exception {
        List<Place> places = Place.free(3, "http");
        begin(places.getFirst());
        for (Place place : places.subList(1, 3)) {
            String added = ok("member add", place.peerUrl());
            assertThat(added)
                    .contains("headgate store serve --name NAME --listen-peer " + place.peerUrl())
                    .contains("--join http://" + places.getFirst().endpoint());
            join(place, places.getFirst());
            awaitRole(place, "voter");
            demandOneStore();
        }

        assertThat(ok("member transfer", "3")).isEqualTo("leads: 3\n");
        assertThat(leader()).isEqualTo(places.get(2));
        demandOneStore();

        assertThat(ok("member remove", "2")).isEqualTo("removed 2\n");
        demandEnd(places.get(1), "member 2 was removed");
        demandOneStore();

        assertThat(leader()).isEqualTo(places.get(2));
        assertThat(ok("member remove", "3")).isEqualTo("removed 3\n");
        demandEnd(places.get(2), "member 3 was removed");
        demandOneStore();
        assertThat(status(places.getFirst()).path("role").asString()).isEqualTo("leader");
    }

    @Test
    void etcdctlAddsALearnerPromotesItHandsOverAndRemoves() throws Exception {
        Etcdctl.require();
        List<Place> places = Place.free(3, "http");
        found(places.subList(0, 2));
        Place learner = places.get(2);

        assertThat(etcdctl("member", "add", "n3", "--learner", "--peer-urls=" + learner.peerUrl()))
                .contains("added to cluster");
        join(learner, places.getFirst());
        awaitRole(learner, "learner");
        demandOneStore(learner);
        Patience.until(
                "the learner is promoted",
                () -> etcdctl()
                                .run("--endpoints=" + endpoints(), "member", "promote", "3")
                                .exitCode()
                        == 0);
        awaitRole(learner, "voter");
        demandOneStore();

        assertThat(etcdctl().ok("--endpoints=" + leader().endpoint(), "move-leader", "3"))
                .contains("Leadership transferred");
        assertThat(leader()).isEqualTo(learner);
        demandOneStore();

        assertThat(etcdctl("member", "remove", "3")).contains("Member                3 removed");
        demandEnd(learner, "member 3 was removed");
        demandOneStore();
        assertThat(etcdctl("member", "list")).doesNotContain("n3").contains("n1", "n2");
    }

    @Test
    void aMemberThatWasAwayWhenItWasRemovedIsToldAtItsNextStart() throws Exception {
        List<Place> places = Place.free(3, "http");
        found(places);
        Place away = places.get(1);
        dismiss(away);
        ok("member remove", "2");
        demandOneStore();

        for (int start = 0; start < 2; start++) {
            start(away);
            demandEnd(away, "member 2 was removed");
        }
        demandOneStore();
        Path empty = folder.resolve("empty");
        ServedStore anew = ServedStore.start(
                away, "--data", empty.toString(), "--join", places.getFirst().clientUrl());
        assertThat(anew.ended()).isEqualTo(1);
        assertThat(anew.said()).contains("no member with peer URL " + away.peerUrl());
    }

    @Test
    void aMemberMovesToAnotherAddress() throws Exception {
        Etcdctl.require();
        List<Place> places = Place.free(5, "http");
        found(places.subList(0, 3));

        Place second = places.get(1);
        Place moved = new Place(
                second.name(), "http", second.clientPort(), places.get(3).peerPort());
        dismiss(second);
        assertThat(ok("member update", "2", moved.peerUrl())).isEqualTo("updated 2\n");
        serve(moved);
        demandOneStore();

        Place leading = leader();
        Place there = new Place(
                leading.name(), "http", leading.clientPort(), places.get(4).peerPort());
        assertThat(etcdctl("member", "update", id(leading), "--peer-urls=" + there.peerUrl()))
                .contains("updated in cluster");
        dismiss(leading);
        serve(there);
        demandOneStore();
        assertThat(etcdctl("member", "list"))
                .contains(moved.peerUrl(), there.peerUrl())
                .doesNotContain(second.peerUrl(), leading.peerUrl());
    }

    @Test
    void membersSpeakTlsAndListenToNobodyElse() throws Exception {
        List<Place> places = Place.free(4, "https");
        certificate("known");
        certificate("other");
        String[] known = peerTls("known");
        found(places.subList(0, 3), known);

        Place fourth = places.get(3);
        ok("member add", fourth.peerUrl());
        List<String> join = new ArrayList<>(List.of("--join", places.getFirst().clientUrl()));
        join.addAll(List.of(peerTls("other")));
        try (PeerLog log = PeerLog.attach()) {
            start(fourth, join.toArray(String[]::new)).ready();
            log.await("does not listen to a peer at /127.0.0.1", "a certificate for its address");
            log.await("cannot speak to member 1 at", "a certificate for its address");
            demandOutside(fourth);
        }
        Place plain = new Place(fourth.name(), "http", fourth.clientPort(), fourth.peerPort());
        try (PeerLog log = PeerLog.attach()) {
            start(plain).ready();
            log.await("does not listen to a peer at /127.0.0.1", "not an SSL/TLS record");
            log.await("cannot speak to member 1 at", "it has ended the connection");
            demandOutside(fourth);
        }
        start(fourth, known).ready();
        awaitRole(fourth, "voter");
        demandOneStore();
    }

    /** A certificate that is its own authority. */
    private void certificate(String name) throws Exception {
        SelfSigned.write(folder.resolve(name + ".pem"), folder.resolve(name + "-key.pem"), "127.0.0.1");
    }

    /** Options for who shows this certificate and trusts the known authority. */
    private String[] peerTls(String name) {
        return new String[] {
            "--peer-cert", folder.resolve(name + ".pem").toString(),
            "--peer-key", folder.resolve(name + "-key.pem").toString(),
            "--peer-ca", folder.resolve("known.pem").toString()
        };
    }

    /** A member that the others do not listen to is no obstacle to them, and ends. */
    private void demandOutside(Place place) throws Exception {
        assertThat(status(place).path("leader").isNull()).isTrue();
        dismiss(place);
        for (ServedStore member : members.values()) {
            assertThat(at(member.place(), "put", "beside", place.name())).isEqualTo("OK\n");
        }
    }

    // What an operator does.

    /** A cluster of one. */
    private void begin(Place place) throws Exception {
        serve(place);
        demandOneStore();
    }

    /** A cluster that begins with these. */
    private void found(List<Place> places, String... options) throws Exception {
        String cluster = places.stream()
                .map(place -> place.name() + "=" + place.peerUrl())
                .collect(Collectors.joining(","));
        List<String> all = new ArrayList<>(List.of("--cluster", cluster));
        all.addAll(List.of(options));
        places.forEach(place -> start(place, all.toArray(String[]::new)));
        for (ServedStore member : members.values()) {
            member.ready();
        }
        demandOneStore();
    }

    private void serve(Place place) throws Exception {
        start(place).ready();
    }

    private void join(Place place, Place there) throws Exception {
        start(place, "--join", there.clientUrl()).ready();
    }

    private ServedStore start(Place place, String... options) {
        List<String> all =
                new ArrayList<>(List.of("--data", folder.resolve(place.name()).toString()));
        all.addAll(List.of(options));
        ServedStore member = ServedStore.start(place, all.toArray(String[]::new));
        members.put(place.name(), member);
        return member;
    }

    /** Ends a member. */
    private void dismiss(Place place) {
        ServedStore member = members.remove(place.name());
        if (member != null) {
            member.close();
        }
    }

    /** Waits until a member that was removed ends by itself, and says why. */
    private void demandEnd(Place place, String why) throws Exception {
        try (ServedStore member = Objects.requireNonNull(members.remove(place.name()))) {
            assertThat(member.ended()).isEqualTo(1);
            assertThat(member.said()).contains("headgate store serve: " + why + " from cluster");
        }
    }

    // What must be so after each step.

    /** Each voter takes a put and reads all puts, learners get them, and all have the same. */
    private void demandOneStore(Place... learners) throws Exception {
        List<Place> voters = new ArrayList<>(
                members.values().stream().map(ServedStore::place).toList());
        voters.removeAll(List.of(learners));
        for (Place place : voters) {
            puts++;
            assertThat(at(place, "put", "key " + puts, "by " + place.name())).isEqualTo("OK\n");
        }
        for (Place place : voters) {
            assertThat(at(place, "get", "key ", "--prefix", "--keys-only").lines())
                    .hasSize(puts);
        }
        for (Place learner : learners) {
            Patience.until(
                    "the learner has all puts",
                    () -> at(learner, "get", "key ", "--prefix", "--keys-only", "--serializable")
                                    .lines()
                                    .count()
                            == puts);
        }
        JsonNode hashes = JSON.readTree(etcdctl("endpoint", "hashkv", "--write-out=json"));
        assertThat(hashes).hasSize(members.size());
        assertThat(hashes.valueStream()
                        .map(each -> each.path("HashKV").path("hash").asLong())
                        .distinct())
                .as(hashes.toString())
                .hasSize(1);
    }

    private Place leader() throws Exception {
        List<Place> leading = new ArrayList<>();
        Patience.until("somebody leads", () -> {
            leading.clear();
            for (ServedStore member : members.values()) {
                if (status(member.place()).path("role").asString().equals("leader")) {
                    leading.add(member.place());
                }
            }
            return leading.size() == 1;
        });
        return leading.getFirst();
    }

    private static JsonNode status(Place place) {
        Run run = RunningStore.headgate("store", "status", "-o", "json", "--endpoints", place.endpoint());
        return JSON.readTree(run.out()).path("endpoints").path(0);
    }

    /** Waits until all say that a member has this role. */
    private void awaitRole(Place place, String role) throws Exception {
        for (ServedStore member : members.values()) {
            Patience.until(
                    place + " is a " + role + " at " + member.place(),
                    () -> at(member.place(), "member list")
                            .lines()
                            .anyMatch(line -> line.contains(place.name()) && line.contains(role)));
        }
    }

    /** Of the member of this name. */
    private String id(Place place) {
        return JSON.readTree(ok("member list", "-o", "json"))
                .path("members")
                .valueStream()
                .filter(each -> each.path("name").asString().equals(place.name()))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString();
    }

    // Commands.

    private String endpoints() {
        return members.values().stream()
                .map(member -> member.place().endpoint())
                .collect(Collectors.joining(","));
    }

    private String ok(String command, String... arguments) {
        return headgate(endpoints(), command, arguments);
    }

    private static String at(Place place, String command, String... arguments) {
        return headgate(place.endpoint(), command, arguments);
    }

    private static String headgate(String endpoints, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("store"));
        all.addAll(List.of(command.split(" ")));
        all.addAll(List.of("--endpoints", endpoints));
        all.addAll(List.of(arguments));
        Run run = RunningStore.headgate(all.toArray(String[]::new));
        if (run.exitCode() != 0) {
            throw new AssertionError(all + ": " + run);
        }
        return run.out();
    }

    private Etcdctl etcdctl() {
        return new Etcdctl(folder);
    }

    private String etcdctl(String... arguments) throws Exception {
        return etcdctl()
                .ok(Stream.concat(Stream.of("--endpoints=" + endpoints()), Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
