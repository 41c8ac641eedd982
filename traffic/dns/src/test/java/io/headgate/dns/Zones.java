package io.headgate.dns;

import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.sampledFrom;

import io.headgate.property.Generator;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Records and zones for tests. */
final class Zones {
    static final String APEX = "example.test.";

    /** So few that names collide, and are nested in one another. */
    private static final List<String> LABELS = List.of("a", "b", "C", "*", "x1");

    private Zones() {}

    /** A record from "owner ttl type data". */
    static ResourceRecord record(String line) {
        String[] fields = line.split(" ", 4);
        return new ResourceRecord(
                DnsName.parse(fields[0]),
                Integer.parseInt(fields[1]),
                RecordData.parse(RecordType.parse(fields[2]), fields[3]));
    }

    /** A zone of {@link #APEX} with an SOA and an NS record before others. */
    static Zone zone(String... lines) {
        return Zone.of(DnsName.parse(APEX), records(lines), List.of());
    }

    static Zone zone(SiteHost... hosts) {
        return Zone.of(DnsName.parse(APEX), records(), List.of(hosts));
    }

    static List<ResourceRecord> records(String... lines) {
        var records = new ArrayList<ResourceRecord>();
        records.add(record(APEX + " 3600 SOA ns1.example.test. admin.example.test. 1 7200 900 1209600 300"));
        records.add(record(APEX + " 3600 NS ns1.other.test."));
        for (String line : lines) {
            records.add(record(line));
        }
        return records;
    }

    /** Names at and below the apex, some of them long. */
    static Generator<String> names() {
        return lists(sampledFrom(LABELS)).maxSize(4).map(labels -> {
            String below = String.join(".", labels);
            return below.isEmpty() ? APEX : below + "." + APEX;
        });
    }

    /** Names to ask for: of the zone, and outside. */
    static Generator<String> askedNames() {
        return composite(tc ->
                tc.draw(integers(0, 19)) == 0 ? tc.draw(sampledFrom("test.", "other.test.", ".")) : tc.draw(names()));
    }

    private record Drawn(String owner, String type, String data) {}

    /** The lines of a zone that is one: whatever does not fit what was drawn before is left out. */
    static List<String> drawLines(TestCase tc) {
        int size = tc.draw(integers(0, 14), "records");
        var kept = new LinkedHashSet<Drawn>();
        for (int i = 0; i < size; i++) {
            String owner = tc.draw(names(), "owner");
            String type = tc.draw(sampledFrom("A", "NS", "CNAME", "MX", "TXT", "AAAA", "SRV", "A"), "type");
            var drawn = new Drawn(owner, type, drawData(tc, type));
            if (fits(drawn, kept)) {
                kept.add(drawn);
            }
        }
        return kept.stream()
                .map(drawn -> drawn.owner + " " + ttl(drawn) + " " + drawn.type + " " + drawn.data)
                .toList();
    }

    /** One per set of records. */
    private static int ttl(Drawn drawn) {
        return drawn.type.equals("NS") && same(drawn.owner, APEX) ? 3_600 : 60 + drawn.type.length() * 10;
    }

    private static String drawData(TestCase tc, String type) {
        String target = tc.draw(sampledFrom(true, true, false))
                ? tc.draw(names())
                : tc.draw(sampledFrom("far.other.test.", "a.far.other.test.", "."));
        int number = tc.draw(integers(0, 3));
        return switch (type) {
            case "A" -> "192.0.2." + number;
            case "AAAA" -> "2001:db8::" + number;
            case "MX" -> number + " " + target;
            case "SRV" -> number + " 0 80 " + target;
            case "TXT" -> "text" + number;
            default -> target;
        };
    }

    private static boolean fits(Drawn drawn, Set<Drawn> kept) {
        boolean alias = drawn.type.equals("CNAME");
        boolean address = drawn.type.equals("A") || drawn.type.equals("AAAA");
        boolean top = same(drawn.owner, APEX);
        boolean delegates = drawn.type.equals("NS") && !top;
        if ((alias && top) || (delegates && drawn.owner.startsWith("*"))) {
            return false;
        }
        for (Drawn other : kept) {
            boolean here = same(drawn.owner, other.owner);
            boolean otherAlias = other.type.equals("CNAME");
            boolean otherAddress = other.type.equals("A") || other.type.equals("AAAA");
            boolean otherDelegates = other.type.equals("NS") && !same(other.owner, APEX);
            boolean under = delegates && below(other.owner, drawn.owner);
            boolean otherUnder = otherDelegates && below(drawn.owner, other.owner);
            if ((here && (alias || otherAlias))
                    || (under && !otherAddress)
                    || (otherUnder && !address)
                    || (delegates && here && !otherAddress && !otherDelegates)
                    || (otherDelegates && here && !address && !delegates)) {
                return false;
            }
            if (here && drawn.type.equals(other.type) && drawn.data.equalsIgnoreCase(other.data)) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(String one, String other) {
        return one.equalsIgnoreCase(other);
    }

    private static boolean below(String name, String ancestor) {
        return !same(name, ancestor) && DnsName.parse(name).isWithin(DnsName.parse(ancestor));
    }

    /** {@code count} addresses from 192.0.2.0 on. */
    static List<IpAddress> addresses(int count) {
        return IntStream.range(0, count)
                .<IpAddress>mapToObj(i -> new IpAddress.V4(0xC000_0200 + i))
                .toList();
    }
}
