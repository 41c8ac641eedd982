package io.headgate.dns;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts an answer together from what has been rendered ahead: RFC 1034, section 4.3.2, in one zone. Reusable and without allocation after
 * construction; confined to one thread.
 */
final class Composer {
    /** CNAMEs that are followed. A resolver goes on from there by itself; a longer chain, or a circle, is a mistake of the operator. */
    static final int MAX_ALIASES = 16;

    static final int NO_ERROR = 0;
    static final int SERVER_FAILURE = 2;
    static final int NAME_ERROR = 3;

    private static final int TYPE_DS = 43;
    private static final int TYPE_ANY = 255;

    private final LookupName target = new LookupName();

    // What is being answered, from what.
    private @Nullable DnsSnapshot snapshot;
    private @Nullable Query query;
    private @Nullable ClientAddress client;
    private long random;

    // Where it is written.
    private byte[] out = new byte[0];
    private int message;
    private int at;
    private int limit;
    private int apexAt;

    // What has been written.
    private int answers;
    private int authorities;
    private int additionals;
    private int rcode;
    private boolean authoritative;
    private Outcome outcome = Outcome.DROPPED;
    private int scope;
    private int node;

    /** Says what will be answered; one call for each message. */
    void begin(DnsSnapshot snapshot, Query query, ClientAddress client, long random) {
        this.snapshot = snapshot;
        this.query = query;
        this.client = client;
        this.random = random;
    }

    /**
     * Writes the sections behind the question.
     *
     * @param slot of the query's zone
     * @param out whose octets from {@code message} on hold a header's room and the question
     * @param from behind the question
     * @param limit where the sections must end; what goes beyond is not written, and the outcome is {@code TRUNCATED}
     * @return where they end
     */
    int compose(int slot, byte[] out, int message, int from, int limit) {
        this.out = out;
        this.message = message;
        this.limit = limit;
        at = from;
        answers = 0;
        authorities = 0;
        additionals = 0;
        rcode = NO_ERROR;
        authoritative = true;
        outcome = Outcome.ANSWER;
        scope = 0;
        follow(snapshot(), query(), slot);
        if (outcome == Outcome.TRUNCATED) {
            at = from;
            answers = 0;
            authorities = 0;
            additionals = 0;
        }
        return at;
    }

    /** Goes from the name asked for along its aliases to what there is to say. */
    private void follow(DnsSnapshot snapshot, Query query, int slot) {
        Zone zone = Objects.requireNonNull(snapshot.zones().zone(slot));
        LookupName name = query.name;
        apexAt = Query.HEADER_OCTETS + name.length() - zone.apexOctets();
        int ownerAt = Query.HEADER_OCTETS;
        node = zone.find(name);
        int found = node;
        for (int aliases = 0; ; aliases++) {
            if (found == Zone.NONE) {
                rcode = NAME_ERROR;
                negative(zone, Outcome.NAME_ERROR);
                return;
            }
            int flags = zone.flags(found);
            // The delegation's DS records, and only these, would be ours (RFC 4035, section 3.1.4.1).
            boolean ownDs = query.type() == TYPE_DS && zone.nameOctets(found) == name.length();
            if ((flags & Zone.CUT) != 0 && !ownDs) {
                referral(zone, found, /* ofQuestion= */ aliases == 0);
                return;
            }
            if ((flags & Zone.HOST) != 0 && answerHost(zone, snapshot.host(slot, zone.host(found)), ownerAt)) {
                return;
            }
            if ((flags & Zone.ALIAS) == 0 || query.type() == RecordType.CNAME.code() || query.type() == TYPE_ANY) {
                data(zone, found, ownerAt);
                return;
            }
            int template = zone.firstTemplate(found);
            int targetAt = at - message + TemplateWriter.DATA_OFFSET;
            if (!append(zone, template, ownerAt)) {
                return;
            }
            answers++;
            zone.readTarget(template, target);
            if (aliases == MAX_ALIASES - 1 || snapshot.zones().find(target) != slot) {
                return;
            }
            name = target;
            ownerAt = targetAt;
            found = zone.find(name);
        }
    }

    private void data(Zone zone, int found, int ownerAt) {
        int type = query().type();
        int template = type == TYPE_ANY ? zone.firstTemplate(found) : zone.template(found, type);
        if (template == Zone.NONE) {
            negative(zone, Outcome.NO_DATA);
        } else if (append(zone, template, ownerAt)) {
            answers += zone.records(template);
        }
    }

