package io.headgate.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/**
 * Any octets: {@link Responder} never throws, writes nothing beside, and answers with what another implementation reads to its end. Runs
 * the inputs under {@code src/test/resources/io/headgate/dns/ResponderFuzzTestInputs}; for a search of five minutes:
 * {@code JAZZER_FUZZ=1 ./mvnw -pl traffic/dns test -Dtest=ResponderFuzzTest}.
 */
class ResponderFuzzTest {
    private static final Zone ZONE = Zone.of(
            DnsName.parse(Zones.APEX),
            Zones.records(
                    "www.example.test. 60 CNAME h.example.test.",
                    "far.example.test. 60 CNAME x.d.example.test.",
                    "*.w.example.test. 60 TXT " + "x".repeat(250) + " " + "y".repeat(250),
                    "d.example.test. 60 NS ns.d.example.test.",
                    "ns.d.example.test. 60 A 192.0.2.1"),
            List.of(new SiteHost(
                    DnsName.parse("h.example.test."),
                    20,
                    new SitePolicy.Nearest(
                            SiteMap.of(Map.of(IpPrefix.parse("10.0.0.0/8"), List.of("west")), List.of()),
                            List.of("east", "west")),
                    WhenAllDown.USE_ALL,
                    new LinkedHashMap<>(Map.of("east", Zones.addresses(2), "west", List.of(new IpAddress.V6(1, 2)))))));

    @FuzzTest(maxDuration = "5m")
    void anyOctetsAreAnsweredOrDropped(byte[] input) {
        var settings = new ResponderSettings(1_232, new CookieSecrets(Asked.SECRET, null), null);
        var asked = new Asked(settings, DnsSnapshot.of(ZoneSet.of(List.of(ZONE)), SiteStates.ALL_UP));
        byte[] udp = asked.udp(input);
        Outcome outcome = asked.responder.outcome();
        byte[] tcp = asked.tcp(input);
        if (udp.length == 0) {
            assertThat(outcome).isEqualTo(Outcome.DROPPED);
            assertThat(tcp).isEmpty();
            return;
        }
        Message read = Asked.read(udp);
        assertThat(read.getHeader().getFlag(Flags.QR)).isTrue();
        assertThat(Arrays.copyOf(udp, 2)).isEqualTo(Arrays.copyOf(input, 2));
        assertThat(Asked.read(tcp).getHeader().getFlag(Flags.TC)).isFalse();
        if (!read.getHeader().getFlag(Flags.TC)) {
            assertThat(udp).isEqualTo(tcp);
        }
    }
}
