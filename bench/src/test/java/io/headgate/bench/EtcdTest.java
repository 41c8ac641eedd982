package io.headgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes by hand, after etcd's {@code rpc.proto} and {@code kv.proto}. */
final class EtcdTest {
    /** Cluster 1, member 2, revision 300, term 4. */
    private static final String HEADER = "0a09" + "0801" + "1002" + "18ac02" + "2004";

    /** Key a, created at 5, modified at 7, version 1, value v. */
    private static final String KEY_VALUE = "0a0161" + "1005" + "1807" + "2001" + "2a0176";

    @Test
    void requestsAreWhatTheProtocolSays() {
        assertThat(hex(Etcd.put("a", "v"))).isEqualTo("0a0161" + "120176");
        assertThat(hex(Etcd.get("a"))).isEqualTo("0a0161");
        assertThat(hex(Etcd.range("a", "b"))).isEqualTo("0a0161" + "120162");
        assertThat(hex(Etcd.count("a", "b"))).isEqualTo("0a0161" + "120162" + "4801");
        assertThat(hex(Etcd.watch("a"))).isEqualTo("0a03" + "0a0161");
    }

    @Test
    void aTransactionComparesTheRevisionOfTheLastModification() {
        assertThat(hex(Etcd.putIfUnchanged("a", "v", 300)))
                .isEqualTo("0a08" + "1002" + "1a0161" + "30ac02" + "1208" + "1206" + "0a0161" + "120176");
    }

    @Test
    void aValueOfTwoHundredAndFiftySixBytesHasALengthOfTwo() {
        assertThat(hex(Etcd.put("a", KeySpace.value(1)))).startsWith("0a0161" + "128002" + "30303030");
    }

    @Test
    void answersAreReadAndUnknownFieldsPassedOver() {
        var answer =
                bytes(HEADER + "120c" + KEY_VALUE + "2002" + "7a0101" + "7801" + "7d01020304" + "790102030405060708");
        var range = Etcd.parseRange(answer);
        assertThat(range).isEqualTo(new Etcd.Range(300, List.of(new Etcd.KeyValue("a", "v", 7)), 2));
        assertThat(Etcd.revisionOf(answer)).isEqualTo(300);
    }

    @Test
    void theEndsOfALongAnswerAreItsFirstAndLastKey() {
        var other = KEY_VALUE.replace("0a0161", "0a0162");
        var ends = Etcd.parseEnds(bytes(HEADER + "120c" + KEY_VALUE + "120c" + KEY_VALUE + "120c" + other));
        assertThat(ends).isEqualTo(new Etcd.Ends(3, new Etcd.KeyValue("a", "v", 7), new Etcd.KeyValue("b", "v", 7)));
        assertThat(Etcd.parseEnds(bytes(HEADER)).sent()).isZero();
    }

    @Test
    void aMemberLeadsWhenItIsTheLeaderItNames() {
        assertThat(Etcd.parseStatus(bytes(HEADER + "1a03332e34" + "2002"))).isEqualTo(new Etcd.Status(2, 2));
        assertThat(Etcd.parseStatus(bytes(HEADER)).leader()).isZero();
    }

    @Test
    void aTransactionHasSucceededOnlyWhenItSaysSo() {
        assertThat(Etcd.succeeded(bytes(HEADER + "1001"))).isTrue();
        assertThat(Etcd.succeeded(bytes(HEADER))).isFalse();
    }

    @Test
    void eventsOfAWatchHaveTheirValuesInOrder() {
        assertThat(Etcd.parseWatch(bytes(HEADER + "1001" + "1801")))
                .isEqualTo(new Etcd.WatchAnswer(true, false, List.of()));
        var other = KEY_VALUE.replace("2a0176", "2a0177");
        assertThat(Etcd.parseWatch(bytes(HEADER + "5a0e" + "120c" + KEY_VALUE + "5a0e" + "120c" + other)))
                .isEqualTo(new Etcd.WatchAnswer(false, false, List.of("v", "w")));
    }

    @Test
    void bytesThatAreNoMessageAreAFailure() {
        for (var broken : List.of("0a", "0aff", "0a0561", "0b", "08ffffffffffffffffffffff01")) {
            assertThatExceptionOfType(BenchFailure.class)
                    .as(broken)
                    .isThrownBy(() -> Etcd.parseRange(bytes(broken)))
                    .withMessageContaining("protobuf");
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
