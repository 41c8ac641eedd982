package io.headgate.dns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks the records of a zone and lays them out as {@link Zone} describes. Confined to one thread, used once. */
final class ZoneCompiler {
    private static final int MAX_PROBLEMS = 100;

    private final DnsName apex;
    private final List<ResourceRecord> records;
    private final List<SiteHost> hosts;
    private final Map<DnsName, Draft> drafts = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** A name to be. */
    private static final class Draft {
        final DnsName name;
        final List<ResourceRecord> records = new ArrayList<>(1);
        int host = Zone.NONE;
        boolean belowCut;

        @Nullable
        Draft wildcard;

        /** Where it is in the arena, once it is. */
        int node;

        /** Where the offset of its wildcard goes. */
        int wildcardAt;

        Draft(DnsName name) {
            this.name = name;
        }

        boolean has(RecordType type) {
            return records.stream().anyMatch(record -> record.data().type() == type);
        }

        SortedMap<RecordType, List<ResourceRecord>> byType() {
            var sets = new TreeMap<RecordType, List<ResourceRecord>>(Comparator.comparingInt(RecordType::code));
            for (ResourceRecord record : records) {
                sets.computeIfAbsent(record.data().type(), type -> new ArrayList<>(1))
                        .add(record);
            }
            return sets;
        }
    }

    ZoneCompiler(DnsName apex, List<ResourceRecord> records, List<SiteHost> hosts) {
        this.apex = apex;
        this.records = records;
        this.hosts = hosts;
    }

    Zone compile() {
        collect();
        addNamesBetween();
        markBelowCuts();
        drafts.values().forEach(this::check);
        if (!problems.isEmpty()) {
            throw new InvalidZoneException(apex, problems);
        }
        return layOut();
    }

    private void collect() {
        draft(apex);
        for (ResourceRecord record : records) {
            if (record.owner().isWithin(apex)) {
                draft(record.owner()).records.add(record);
            } else {
                problem(record + ": outside (expected: a name at or below " + apex + ")");
            }
        }
        for (int i = 0; i < hosts.size(); i++) {
            DnsName name = hosts.get(i).name();
            if (!name.isWithin(apex)) {
                problem(name + " host: outside (expected: a name at or below " + apex + ")");
            } else if (draft(name).host != Zone.NONE) {
                problem(name + " host: twice (expected: once)");
            } else {
                draft(name).host = i;
            }
        }
    }

    private Draft draft(DnsName name) {
        return drafts.computeIfAbsent(name, Draft::new);
    }

    private void addNamesBetween() {
        for (DnsName name : List.copyOf(drafts.keySet())) {
            DnsName child = name;
            while (!child.equals(apex)) {
                DnsName parent = child.parent();
                boolean known = drafts.containsKey(parent);
                if (child.isWildcard()) {
                    draft(parent).wildcard = draft(child);
                }
                if (known) {
                    break; // and so is everything above it, or will be
                }
                draft(parent);
                child = parent;
            }
        }
    }

    private boolean isCut(Draft draft) {
        return !draft.name.equals(apex) && draft.has(RecordType.NS);
    }

    private void markBelowCuts() {
        var cuts = new HashSet<DnsName>();
        for (Draft draft : drafts.values()) {
            if (isCut(draft)) {
                cuts.add(draft.name);
            }
        }
        if (cuts.isEmpty()) {
            return;
        }
        for (Draft draft : drafts.values()) {
            for (DnsName name = draft.name; !name.equals(apex) && !draft.belowCut; ) {
                name = name.parent();
                draft.belowCut = cuts.contains(name);
            }
        }
    }

