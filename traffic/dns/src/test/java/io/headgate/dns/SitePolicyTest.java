package io.headgate.dns;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.sampledFrom;
import static io.headgate.property.Generators.subsets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class SitePolicyTest {
    private static final List<String> SITES = List.of("east", "north", "west");
    private static final String HOST = "www.example.test.";
    private static final SiteMap MAP = SiteMap.of(
            Map.of(
                    IpPrefix.parse("10.0.0.0/8"), List.of("west", "east"),
                    IpPrefix.parse("10.1.0.0/16"), List.of("nowhere", "north"),
                    IpPrefix.parse("2001:db8::/32"), List.of("west")),
            List.of());

    /** Each site has one IPv4 address: 192.0.2.0 is that of east. */
    private static SiteHost host(SitePolicy policy, WhenAllDown whenAllDown) {
        var addresses = new LinkedHashMap<String, List<IpAddress>>();
        for (String site : policy.sites()) {
            addresses.put(site, List.of(new IpAddress.V4(0xC000_0200 + SITES.indexOf(site))));
        }
        return new SiteHost(DnsName.parse(HOST), 20, policy, whenAllDown, addresses);
    }

    private static Asked asked(SitePolicy policy) {
        return Asked.plain(Zones.zone(host(policy, WhenAllDown.USE_ALL)));
    }

    /** The sites of an answer, in its order. */
    private static List<String> sites(Message answer) {
        var sites = new ArrayList<String>();
        for (Record record : answer.getSection(Section.ANSWER)) {
            sites.add(SITES.get(((ARecord) record).getAddress().getAddress()[3]));
        }
        return sites;
    }

    private static List<String> sites(Asked asked) {
        return sites(asked.ask(HOST, Type.A));
    }

    private static List<String> sitesFor(Asked asked, String network, int prefix, int expectedScope) throws Exception {
        var option = new ClientSubnetOption(prefix, InetAddress.getByName(network));
        Message answer =
                Asked.read(asked.udp(Asked.question(HOST, Type.A, 1232, option).toWire()));
        var told = (ClientSubnetOption) answer.getOPT().getOptions(8).getFirst();
        assertThat(told.getAddress()).isEqualTo(option.getAddress());
        assertThat(told.getSourcePrefixLength()).isEqualTo(prefix);
        assertThat(told.getScopePrefixLength()).as("scope for %s", network).isEqualTo(expectedScope);
        return sites(answer);
    }

    @HegelTest(testCases = 300)
    void answersHoldOnlyWhatIsUpUnlessNothingIs(TestCase tc) {
        Set<String> down = Set.copyOf(tc.draw(subsets(SITES), "down"));
        Set<String> drained = Set.copyOf(tc.draw(subsets(SITES), "drained"));
        Set<String> downHere = Set.copyOf(tc.draw(subsets(SITES), "down for the host"));
        var policy = tc.draw(
                sampledFrom(
                        new SitePolicy.Failover(SITES),
                        new SitePolicy.All(SITES),
                        new SitePolicy.Nearest(MAP, SITES),
                        new SitePolicy.Weighted(new LinkedHashMap<>(Map.of("east", 1, "north", 0, "west", 3)))),
                "policy");
        var whenAllDown = tc.draw(sampledFrom(WhenAllDown.values()), "when all are down");
        Asked asked = Asked.plain(Zones.zone(host(policy, whenAllDown)));
        asked.set(asked.snapshot().with(new SiteStates(down, drained, Map.of(DnsName.parse(HOST), downHere))));
        asked.random = (long) tc.draw(integers(), "random") << 32 | tc.draw(integers(0, Integer.MAX_VALUE), "random");

        var usable = new TreeSet<>(policy.sites());
        usable.removeAll(down);
        usable.removeAll(drained);
        usable.removeAll(downHere);
        if (usable.isEmpty() && whenAllDown == WhenAllDown.FAIL) {
            assertThat(sites(asked)).isEmpty();
            assertThat(asked.responder.outcome()).isEqualTo(Outcome.SERVER_FAILURE);
            return;
        }
        if (usable.isEmpty()) {
            usable.addAll(policy.sites());
            usable.removeAll(drained);
        }
        if (usable.isEmpty()) {
            usable.addAll(policy.sites());
        }
        List<String> answered = sites(asked);
        switch (policy) {
            case SitePolicy.Failover _ ->
                assertThat(answered)
                        .containsExactly(SITES.stream()
                                .filter(usable::contains)
                                .findFirst()
                                .orElseThrow());
            case SitePolicy.All _ -> assertThat(answered).containsExactlyInAnyOrderElementsOf(usable);
            case SitePolicy.Nearest _ -> assertThat(answered).hasSize(1).isSubsetOf(usable);
            case SitePolicy.Weighted _ -> {
                assertThat(answered).hasSize(1).isSubsetOf(usable);
                if (!usable.equals(Set.of("north"))) {
                    assertThat(answered).doesNotContain("north");
                }
            }
        }
    }

    @Test
    void weightsAreShares() {
        var weights = new LinkedHashMap<String, Integer>();
        weights.put("east", 1);
        weights.put("north", 0);
        weights.put("west", 3);
        Asked asked = asked(new SitePolicy.Weighted(weights));
        int east = 0;
        for (long step = 0; step < 1_000; step++) {
            asked.random = step * ((1L << 32) / 1_000);
            east += sites(asked).equals(List.of("east")) ? 1 : 0;
        }
        assertThat(east).isBetween(249, 251);
    }

    @Test
    void theNearestSiteIsThatOfTheLongestPrefixAndTheScopeSaysForWhom() throws Exception {
        Asked asked = asked(new SitePolicy.Nearest(MAP, SITES));
        assertThat(sitesFor(asked, "10.2.3.0", 24, 15)).containsExactly("west");
        assertThat(sitesFor(asked, "10.1.3.0", 24, 16)).containsExactly("north");
        assertThat(sitesFor(asked, "192.0.2.0", 24, 1)).containsExactly("east");
        assertThat(sitesFor(asked, "2001:db8:1::", 48, 32)).containsExactly("west");
        assertThat(sitesFor(asked, "2001:db9::", 48, 32)).containsExactly("east");
        asked.client.setV4(IpAddress.parseV4("10.2.3.4").bits());
        assertThat(sites(asked)).as("by the resolver's address").containsExactly("west");
        assertThat(sitesFor(asked, "0.0.0.0", 0, 0)).as("no network told").containsExactly("west");
        asked.client.setV6(0x2001_0db8_0000_0000L, 1);
        assertThat(sites(asked)).containsExactly("west");
    }

    @Test
    void theScopeIsZeroWhereTheNetworkDoesNotMatter() throws Exception {
        assertThat(sitesFor(asked(new SitePolicy.Failover(SITES)), "10.1.3.0", 24, 0))
                .containsExactly("east");
        Asked asked = asked(new SitePolicy.Nearest(MAP, SITES));
        var option = new ClientSubnetOption(24, InetAddress.getByName("10.1.3.0"));
        for (String name : List.of("nothing.example.test.", "example.test.", "other.")) {
            Message answer = Asked.read(
                    asked.udp(Asked.question(name, Type.MX, 1232, option).toWire()));
            assertThat(((ClientSubnetOption) answer.getOPT().getOptions(8).getFirst()).getScopePrefixLength())
                    .isZero();
        }
    }

    @Test
    void addressesTakeTurnsAndAnAliasLeadsToThem() {
        var host = new SiteHost(
                DnsName.parse("*.w.example.test."),
                20,
                new SitePolicy.All(List.of("east", "west")),
                WhenAllDown.USE_ALL,
                Map.of("east", Zones.addresses(2), "west", List.of(new IpAddress.V4(0xC000_0202))));
        Asked asked = Asked.plain(Zone.of(
                DnsName.parse(Zones.APEX),
                Zones.records("a.example.test. 60 CNAME x.w.example.test.", "*.w.example.test. 60 TXT beside"),
                List.of(host)));
        var firsts = new TreeSet<String>();
        for (long third = 0; third < 3; third++) {
            asked.random = (third * 0x5555_5556L) << 32;
            Message answer = asked.ask("a.example.test.", Type.A);
            List<Record> records = answer.getSection(Section.ANSWER);
            assertThat(Asked.records(answer, Section.ANSWER)).hasSize(4);
            assertThat(records).hasSize(4);
            assertThat(records.get(1).getName()).hasToString("x.w.example.test.");
            firsts.add(records.get(1).rdataToString());
        }
        assertThat(firsts).containsExactly("192.0.2.0", "192.0.2.1", "192.0.2.2");
        assertThat(asked.ask("x.w.example.test.", Type.TXT).getSection(Section.ANSWER))
                .hasSize(1);
        assertThat(asked.ask("x.w.example.test.", Type.ANY).getSection(Section.ANSWER))
                .hasSize(3)
                .allMatch(record -> record.getType() == Type.A);
        asked.ask("x.w.example.test.", Type.AAAA);
        assertThat(asked.responder.outcome()).isEqualTo(Outcome.NO_DATA);
    }

    @Test
    void whatIsNoHostIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SitePolicy.Failover(List.of()))
                .withMessage("sites: [] (expected: at least one, each once)");
        assertThatIllegalArgumentException().isThrownBy(() -> new SitePolicy.All(List.of("a", "a")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SitePolicy.Weighted(new LinkedHashMap<>(Map.of("a", -1))))
                .withMessage("weight of a: -1 (expected: 0..65535)");
        var policy = new SitePolicy.Failover(List.of("a"));
        for (Map<String, List<IpAddress>> addresses : List.of(
                Map.<String, List<IpAddress>>of(),
                Map.of("a", List.<IpAddress>of()),
                Map.of("a", Zones.addresses(1), "b", Zones.addresses(1)),
                Map.of("a", Zones.addresses(SiteHost.MAX_ADDRESSES + 1)))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new SiteHost(DnsName.parse("a."), 1, policy, WhenAllDown.FAIL, addresses));
        }
    }
}
