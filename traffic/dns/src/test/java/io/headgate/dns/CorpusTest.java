package io.headgate.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

/** Messages, well-formed and not, with what must become of them; {@code messages.txt} tells the form. */
class CorpusTest {
    private static final List<Vector> VECTORS = read();

    private record Vector(String expected, String text) {}

    private static List<Vector> read() {
        try (InputStream in = Objects.requireNonNull(CorpusTest.class.getResourceAsStream("messages.txt"))) {
            var vectors = new ArrayList<Vector>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int bar = line.indexOf(" | ");
                    vectors.add(new Vector(
                            line.substring(0, bar).strip(),
                            line.substring(bar + 3).strip()));
                }
            }
            return vectors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Asked asked() {
        var settings = new ResponderSettings(1_232, new CookieSecrets(Asked.SECRET, null), null);
        Zone zone = Zones.zone("www.example.test. 60 A 192.0.2.1", "sub.example.test. 60 NS ns.other.test.");
        return new Asked(settings, DnsSnapshot.of(ZoneSet.of(List.of(zone)), SiteStates.ALL_UP));
    }

    @TestFactory
    List<DynamicTest> messagesAreAnsweredAsTheCorpusSays() {
        var tests = new ArrayList<DynamicTest>();
        for (Vector vector : VECTORS) {
            tests.add(DynamicTest.dynamicTest(vector.expected + " | " + vector.text, () -> {
                byte[] message = octets(vector.text);
                String told = describe(asked(), message);
                assertThat(List.of(told.split(" ", -1))).as(told).contains(vector.expected.split(" +"));
            }));
        }
        return tests;
    }

    /** However a message is cut off, it gets an error or nothing. */
    @TestFactory
    List<DynamicTest> noMessageIsUnderstoodBeforeItsEnd() {
        var tests = new ArrayList<DynamicTest>();
        for (Vector vector : VECTORS) {
            if (!vector.expected.startsWith("NOERROR")) {
                continue;
            }
            byte[] message = octets(vector.text);
            tests.add(DynamicTest.dynamicTest(vector.text, () -> {
                for (int length = 0; length < message.length; length++) {
                    Asked asked = asked();
                    asked.udp(Arrays.copyOf(message, length));
                    assertThat(asked.responder.outcome())
                            .as("cut at %d", length)
                            .isIn(Outcome.DROPPED, Outcome.FORMAT_ERROR);
                }
            }));
        }
        return tests;
    }

    @Test
    void theCorpusReachesEveryOutcomeOfAMessage() {
        var reached = EnumSet.noneOf(Outcome.class);
        for (Vector vector : VECTORS) {
            Asked asked = asked();
            asked.udp(octets(vector.text));
            reached.add(asked.responder.outcome());
        }
        assertThat(reached)
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(
                        EnumSet.of(Outcome.SERVER_FAILURE, Outcome.TRUNCATED, Outcome.SLIPPED, Outcome.LIMITED)));
    }

    private static String describe(Asked asked, byte[] message) {
        byte[] response = asked.udp(message);
        if (response.length == 0) {
            return "dropped";
        }
        Message read = Asked.read(response);
        var words = new TreeMap<Integer, String>();
        words.put(0, Asked.describe(read).split("\n", 2)[0]);
        words.put(1, asked.responder.outcome().toString());
        words.put(2, "questions=" + read.getSection(Section.QUESTION).size());
        words.put(3, "answers=" + read.getSection(Section.ANSWER).size());
        words.put(4, String.format("flags=%04x", (response[2] & 0xFF) << 8 | (response[3] & 0xFF)));
        OPTRecord opt = read.getOPT();
        words.put(5, opt == null ? "no-edns" : "edns version=" + opt.getVersion() + " do=" + (opt.getFlags() >>> 15));
        if (opt != null) {
            for (EDNSOption option : opt.getOptions()) {
                byte[] wire = option.toWire();
                words.put(
                        10 + option.getCode(),
                        "option" + option.getCode() + "="
                                + HexFormat.of().formatHex(wire, 4, Math.min(wire.length, 12)));
            }
        }
        return String.join(" ", words.values());
    }

    /** Words: hexadecimal digits; {@code name:a.b} for a name; {@code Q} and {@code OPT} as told in the file. */
    private static byte[] octets(String text) {
        var out = new ByteArrayOutputStream();
        for (String word : text.split(" +", -1)) {
            int star = word.indexOf('*');
            int times = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1));
            String one = star < 0 ? word : word.substring(0, star);
            for (int i = 0; i < times; i++) {
                out.writeBytes(word(one));
            }
        }
        return out.toByteArray();
    }

    private static byte[] word(String word) {
        if (word.startsWith("name:")) {
            return DnsName.parse(word.substring(5)).toWire();
        }
        String hex = switch (word) {
            case "Q" -> "abcd 0100 0001 0000 0000 0000";
            case "QE" -> "abcd 0100 0001 0000 0000 0001";
            case "WWW" ->
                HexFormat.of().formatHex(DnsName.parse("www.example.test").toWire()) + "0001 0001";
            case "OPT" -> "00 0029 04d0 00 00 0000";
            default -> word;
        };
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
