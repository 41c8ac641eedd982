package io.headgate.dns;

import java.util.Arrays;
import java.util.List;

/**
 * A zone, compiled: every name with its answers rendered ahead, and the names between (empty non-terminals, RFC 4592, section 2.2.2).
 * Immutable; read by any thread. Made on a control thread.
 *
 * <h2>How it is kept</h2>
 *
 * <p>One object per name or record costs 100 bytes and more before it holds anything, and gives the collector millions of things to follow.
 * So all names of a zone stand in one array, the arena, and an open hash table of offsets into it, at most half full, finds them: one
 * probe for a name that is there, and for another one a probe per label from the apex down until a name is missing. A name with one
 * address costs its own length, 29 octets for itself and its record, and 8 to 16 of the table.
 *
 * <p>A node of the arena, numbers in network order:
 *
 * <pre>{@code
 * u8      length of the name           then the name in lower case
 * u8      flags
 * u32     offset of the wildcard below it, if it has WILDCARD_CHILD
 * u32     index of its SiteHost, if it has HOST
 * u8      number of templates, by ascending type; each:
 *   u16     type, or REFERRAL
 *   u16     records of the owner;   u16 glue after them
 *   u16     number of patches;      u16 octets of the body
 *   u16...  patches: where in the body there is a pointer to set
 *   u8...   body
 * u8...   the target in full, if it has ALIAS
 * }</pre>
 */
public final class Zone {
    /** Stands where types stand: the NS records of a delegation with their glue. Reserved by IANA, so nobody asks for it. */
    static final int REFERRAL = 0xFFFF;

    /** Names below it are somebody else's. */
    static final int CUT = 1;

    /** Somebody else's; an address if it has one is glue. */
    static final int BELOW_CUT = 2;

    /** Its one template is a CNAME, followed by the target. */
    static final int ALIAS = 4;

    static final int WILDCARD_CHILD = 8;
    static final int HOST = 16;

    static final int NONE = -1;

    private static final int TEMPLATE_HEAD = 10;

    private final DnsName apex;
    private final int apexLabels;
    private final int apexHash;
    private final byte[] lowerApex;
    private final byte[] arena;
    private final int[] table;
    private final int apexNode;
    private final int negative;
    private final List<SiteHost> hosts;
    private final int nodes;

    /**
     * @param table offsets into the arena, 0 for none
     * @param negative offset of the template of the SOA record as negative answers have it
     */
    Zone(DnsName apex, byte[] arena, int[] table, int apexNode, int negative, int nodes, List<SiteHost> hosts) {
        this.apex = apex;
        this.apexLabels = apex.labelCount();
        this.apexHash = apex.hashCode();
        this.lowerApex = apex.toLowerCaseWire();
        this.arena = arena;
        this.table = table;
        this.apexNode = apexNode;
        this.negative = negative;
        this.nodes = nodes;
        this.hosts = List.copyOf(hosts);
    }

    /**
     * Compiles a zone. At the apex there are one SOA record and at least one NS record; NS records elsewhere delegate, and at and below them
     * there may only be addresses, their glue.
     *
     * @param records of class IN, at or below the apex
     * @param hosts names whose addresses depend on client and health; they have no A, AAAA and CNAME records besides
     * @throws InvalidZoneException if they do not make a zone; it says all that is wrong
     * @throws IllegalStateException if it takes more than 2 GiB compiled, some 30 million names
     */
    public static Zone of(DnsName apex, List<ResourceRecord> records, List<SiteHost> hosts) {
        return new ZoneCompiler(apex, records, hosts).compile();
    }

    /** The name of the zone. */
    public DnsName apex() {
        return apex;
    }

    /** The hosts whose addresses depend on client and health. */
    public List<SiteHost> hosts() {
        return hosts;
    }

    /** Names, empty non-terminals with them. */
    public int size() {
        return nodes;
    }

    /** Octets of memory that the compiled zone takes, without its hosts. */
    public long bytes() {
        return arena.length + 4L * table.length;
    }

    /** The node of the apex. */
    int apexNode() {
        return apexNode;
    }

    /** What tells this zone from others, nearly always. */
    int apexHash() {
        return apexHash;
    }

    boolean isRoot() {
        return apexLabels == 0;
    }

    int apexLabels() {
        return apexLabels;
    }

    int apexOctets() {
        return lowerApex.length;
    }

    /** Whether the name's suffix from {@code label} on is the apex. */
    boolean isApex(LookupName name, int label) {
        int from = name.start(label);
        return Arrays.equals(name.octets, from, name.length(), lowerApex, 0, lowerApex.length);
    }

