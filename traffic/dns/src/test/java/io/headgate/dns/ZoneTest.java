package io.headgate.dns;

import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ZoneTest {
    @HegelTest(testCases = 1_500)
    void aZoneAnswersAsTheModelDoes(TestCase tc) {
        List<String> lines = Zones.drawLines(tc);
        var model = new Model(lines);
        Asked asked = Asked.plain(Zones.zone(lines.toArray(String[]::new)));
        for (String name : tc.draw(lists(Zones.names()).minSize(1).maxSize(8), "names")) {
            int type = tc.draw(sampledFrom(Type.A, Type.A, Type.MX, Type.CNAME, Type.NS, Type.TXT, Type.DS), "type");
            Message answer = asked.ask(name, type);
            tc.classify(asked.responder.outcome().toString());
            assertThat(Asked.describe(answer))
                    .as("%s %s of %s", name, Type.string(type), lines)
                    .isEqualTo(Asked.describe(model.answer(name, type)));
        }
    }

    @Test
    void aNameBelongsToTheZoneWithTheLongestApex() {
        Zone parent = Zones.zone("a.b.example.test. 60 TXT parent", "c.example.test. 60 TXT parent");
        List<ResourceRecord> records = new ArrayList<>();
        records.add(Zones.record("b.example.test. 60 SOA ns1.other.test. admin.other.test. 1 1 1 1 1"));
        records.add(Zones.record("b.example.test. 60 NS ns1.other.test."));
        records.add(Zones.record("a.b.example.test. 60 TXT child"));
        Zone child = Zone.of(DnsName.parse("B.example.test"), records, List.of());
        Asked asked = Asked.plain(parent, child);
        assertThat(text(asked, "a.b.example.test.")).contains("child");
        assertThat(text(asked, "c.example.test.")).contains("parent");
        assertThat(asked.ask("x.test.", Type.TXT).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThatThrownBy(() -> ZoneSet.of(List.of(child, child))).hasMessageContaining("zone B.example.test.: twice");
    }

    private static String text(Asked asked, String name) {
        return asked.ask(name, Type.TXT).getSection(Section.ANSWER).toString();
    }

    @Test
    void theRootCanBeServed() {
        List<ResourceRecord> records = new ArrayList<>();
        records.add(Zones.record(". 60 SOA a.root. admin.root. 1 1 1 1 1"));
        records.add(Zones.record(". 60 NS a.root."));
        records.add(Zones.record("a.root. 60 A 192.0.2.1"));
        records.add(Zones.record("test. 60 NS ns.test."));
        records.add(Zones.record("ns.test. 60 A 192.0.2.2"));
        records.add(Zones.record("alias. 60 CNAME x.test."));
        Asked asked = Asked.plain(Zone.of(DnsName.ROOT, records, List.of()));
        assertThat(Asked.describe(asked.ask(".", Type.NS))).contains("an . 60 2 ");
        assertThat(Asked.describe(asked.ask("nothing.", Type.A))).contains("NXDOMAIN aa", "au . 1 6 ");
        assertThat(Asked.describe(asked.ask("x.test.", Type.A)))
                .contains("au test. 60 2 ", "ad ns.test. 60 1 c0000202");
        assertThat(Asked.describe(asked.ask("alias.", Type.A)))
                .contains("an alias. 60 5 ", "au test. 60 2 ", "ad ns.test. 60 1 c0000202");
    }

    @Test
    void aCircleOfAliasesEnds() {
        Asked asked = Asked.plain(
                Zones.zone("a.example.test. 60 CNAME b.example.test.", "b.example.test. 60 CNAME a.example.test."));
        Message answer = asked.ask("a.example.test.", Type.A);
        assertThat(answer.getSection(Section.ANSWER)).hasSize(Composer.MAX_ALIASES);
        assertThat(asked.responder.outcome()).isEqualTo(Outcome.ANSWER);
    }

    @Test
    void anyIsAnsweredWithOneSetOfRecords() {
        Asked asked = Asked.plain(Zones.zone(
                "a.example.test. 60 TXT one",
                "a.example.test. 60 MX 1 b.example.test.",
                "a.example.test. 60 MX 2 c.test."));
        assertThat(asked.ask("a.example.test.", Type.ANY).getSection(Section.ANSWER))
                .hasSize(2)
                .allMatch(record -> record.getType() == Type.MX);
    }

    @Test
    void everythingWrongIsToldWithItsPlace() {
        assertThatThrownBy(() -> Zones.zone(
                        "other.test. 60 A 192.0.2.1",
                        "a.example.test. 60 CNAME b.test.",
                        "a.example.test. 60 TXT x",
                        "b.example.test. 60 SOA a. b. 1 1 1 1 1",
                        "*.c.example.test. 60 NS b.test.",
                        "d.example.test. 60 NS b.test.",
                        "d.example.test. 60 TXT x",
                        "x.d.example.test. 60 MX 1 a.",
                        "e.example.test. 60 TXT x",
                        "e.example.test. 61 TXT y",
                        "e.example.test. 60 TXT x"))
                .isInstanceOfSatisfying(
                        InvalidZoneException.class,
                        e -> assertThat(e.problems())
                                .containsExactlyInAnyOrder(
                                        "other.test. A: outside (expected: a name at or below example.test.)",
                                        "a.example.test. CNAME: with other data (expected: one CNAME and nothing else)",
                                        "b.example.test. SOA: 1 records (expected: one, at example.test.)",
                                        "*.c.example.test. NS: a wildcard (expected: no wildcard that delegates)",
                                        "d.example.test. TXT: delegated (expected: only A and AAAA at and below a delegation)",
                                        "x.d.example.test. MX: delegated (expected: only A and AAAA at and below a delegation)",
                                        "e.example.test. TXT ttl: 61 (expected: 60, as of the other records; RFC 2181, section 5.2)",
                                        "e.example.test. TXT: twice (expected: each record once)"));
        assertThatThrownBy(() -> Zone.of(DnsName.parse("a.test"), List.of(), List.of()))
                .hasMessageContaining("a.test. NS: none")
                .hasMessageContaining("a.test. SOA: 0 records");
    }

    @Test
    void aSetThatFitsIntoNoMessageIsRefused() {
        var lines = new String[300];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "a.example.test. 60 TXT " + "x".repeat(240) + i;
        }
        assertThatThrownBy(() -> Zones.zone(lines)).hasMessageContaining("a.example.test. TXT: more than 60000 octets");
    }

    @Test
    void aNameWithAnAddressTakesLessThanAHundredOctets() {
        var records = Zones.records();
        int names = 10_000;
        for (int i = 0; i < names; i++) {
            records.add(Zones.record("host" + i + ".example.test. 60 A 192.0.2.1"));
        }
        Zone zone = Zone.of(DnsName.parse(Zones.APEX), records, List.of());
        assertThat(zone.size()).isEqualTo(names + 1);
        assertThat(zone.bytes() / names).isLessThan(100);
    }
}
