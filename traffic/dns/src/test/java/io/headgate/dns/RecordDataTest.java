package io.headgate.dns;

import static io.headgate.property.Generators.enums;
import static io.headgate.property.Generators.fromRegex;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static io.headgate.property.Generators.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class RecordDataTest {
    private static final Generator<String> TEXTS = oneOf(text().maxSize(20), fromRegex("[0-9a-z.:\\\\\"=, ]{0,20}"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A 192.0.2.1",
                "AAAA 2001:db8::1",
                "AAAA ::",
                "AAAA 1::",
                "AAAA ::ffff:192.0.2.1",
                "AAAA 1:2:3:4:5:6:7:8",
                "CNAME a.example.test.",
                "PTR host.other.test.",
                "MX 10 mail.example.test.",
                "MX 65535 .",
                "TXT one \"two words\" \"\" \\\"\\065\\255",
                "SRV 1 2 3 host.example.test.",
                "CAA 0 issue \"ca.example; account=1\"",
                "CAA 128 iodef \"\"",
                "HTTPS 0 other.test.",
                "HTTPS 1 .",
                "HTTPS 1 . alpn=h2,h3 port=8443",
                "HTTPS 16 a.example.test. mandatory=alpn,port alpn=h2 no-default-alpn port=1 ipv4hint=192.0.2.1,192.0.2.2 ech=AQID"
                        + " ipv6hint=2001:db8::1 key667=hello",
            })
    void dataIsWhatAnotherImplementationMakesOfIt(String line) throws IOException {
        int blank = line.indexOf(' ');
        String type = line.substring(0, blank);
        Record expected = Record.fromString(
                Name.fromString("n." + Zones.APEX),
                Type.value(type),
                DClass.IN,
                60,
                line.substring(blank + 1),
                Name.root);
        Message answer = Asked.plain(Zones.zone("n.example.test. 60 " + line)).ask("n.example.test.", Type.value(type));
        assertThat(answer.getSection(Section.ANSWER)).isEqualTo(List.of(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
                    A     | 1.2.3                       | A address: 1.2.3 (expected: an IPv4 address)
                    A     | 1.2.3.256                   | A address: 1.2.3.256 (expected: an IPv4 address)
                    A     | 01.2.3.4                    | A address: 01.2.3.4 (expected: an IPv4 address)
                    A     | 1.2.3.4 5                   | A 5 (expected: nothing behind the data)
                    AAAA  | 1::2::3                     | AAAA address: 1::2::3 (expected: an IPv6 address)
                    AAAA  | 1:2:3:4:5:6:7               | AAAA address: 1:2:3:4:5:6:7 (expected: an IPv6 address)
                    AAAA  | 1:2:3:4:5:6:7:8::           | AAAA address: 1:2:3:4:5:6:7:8:: (expected: an IPv6 address)
                    AAAA  | 1.2.3.4                     | AAAA address: 1.2.3.4 (expected: an IPv6 address)
                    AAAA  | ::1.2.3.256                 | AAAA address: ::1.2.3.256 (expected: an IPv6 address)
                    AAAA  | ::12345                     | AAAA address: ::12345 (expected: an IPv6 address)
                    MX    | 65536 a.                    | MX preference: 65536 (expected: 0..65535)
                    MX    | -1 a.                       | MX preference: -1 (expected: 0..65535)
                    MX    | 1                           | MX data ends (expected: exchange)
                    MX    | 1 a..b                      | MX exchange: name: a..b (expected: labels of 1..63 octets)
                    SRV   | 1 2 70000 a.                | SRV port: 70000 (expected: 0..65535)
                    TXT   | "open                       | TXT data: "open (expected: a closing quote)
                    TXT   | a\\300                      | TXT string: 300 (expected: 0..255)
                    CAA   | 256 issue x                 | CAA flags: 256 (expected: 0..255)
                    CAA   | 0 is-sue x                  | CAA tag: is-sue (expected: 1..15 lower-case letters and digits)
                    HTTPS | 0 a. port=1                 | HTTPS parameters: 1 (expected: none with priority 0)
                    HTTPS | 1 a. port=1 port=2          | HTTPS parameter: key3 (expected: ascending keys, each once)
                    HTTPS | 1 a. mandatory=alpn         | HTTPS parameter: mandatory (expected: other keys that are there, ascending)
                    HTTPS | 1 a. no-default-alpn        | HTTPS parameter: no-default-alpn (expected: alpn beside it)
                    HTTPS | 1 a. colour=red             | HTTPS parameter: colour (expected: mandatory, alpn, no-default-alpn, port, ipv4hint, ech, ipv6hint or key0..key65534)
                    SOA   | a. b. 4294967296 1 1 1 1    | SOA serial: 4294967296 (expected: 0..4294967295)
                    """)
    void whatIsNoDataIsRefusedWithItsPlace(RecordType type, String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordData.parse(type, text))
                .withMessage(message);
    }

    /** Whatever somebody writes: data that can be served, or an error that begins with the type. */
    @HegelTest(testCases = 500)
    void anyTextIsDataOrRefused(TestCase tc) {
        RecordType type = tc.draw(enums(RecordType.class), "type");
        String piece =
                tc.draw(sampledFrom("", "0 ", "1 a. ", "a. b. ", "1 2 3 ", "0 issue ", "1 . alpn=", "\""), "piece");
        String text = piece + tc.draw(TEXTS, "text");
        try {
            RecordData data = RecordData.parse(type, text);
            assertThat(data.type()).isEqualTo(type);
            tc.classify("data");
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith(type + " ").hasMessageContaining("(expected: ");
        }
    }

    @Test
    void stringsEndAt255Octets() {
        assertThat(RecordData.parse(RecordType.TXT, "x".repeat(255)))
                .isEqualTo(new RecordData.Txt(List.of(Octets.ofText("x".repeat(255)))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordData.parse(RecordType.TXT, "x".repeat(256)))
                .withMessage("TXT string: 256 (expected: 0..255 octets)");
    }

    @ParameterizedTest
    @CsvSource({
        "2001:0db8:0:0:0:0:0:1, 2001:db8::1",
        "0:0:0:0:0:0:0:0, ::",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
        "1:0:0:3:4:0:0:7, 1::3:4:0:0:7",
        "1:0:0:0:0:0:0:0, 1::",
    })
    void addressesAreWrittenAsRfc5952Says(String given, String written) {
        assertThat(IpAddress.parse(given)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.1/24", "10.0.0.0/33", "10.0.0.0", "10.0.0.0/", "10.0.0.0/x", "::1/64", "::/129", "/8"})
    void whatIsNoPrefixIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.parse(text));
    }
}