    private void problem(String text) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(text);
        }
    }

    private void check(Draft draft) {
        DnsName name = draft.name;
        var sets = draft.byType();
        boolean top = name.equals(apex);
        boolean cut = isCut(draft);
        if (top && !sets.containsKey(RecordType.NS)) {
            problem(name + " NS: none (expected: one or more)");
        }
        List<ResourceRecord> soa = sets.getOrDefault(RecordType.SOA, List.of());
        if (top ? soa.size() != 1 : !soa.isEmpty()) {
            problem(name + " SOA: " + soa.size() + " records (expected: one, at " + apex + ")");
        }
        if (cut && name.isWildcard()) {
            problem(name + " NS: a wildcard (expected: no wildcard that delegates)");
        }
        if (cut || draft.belowCut) {
            checkDelegated(draft, sets);
        }
        if (sets.containsKey(RecordType.CNAME) && (draft.records.size() > 1 || draft.host != Zone.NONE)) {
            problem(name + " CNAME: with other data (expected: one CNAME and nothing else)");
        }
        boolean addresses = sets.containsKey(RecordType.A) || sets.containsKey(RecordType.AAAA);
        if (draft.host != Zone.NONE && addresses) {
            problem(name + " host: with addresses (expected: no A or AAAA records besides)");
        }
        sets.forEach((type, set) -> checkSet(name, type, set));
    }

    private void checkDelegated(Draft draft, SortedMap<RecordType, List<ResourceRecord>> sets) {
        for (RecordType type : sets.keySet()) {
            boolean glue = type == RecordType.A || type == RecordType.AAAA;
            if (!glue && (type != RecordType.NS || draft.belowCut)) {
                problem(draft.name + " " + type + ": delegated (expected: only A and AAAA at and below a delegation)");
            }
        }
        if (draft.host != Zone.NONE) {
            problem(draft.name + " host: delegated (expected: no host at or below a delegation)");
        }
    }

    private void checkSet(DnsName name, RecordType type, List<ResourceRecord> set) {
        var seen = new HashSet<RecordData>();
        for (ResourceRecord record : set) {
            if (record.ttlSeconds() != set.getFirst().ttlSeconds()) {
                problem(record + " ttl: " + record.ttlSeconds() + " (expected: "
                        + set.getFirst().ttlSeconds() + ", as of the other records; RFC 2181, section 5.2)");
            }
            if (!seen.add(record.data())) {
                problem(record + ": twice (expected: each record once)");
            }
        }
        var writer = new TemplateWriter(apex);
        set.forEach(record -> {
            if (writer.length() <= TemplateWriter.MAX_OCTETS) {
                writer.own(record.ttlSeconds(), record.data());
            }
        });
        if (writer.length() > TemplateWriter.MAX_OCTETS) {
            problem(name + " " + type + ": more than " + TemplateWriter.MAX_OCTETS
                    + " octets (expected: what fits into a message)");
        }
    }

    private Zone layOut() {
        var arena = new ByteSink(drafts.size() * 64 + 1_024);
        arena.u8(0); // so that no node has the offset 0
        int slots = Integer.highestOneBit(Math.max(drafts.size(), 1)) * 4;
        if (slots >= drafts.size() * 4) {
            slots /= 2;
        }
        var table = new int[slots];
        for (Draft draft : drafts.values()) {
            draft.node = arena.length();
            node(draft, arena);
            int slot = draft.name.hashCode() & (slots - 1);
            while (table[slot] != 0) {
                slot = (slot + 1) & (slots - 1);
            }
            table[slot] = draft.node;
        }
        for (Draft draft : drafts.values()) {
            if (draft.wildcard != null) {
                arena.setU16(draft.wildcardAt, draft.wildcard.node >>> 16);
                arena.setU16(draft.wildcardAt + 2, draft.wildcard.node);
            }
        }
        int negative = arena.length();
        storeNegative(arena);
        int top = draft(apex).node;
        return new Zone(apex, arena.toByteArray(), table, top, negative, drafts.size(), hosts);
    }

    private void storeNegative(ByteSink arena) {
        var writer = new TemplateWriter(apex);
        for (ResourceRecord record : draft(apex).records) {
            if (record.data() instanceof RecordData.Soa soa) {
                writer.own(Math.min(record.ttlSeconds(), soa.minimumSeconds()), soa);
            }
        }
        writer.store(arena, RecordType.SOA.code(), /* count= */ 1, /* glue= */ 0);
    }

    private void node(Draft draft, ByteSink arena) {
        boolean cut = isCut(draft);
        boolean alias = draft.has(RecordType.CNAME);
        byte[] name = draft.name.toLowerCaseWire();
        arena.u8(name.length);
        arena.bytes(name);
        arena.u8((cut ? Zone.CUT : 0)
                | (draft.belowCut ? Zone.BELOW_CUT : 0)
                | (alias ? Zone.ALIAS : 0)
                | (draft.wildcard != null ? Zone.WILDCARD_CHILD : 0)
                | (draft.host != Zone.NONE ? Zone.HOST : 0));
        if (draft.wildcard != null) {
            draft.wildcardAt = arena.length();
            arena.u32(0);
        }
        if (draft.host != Zone.NONE) {
            arena.u32(draft.host);
        }
        if (draft.belowCut) {
            arena.u8(0);
        } else if (cut) {
            arena.u8(1);
            storeReferral(draft, arena);
        } else {
            storeSets(draft, arena);
        }
        if (alias && draft.records.getFirst().data() instanceof RecordData.Cname(var target)) {
            target.appendTo(arena);
        }
    }

    private void storeSets(Draft draft, ByteSink arena) {
        var sets = draft.byType();
        arena.u8(sets.size());
        sets.forEach((type, set) -> {
            var writer = new TemplateWriter(apex);
            set.forEach(record -> writer.own(record.ttlSeconds(), record.data()));
            writer.store(arena, type.code(), set.size(), /* glue= */ 0);
        });
    }

    /** The NS records, then the addresses of those servers that the zone knows: RFC 9471 wants all of them. */
    private void storeReferral(Draft cut, ByteSink arena) {
        var writer = new TemplateWriter(apex);
        var servers = Objects.requireNonNull(cut.byType().get(RecordType.NS));
        servers.forEach(record -> writer.own(record.ttlSeconds(), record.data()));
        int glue = 0;
        for (ResourceRecord server : servers) {
            if (!(server.data() instanceof RecordData.Ns(var host))) {
                continue;
            }
            Draft addresses = drafts.get(host);
            for (ResourceRecord record : addresses == null ? List.<ResourceRecord>of() : addresses.records) {
                RecordType type = record.data().type();
                if (type == RecordType.A || type == RecordType.AAAA) {
                    writer.other(record.owner(), record.ttlSeconds(), record.data());
                    glue++;
                }
            }
        }
        if (writer.length() > TemplateWriter.MAX_OCTETS) {
            throw new InvalidZoneException(
                    apex,
                    List.of(cut.name + " NS: more than " + TemplateWriter.MAX_OCTETS
                            + " octets with glue (expected: what fits into a message)"));
        }
        writer.store(arena, Zone.REFERRAL, servers.size(), glue);
    }
}