    /** Answers for a host if the question is about addresses; any others of the name stand in the zone. */
    private boolean answerHost(Zone zone, RenderedHost host, int ownerAt) {
        int type = query().type();
        if (type == TYPE_ANY) {
            // One set of records is enough (RFC 8482, section 4.1); an address is the likeliest to be of use.
            type = host.anyType();
        }
        if (type != RecordType.A.code() && type != RecordType.AAAA.code()) {
            return false;
        }
        if (host.hasFailed()) {
            rcode = SERVER_FAILURE;
            outcome = Outcome.SERVER_FAILURE;
            return true;
        }
        PrefixTable table = host.table();
        int cell = table == null ? host.draw(random) : nearest(table, query(), client());
        int octets = host.octets(cell, type);
        if (octets == 0) {
            negative(zone, Outcome.NO_DATA);
        } else if (octets > limit - at) {
            outcome = Outcome.TRUNCATED;
        } else {
            int count = RenderedHost.count(octets, type);
            host.write(cell, type, random, out, at);
            if (ownerAt != Query.HEADER_OCTETS) {
                Pointers.setOwners(out, at, /* skip= */ 0, count, ownerAt);
            }
            at += octets;
            answers += count;
        }
        return true;
    }

    /**
     * The cell for the client's network if the query tells it, else for the address it came from (RFC 7871, section 7.2.1). A client that asks
     * with an empty prefix wants no answer of its own, and gets the resolver's with scope 0.
     */
    private int nearest(PrefixTable table, Query query, ClientAddress client) {
        boolean told = query.hasSubnet() && query.subnetSource() > 0;
        boolean v6 = told ? query.subnetFamily() == 2 : client.isV6();
        long high = told ? query.subnetHigh() : client.high();
        long low = told ? query.subnetLow() : client.low();
        if (v6) {
            int interval = table.find6(high, low);
            scope = told ? table.scope6(interval, high, low) : 0;
            return table.value6(interval);
        }
        int bits = (int) (high >>> 32);
        int interval = table.find4(bits);
        scope = told ? table.scope4(interval, bits) : 0;
        return table.value4(interval);
    }

    private void negative(Zone zone, Outcome kind) {
        if (append(zone, zone.negative(), apexAt)) {
            authorities++;
            outcome = kind;
        }
    }

    /** @param ofQuestion whether the delegation's name is an end of the question; else it has to be written */
    private void referral(Zone zone, int cut, boolean ofQuestion) {
        int template = zone.template(cut, Zone.REFERRAL);
        if (ofQuestion) {
            authoritative = false;
            outcome = Outcome.REFERRAL;
            int cutAt = apexAt + zone.apexOctets() - zone.nameOctets(cut);
            if (!append(zone, template, cutAt)) {
                return;
            }
        } else {
            int ownOctets = zone.nameOctets(cut) - zone.apexOctets() + (zone.isRoot() ? 1 : 2);
            int octets = ownOctets + zone.bodyOctets(template) - 2;
            if (octets > limit - at) {
                outcome = Outcome.TRUNCATED;
                return;
            }
            int behind = at + zone.copyNameBeforeApex(cut, out, at);
            if (zone.isRoot()) {
                out[behind] = 0;
            } else {
                Pointers.set(out, behind, apexAt);
            }
            zone.write(template, out, message, at + ownOctets, /* skip= */ 2, at - message, apexAt);
            at += octets;
        }
        authorities += zone.records(template);
        additionals += zone.glue(template);
    }

    private boolean append(Zone zone, int template, int ownerAt) {
        int octets = zone.bodyOctets(template);
        if (octets > limit - at) {
            outcome = Outcome.TRUNCATED;
            return false;
        }
        zone.write(template, out, message, at, /* skip= */ 0, ownerAt, apexAt);
        at += octets;
        return true;
    }

    private DnsSnapshot snapshot() {
        return Objects.requireNonNull(snapshot, "begin comes first");
    }

    private Query query() {
        return Objects.requireNonNull(query, "begin comes first");
    }

    private ClientAddress client() {
        return Objects.requireNonNull(client, "begin comes first");
    }

    int answers() {
        return answers;
    }

    int authorities() {
        return authorities;
    }

    /** Without the OPT record. */
    int additionals() {
        return additionals;
    }

    int rcode() {
        return rcode;
    }

    boolean isAuthoritative() {
        return authoritative;
    }

    Outcome outcome() {
        return outcome;
    }

    /** For how long a prefix of the client's network the answer is the same. */
    int scope() {
        return scope;
    }

    /** The node that the question led to, or {@link Zone#NONE}. */
    int node() {
        return node;
    }
}