    /**
     * The name's own node if the zone has one, be it below a delegation.
     *
     * @param label the name counts from this label on
     */
    private int node(LookupName name, int label) {
        int mask = table.length - 1;
        int slot = name.hash(label) & mask;
        int from = name.start(label);
        int length = name.length() - from;
        while (true) {
            int node = table[slot];
            if (node == 0) {
                return NONE;
            }
            if ((arena[node] & 0xFF) == length
                    && Arrays.equals(arena, node + 1, node + 1 + length, name.octets, from, from + length)) {
                return node;
            }
            slot = (slot + 1) & mask;
        }
    }

    /**
     * Finds what a name within this zone is answered from: RFC 1034, section 4.3.2, step 3, with the wildcards of RFC 4592.
     *
     * @return the offset of a node: the name's own, the delegation it is in, or the wildcard it matches; {@link #NONE} if the name does not exist
     */
    int find(LookupName name) {
        int own = node(name, 0);
        if (own != NONE && (flags(own) & BELOW_CUT) == 0) {
            return own;
        }
        int closest = apexNode;
        for (int label = name.labels() - apexLabels - 1; label >= 0; label--) {
            int node = node(name, label);
            if (node == NONE) {
                break;
            }
            if ((flags(node) & CUT) != 0) {
                return node;
            }
            closest = node;
        }
        return (flags(closest) & WILDCARD_CHILD) == 0 ? NONE : u32(flagsAt(closest) + 1);
    }

    private int flagsAt(int node) {
        return node + 1 + (arena[node] & 0xFF);
    }

    int flags(int node) {
        return arena[flagsAt(node)];
    }

    /** Octets of the node's name, the root's with them. */
    int nameOctets(int node) {
        return arena[node] & 0xFF;
    }

    /** Writes the node's name but for the end that it shares with the apex. */
    int copyNameBeforeApex(int node, byte[] out, int at) {
        int count = nameOctets(node) - lowerApex.length;
        System.arraycopy(arena, node + 1, out, at, count);
        return count;
    }

    /** The index in {@link #hosts()} of a node that has HOST. */
    int host(int node) {
        int at = flagsAt(node);
        return u32(at + 1 + ((arena[at] & WILDCARD_CHILD) == 0 ? 0 : 4));
    }

    private int templates(int node) {
        int at = flagsAt(node);
        int flags = arena[at];
        return at + 1 + ((flags & WILDCARD_CHILD) == 0 ? 0 : 4) + ((flags & HOST) == 0 ? 0 : 4);
    }

    /** The node's template of a type, or {@link #NONE}. */
    int template(int node, int type) {
        int at = templates(node);
        int left = arena[at++];
        for (; left > 0; left--) {
            int found = u16(at);
            if (found >= type) {
                return found == type ? at : NONE;
            }
            at = behind(at);
        }
        return NONE;
    }

    /** The node's first template, or {@link #NONE}. */
    int firstTemplate(int node) {
        int at = templates(node);
        return arena[at] == 0 ? NONE : at + 1;
    }

    /** The template of the SOA record with the time to live of negative answers (RFC 2308). */
    int negative() {
        return negative;
    }

    private int behind(int template) {
        return body(template) + bodyOctets(template);
    }

    int records(int template) {
        return u16(template + 2);
    }

    int glue(int template) {
        return u16(template + 4);
    }

    int bodyOctets(int template) {
        return u16(template + 8);
    }

    private int body(int template) {
        return template + TEMPLATE_HEAD + 2 * u16(template + 6);
    }

    /** Reads the target of a node's CNAME template. */
    void readTarget(int template, LookupName into) {
        into.read(arena, behind(template), arena.length);
    }

    /**
     * Writes a template from its octet {@code skip} on into a message and sets its pointers.
     *
     * @param message where in {@code out} the message begins
     * @param at where in {@code out} to write
     * @param skip 0, or 2 if the owner of the first record has been written already
     * @param ownerAt where in the message the owner is
     * @param apexAt where in the message the apex is
     */
    void write(int template, byte[] out, int message, int at, int skip, int ownerAt, int apexAt) {
        int octets = bodyOctets(template);
        int base = at - skip;
        System.arraycopy(arena, body(template) + skip, out, at, octets - skip);
        int patches = u16(template + 6);
        for (int i = 0; i < patches; i++) {
            int patch = u16(template + TEMPLATE_HEAD + 2 * i);
            int to = base + patch;
            int pointer = (out[to] & 0xFF) << 8 | (out[to + 1] & 0xFF);
            Pointers.set(out, to, pointer == TemplateWriter.APEX ? apexAt : base - message + pointer);
        }
        if (ownerAt != Query.HEADER_OCTETS) {
            Pointers.setOwners(out, base, skip, records(template), ownerAt);
        }
    }

    private int u16(int at) {
        return (arena[at] & 0xFF) << 8 | (arena[at + 1] & 0xFF);
    }

    private int u32(int at) {
        return u16(at) << 16 | u16(at + 2);
    }
}
