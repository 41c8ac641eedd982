package io.headgate.simulation;

import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Generator;
import io.headgate.property.Hegel;
import io.headgate.property.Settings;
import io.headgate.simulation.Fault.Partition;
import io.headgate.simulation.Fault.Partition.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NetworkTest {
    private static final int NODES = 5;
    private static final int CLIENTS = 2;
    private static final int PARTICIPANTS = NODES + CLIENTS;
    private static final long BASE = 1_000;
    private static final Settings SETTINGS = new Settings().testCases(300).database("disabled");

    private static final Generator<Partition> PARTITIONS = composite(tc -> new Partition(
            tc.draw(sampledFrom(Shape.values())),
            tc.draw(integers(0, NODES - 1)),
            tc.draw(integers(0, (1 << PARTICIPANTS) - 1)),
            0,
            1));

    @Test
    void onlyAOneWayPartitionCutsALinkInOneDirectionOnly() {
        Hegel.test(
                tc -> {
                    Partition partition = tc.draw(PARTITIONS, "partition");
                    forEachLink((from, to) -> {
                        boolean there = partition.cuts(from, to, NODES);
                        boolean back = partition.cuts(to, from, NODES);
                        if (partition.shape() == Shape.ONE_WAY) {
                            assertThat(there && back).isFalse();
                        } else {
                            assertThat(there).isEqualTo(back);
                        }
                    });
                },
                SETTINGS);
    }

    @Test
    void noPartitionCutsAParticipantFromItself() {
        Hegel.test(
                tc -> {
                    Partition partition = tc.draw(PARTITIONS, "partition");
                    for (int i = 0; i < PARTICIPANTS; i++) {
                        assertThat(partition.cuts(i, i, NODES)).isFalse();
                    }
                },
                SETTINGS);
    }

    @Test
    void eachShapeCutsTheLinksItIsNamedFor() {
        int low = 0b0000011; // nodes 0 and 1; both clients are on the other side
        assertThat(cut(Shape.SPLIT, 0, low)).isEqualTo("02 03 04 05 06 12 13 14 15 16 20 21 30 31 40 41 50 51 60 61");
        assertThat(cut(Shape.ONE_WAY, 0, low)).isEqualTo("02 03 04 05 06 12 13 14 15 16");
        assertThat(cut(Shape.BRIDGE, 1, low)).isEqualTo("02 03 04 05 06 20 30 40 50 60");
        assertThat(cut(Shape.RING, 0, low)).isEqualTo("02 03 13 14 20 24 30 31 41 42");
        // Client 5 stays with the node that is cut off.
        assertThat(cut(Shape.ISOLATED, 2, 0b0100000))
                .isEqualTo("02 05 12 15 20 21 23 24 26 32 35 42 45 50 51 53 54 56 62 65");
    }

    @Test
    void whatIsLeftOfOverlappingPartitionsStaysCut() {
        Hegel.test(
                tc -> {
                    List<Partition> partitions = tc.draw(lists(PARTITIONS).maxSize(6), "partitions");
                    Network network = network();
                    partitions.forEach(network::begin);
                    int ended = tc.draw(integers(0, partitions.size()), "ended");
                    partitions.subList(0, ended).forEach(network::end);
                    List<Partition> left = partitions.subList(ended, partitions.size());
                    forEachLink((from, to) -> assertThat(network.isCut(from, to))
                            .isEqualTo(left.stream().anyMatch(partition -> partition.cuts(from, to, NODES))));
                },
                SETTINGS);
    }

    @Test
    void aQuietNetworkTakesTheBaseDelay() {
        Network.Fate fate = network().send(5, 0, 1);
        assertThat(fate).isEqualTo(new Network.Fate(false, BASE, false, 0, ""));
    }

    @Test
    void jitterStaysWithinItsBoundAndIsTheSameForTheSameMessage() {
        long jitter = 500;
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        for (List<Long> delays : List.of(first, second)) {
            Network network = new Network(NODES, PARTICIPANTS, BASE, jitter, 42);
            for (int i = 0; i < 200; i++) {
                delays.add(network.send(i, 0, 1).delayNanos());
            }
        }
        assertThat(first).isEqualTo(second).allMatch(delay -> delay >= BASE && delay <= BASE + jitter);
        assertThat(first.stream().distinct().count()).isGreaterThan(100);
    }

    @Test
    void aTroubledLinkLosesDelaysHoldsOrDoublesWhatIsSentMeanwhile() {
        assertThat(sendUnder(link(FaultKind.LOSS, 0, 0), 150).isLost()).isTrue();
        assertThat(sendUnder(link(FaultKind.DELAY, 70, 0), 150).delayNanos()).isEqualTo(BASE + 70);
        assertThat(sendUnder(link(FaultKind.CLOG, 0, 0), 150).delayNanos()).isEqualTo(100 + 5_000 - 150);
        Network.Fate doubled = sendUnder(link(FaultKind.DUPLICATE, 70, 0), 150);
        assertThat(doubled.isDoubled()).isTrue();
        assertThat(doubled.copyDelayNanos()).isEqualTo(BASE + 70);
    }

    @Test
    void aTroubledLinkLeavesOtherLinksAndLaterMessagesAlone() {
        Fault.Link loss = link(FaultKind.LOSS, 0, 0);
        Network network = network();
        network.begin(loss);
        assertThat(network.send(150, 1, 0).isLost()).isFalse();
        assertThat(network.send(150, 0, 2).isLost()).isFalse();
        assertThat(network.send(5_100, 0, 1).isLost()).isFalse();
        network.end(loss);
        assertThat(network.send(150, 0, 1).isLost()).isFalse();
    }

    @Test
    void rarityIsHowFewMessagesAreHit() {
        for (int rarity = 0; rarity <= 6; rarity++) {
            Network network = network();
            network.begin(link(FaultKind.LOSS, 0, rarity));
            int lost = 0;
            for (int i = 0; i < 4_000; i++) {
                lost += network.send(150, 0, 1).isLost() ? 1 : 0;
            }
            double expected = 4_000.0 / (1 << rarity);
            assertThat((double) lost).isBetween(expected * 0.6, expected * 1.4);
        }
    }

    @Test
    void aHealedLinkIsFreeOfCutsAndTroublesForGood() {
        Network network = network();
        network.begin(new Partition(Shape.SPLIT, 0, 1, 0, 1));
        network.begin(link(FaultKind.LOSS, 0, 0));
        network.heal(0, 1);
        assertThat(network.send(150, 0, 1).isLost()).isFalse();
        assertThat(network.isCut(1, 0)).isTrue();
        network.cut(0, 1);
        assertThat(network.send(150, 0, 1).isLost()).isTrue();
    }

    private static Network network() {
        return new Network(NODES, PARTICIPANTS, BASE, 0, 0);
    }

    private static Fault.Link link(FaultKind kind, long lagNanos, int rarity) {
        return new Fault.Link(kind, 0, 1, 100, 5_000, lagNanos, rarity, 9);
    }

    private static Network.Fate sendUnder(Fault.Link trouble, long nowNanos) {
        Network network = network();
        network.begin(trouble);
        return network.send(nowNanos, 0, 1);
    }

    private static String cut(Shape shape, int pivot, int side) {
        Partition partition = new Partition(shape, pivot, side, 0, 1);
        List<String> links = new ArrayList<>();
        forEachLink((from, to) -> {
            if (partition.cuts(from, to, NODES)) {
                links.add("" + from + to);
            }
        });
        return String.join(" ", links);
    }

    /** What is done with a link. */
    private interface LinkCheck {
        void check(int from, int to);
    }

    private static void forEachLink(LinkCheck check) {
        for (int from = 0; from < PARTICIPANTS; from++) {
            for (int to = 0; to < PARTICIPANTS; to++) {
                check.check(from, to);
            }
        }
    }
}
