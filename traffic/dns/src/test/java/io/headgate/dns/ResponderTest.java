package io.headgate.dns;

import static io.headgate.property.Generators.binary;
import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ResponderTest {
    private static final int COOKIE = Query.OPTION_COOKIE;

    /** A zone with an answer of a bit over 512 octets, and one of over 1,232. */
    private static Zone zone() {
        return Zones.zone(
                "www.example.test. 60 A 192.0.2.1",
                "*.w.example.test. 60 A 192.0.2.1",
                "half.example.test. 60 TXT " + "x".repeat(250) + " " + "y".repeat(250),
                "large.example.test. 60 TXT " + ("z".repeat(250) + " ").repeat(6));
    }

    private static Asked limited(int slip, boolean cookies) {
        var settings = new ResponderSettings(
                1_232,
                cookies ? new CookieSecrets(Asked.SECRET, null) : null,
                new RateLimit(1, 2, slip, 24, 56, 1_024));
        return new Asked(settings, DnsSnapshot.of(ZoneSet.of(List.of(zone())), SiteStates.ALL_UP));
    }

    @Test
    void whatDoesNotFitIsTruncatedOverUdpAndWholeOverTcp() {
        Asked asked = Asked.plain(zone());
        assertTruncated(asked, Asked.question("half.example.test.", Type.TXT), /* truncated= */ true);
        assertTruncated(asked, Asked.question("half.example.test.", Type.TXT, 512), /* truncated= */ true);
        assertTruncated(asked, Asked.question("half.example.test.", Type.TXT, 1_232), /* truncated= */ false);
        assertTruncated(asked, Asked.question("large.example.test.", Type.TXT, 4_096), /* truncated= */ true);
    }

    private static void assertTruncated(Asked asked, Message query, boolean truncated) {
        Message answer = Asked.read(asked.udp(query.toWire()));
        assertThat(answer.getHeader().getFlag(Flags.TC)).isEqualTo(truncated);
        assertThat(answer.getSection(Section.ANSWER)).hasSize(truncated ? 0 : 1);
        assertThat(asked.responder.outcome()).isEqualTo(truncated ? Outcome.TRUNCATED : Outcome.ANSWER);
        Message whole = Asked.read(asked.tcp(query.toWire()));
        assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(whole.getSection(Section.ANSWER)).hasSize(1);
    }

    /** Whatever is asked however: UDP gives what TCP gives, or says that it is too much, and never more than was announced. */
    @HegelTest(testCases = 500)
    void udpGivesWhatTcpGivesOrSaysItIsTooMuch(TestCase tc) {
        var lines = Zones.drawLines(tc).toArray(String[]::new);
        Asked asked = Asked.plain(Zones.zone(lines));
        String name = tc.draw(Zones.askedNames(), "name");
        int type = tc.draw(sampledFrom(Type.A, Type.TXT, Type.ANY, Type.NS, Type.AXFR), "type");
        int octets = tc.draw(integers(0, 700), "octets");
        Message query = octets == 0 ? Asked.question(name, type) : Asked.question(name, type, octets);
        byte[] udp = asked.udp(query.toWire());
        assertThat(udp).hasSizeBetween(12, Math.max(512, octets));
        Message answer = Asked.read(udp);
        assertThat(answer.getHeader().getID()).isEqualTo(query.getHeader().getID());
        assertThat(answer.getOPT() != null).isEqualTo(octets != 0);
        if (answer.getHeader().getFlag(Flags.TC)) {
            assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        } else {
            assertThat(udp).isEqualTo(asked.tcp(query.toWire()));
        }
    }

    @HegelTest(testCases = 300)
    void theCaseOfTheQuestionIsEchoedAndChangesNothing(TestCase tc) {
        Asked asked = Asked.plain(zone());
        String name = tc.draw(sampledFrom("www.example.test.", "x.w.example.test.", "nothing.example.test."), "name");
        var mixed = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            mixed.append(tc.draw(booleans()) ? Character.toUpperCase(c) : c);
        }
        byte[] query = Asked.question(mixed.toString(), Type.A).toWire();
        byte[] response = asked.udp(query);
        assertThat(Arrays.copyOfRange(response, 12, query.length))
                .isEqualTo(Arrays.copyOfRange(query, 12, query.length));
        assertThat(Asked.describe(Asked.read(response)))
                .isEqualTo(Asked.describe(asked.ask(name.toLowerCase(Locale.ROOT), Type.A)));
    }

    /** Anything at all: nothing is thrown, nothing is written beside, what comes out is a response to what came in. */
    @HegelTest(testCases = 1_000)
    void anyOctetsAreAnsweredOrDropped(TestCase tc) {
        Asked asked = limited(1, /* cookies= */ true);
        byte[] message = Asked.question("www.example.test.", Type.A, 1_232, new GenericEDNSOption(COOKIE, new byte[8]))
                .toWire();
        for (byte[] change : tc.draw(lists(binary().minSize(2).maxSize(2)).maxSize(6), "changes")) {
            message[(change[0] & 0xFF) % message.length] = change[1];
        }
        message = Arrays.copyOf(message, tc.draw(integers(0, message.length), "length"));
        byte[] response = asked.udp(message);
        tc.classify(asked.responder.outcome().toString());
        if (response.length == 0) {
            assertThat(asked.responder.outcome()).isEqualTo(Outcome.DROPPED);
        } else {
            Message read = Asked.read(response);
            assertThat(read.getHeader().getFlag(Flags.QR)).isTrue();
            assertThat(Arrays.copyOf(response, 2)).isEqualTo(Arrays.copyOf(message, 2));
        }
    }

    /** After the first rounds, in which classes are initialised, nothing at all: compiled or not, there is no {@code new} on the way. */
    @Test
    void answeringAllocatesNothing() {
        var settings = new ResponderSettings(1_232, new CookieSecrets(Asked.SECRET, null), RateLimit.of(1_000));
        var host = new SiteHost(
                DnsName.parse("host.example.test."),
                20,
                new SitePolicy.Nearest(SiteMap.of(Map.of(), List.of()), List.of("east")),
                WhenAllDown.USE_ALL,
                Map.of("east", Zones.addresses(3)));
        Zone zone = Zone.of(
                DnsName.parse(Zones.APEX),
                Zones.records(
                        "a.example.test. 60 CNAME host.example.test.", "d.example.test. 60 NS ns.d.example.test."),
                List.of(host));
        var snapshot = DnsSnapshot.of(ZoneSet.of(List.of(zone)), SiteStates.ALL_UP);
        var responder = new Responder(settings, Asked.SECRET);
        var client = new ClientAddress();
        var response = new byte[1_232];
        byte[][] queries = Stream.of("host", "a", "x.d", "nothing")
                .map(name -> Asked.question(
                        name + ".example.test.", Type.A, 1_232, new GenericEDNSOption(COOKIE, new byte[8])))
                .map(Message::toWire)
                .toArray(byte[][]::new);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                responder.begin(snapshot, i, i);
                byte[] query = queries[i % queries.length];
                responder.respondUdp(query, 0, query.length, client, i, response, 0);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("octets for 1,000 queries").isLessThan(1_000);
    }

    @Test
    void aCookieIsAnsweredWithOneThatIsValid() {
        Asked asked = limited(0, /* cookies= */ true);
        byte[] clientCookie = HexFormat.of().parseHex("0102030405060708");
        byte[] given = cookie(asked, clientCookie);
        assertThat(given).hasSize(24).startsWith(clientCookie);
        for (int i = 0; i < 10; i++) {
            assertThat(cookie(asked, given)).as("a valid cookie knows no limit").hasSize(24);
        }
        byte[] forged = given.clone();
        forged[23] ^= 1;
        assertThat(cookie(asked, forged)).as("the second without a cookie").hasSize(24);
        assertThat(asked.udp(Asked.question("www.example.test.", Type.A).toWire()))
                .as("the third")
                .isEmpty();
        assertThat(asked.responder.outcome()).isEqualTo(Outcome.LIMITED);
    }

    private static byte[] cookie(Asked asked, byte[] cookie) {
        Message query = Asked.question("www.example.test.", Type.A, 1_232, new GenericEDNSOption(COOKIE, cookie));
        byte[] wire = Asked.read(asked.udp(query.toWire()))
                .getOPT()
                .getOptions(COOKIE)
                .getFirst()
                .toWire();
        return Arrays.copyOfRange(wire, 4, wire.length);
    }

    @Test
    void limitedResponsesSlipTruncatedAndTcpHasNoLimit() {
        Asked asked = limited(1, /* cookies= */ false);
        byte[] query = Asked.question("www.example.test.", Type.A, 1_232).toWire();
        asked.udp(query);
        asked.udp(query);
        assertThat(asked.responder.outcome()).isEqualTo(Outcome.ANSWER);
        Message slipped = Asked.read(asked.udp(query));
        assertThat(asked.responder.outcome()).isEqualTo(Outcome.SLIPPED);
        assertThat(Asked.describe(slipped)).isEqualTo("NOERROR aa tc\n");
        assertThat(slipped.getOPT()).isNotNull();
        asked.tcp(query);
        assertThat(asked.responder.outcome()).isEqualTo(Outcome.ANSWER);
        asked.nowNanos += 1_000_000_000L;
        asked.udp(query);
        assertThat(asked.responder.outcome()).isEqualTo(Outcome.ANSWER);
    }

    /** Names that one wildcard or one denial answers share an account, others do not; and so do networks. */
    @Test
    void accountsAreOfWhatIsAnswered() {
        Asked asked = limited(0, /* cookies= */ false);
        assertThat(outcomes(asked, "a.w", "b.w", "c.w", "www"))
                .containsExactly(Outcome.ANSWER, Outcome.ANSWER, Outcome.LIMITED, Outcome.ANSWER);
        assertThat(outcomes(asked, "n1", "n2", "n3"))
                .containsExactly(Outcome.NAME_ERROR, Outcome.NAME_ERROR, Outcome.LIMITED);
        asked.client.setV4(0x7F00_01FF);
        assertThat(outcomes(asked, "d.w", "n4")).containsExactly(Outcome.ANSWER, Outcome.NAME_ERROR);
    }

    private static List<Outcome> outcomes(Asked asked, String... names) {
        return Arrays.stream(names)
                .map(name -> {
                    asked.udp(Asked.question(name + ".example.test.", Type.A).toWire());
                    return asked.responder.outcome();
                })
                .toList();
    }

    /** No other implementation at hand reads this family, though some clients send it. */
    @Test
    void theEmptyPrefixOfNoFamilyIsEchoed() {
        byte[] option = HexFormat.of().parseHex("0008000400000000");
        byte[] query = Asked.question("www.example.test.", Type.A, 1_232).toWire();
        byte[] longer = Arrays.copyOf(query, query.length + option.length);
        System.arraycopy(option, 0, longer, query.length, option.length);
        longer[query.length - 1] = (byte) option.length;
        byte[] response = Asked.plain(zone()).udp(longer);
        assertThat(response).endsWith(option);
    }

    @Test
    void aSnapshotTakesEffectWithTheNextBatch() {
        Asked asked = Asked.plain(zone());
        assertThat(asked.ask("new.example.test.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        asked.set(asked.snapshot().with(ZoneSet.of(List.of(Zones.zone("new.example.test. 60 A 192.0.2.1")))));
        assertThat(asked.ask("new.example.test.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
        asked.set(asked.snapshot().with(ZoneSet.of(List.of())));
        assertThat(asked.ask("new.example.test.", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResponderSettings(511, null, null))
                .withMessage("UDP octets: 511 (expected: 512..4096)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CookieSecrets(Octets.of(new byte[15]), null))
                .withMessage("secret: 15 octets (expected: 16)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimit(0, 1, 1, 24, 56, 4))
                .withMessage("responses per second: 0 (expected: 1..1000000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Responder(ResponderSettings.PLAIN, Octets.of(new byte[1])));
    }
}
