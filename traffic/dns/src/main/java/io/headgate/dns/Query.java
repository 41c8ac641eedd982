package io.headgate.dns;

/**
 * Reads a query (RFC 1035, section 4.1) with its EDNS options (RFC 6891). Reusable and without allocation after construction; confined
 * to one thread. What was read has meaning until the next {@link #read}, and only as far as the verdict says.
 *
 * <p>Nothing is followed: a pointer ends a name that is skipped, and the name asked for must not have one, so there is nothing to
 * loop in. The work is bounded by the octets of the message: each record takes at least {@link #LEAST_RECORD_OCTETS} of them.
 */
final class Query {
    static final int HEADER_OCTETS = 12;
    static final int TYPE_OPT = 41;
    static final int OPTION_CLIENT_SUBNET = 8;
    static final int OPTION_COOKIE = 10;

    /** What every receiver takes without EDNS, and the least that EDNS can announce. */
    static final int PLAIN_UDP_OCTETS = 512;

    /** The octets of the OPT record without its options: a root, type, class, time to live and length. */
    static final int OPT_OCTETS = 11;

    private static final int LEAST_RECORD_OCTETS = 11;
    private static final int FLAG_RESPONSE = 0x8000;
    private static final int FLAG_RECURSION_DESIRED = 0x0100;
    private static final int OPCODE_MASK = 0x7800;
    private static final int DNSSEC_OK = 0x8000;

    /** What can be done with a message. */
    enum Verdict {
        /** It asks one question. */
        ASKS,
        /** It asks nothing but for a cookie (RFC 7873, section 5.4). */
        ASKS_COOKIE,
        /** It is a response, or too short for a header: whoever answers it may start an endless exchange. */
        DROP,
        /** It is no well-formed query. Its question can be echoed if it {@link #hasQuestion() has} one. */
        FORMAT_ERROR,
        /** Its opcode is another one than QUERY; only the header has been read. */
        NOT_IMPLEMENTED,
        /** Its version of EDNS is another one than 0. */
        BAD_VERSION
    }

    final LookupName name = new LookupName();

    private byte[] message = new byte[0];
    private int start;
    private int end;
    private int flags;
    private int questionEnd;
    private int type;
    private int questionClass;

    private boolean edns;
    private int version;
    private boolean dnssecOk;
    private int udpOctets;

    private boolean subnet;
    private int subnetFamily;
    private int subnetSource;
    private long subnetHigh;
    private long subnetLow;

    /** Where the cookie begins; 0 for none. */
    private int cookieAt;

    private int cookieOctets;

    /** Reads {@code bytes[from..to)}, which must not change while this is used. */
    Verdict read(byte[] bytes, int from, int to) {
        message = bytes;
        start = from;
        end = to;
        edns = false;
        version = 0;
        dnssecOk = false;
        udpOctets = PLAIN_UDP_OCTETS;
        subnet = false;
        cookieAt = 0;
        questionEnd = from + HEADER_OCTETS;
        if (to - from < HEADER_OCTETS) {
            return Verdict.DROP;
        }
        flags = u16(from + 2);
        if ((flags & FLAG_RESPONSE) != 0) {
            return Verdict.DROP;
        }
        if ((flags & OPCODE_MASK) != 0) {
            return Verdict.NOT_IMPLEMENTED;
        }
        int questions = u16(from + 4);
        if (questions > 1 || u16(from + 6) != 0 || u16(from + 8) != 0) {
            return Verdict.FORMAT_ERROR;
        }
        if (questions == 1 && !readQuestion()) {
            return Verdict.FORMAT_ERROR;
        }
        if (!readAdditional(u16(from + 10))) {
            edns = false; // what could not be read is not answered in kind
            return Verdict.FORMAT_ERROR;
        }
        if (version != 0) {
            return Verdict.BAD_VERSION;
        }
        if (questions == 0) {
            return cookieAt != 0 ? Verdict.ASKS_COOKIE : Verdict.FORMAT_ERROR;
        }
        return Verdict.ASKS;
    }

    private boolean readQuestion() {
        int at = name.read(message, start + HEADER_OCTETS, end);
        if (at < 0 || at + 4 > end) {
            return false;
        }
        type = u16(at);
        questionClass = u16(at + 2);
        questionEnd = at + 4;
        return true;
    }

    /** Reads the records behind the question and finds the OPT record among them. Others, such as a signature, are left alone. */
    private boolean readAdditional(int count) {
        int at = questionEnd;
        for (int i = 0; i < count; i++) {
            int name = at;
            at = skipName(at);
            if (at < 0 || at + LEAST_RECORD_OCTETS - 1 > end) {
                return false;
            }
            int recordType = u16(at);
            int data = at + LEAST_RECORD_OCTETS - 1;
            int next = data + u16(at + 8);
            if (next > end) {
                return false;
            }
            if (recordType == TYPE_OPT) {
                if (edns || at - name != 1) {
                    return false;
                }
                if (!readOpt(at, data, next)) {
                    return false;
                }
            }
            at = next;
        }
        return at == end;
    }

    /** The index behind a name that may end in a pointer, or -1. */
    private int skipName(int from) {
        int at = from;
        while (at < end) {
            int label = message[at] & 0xFF;
            if (label >= 0xC0) {
                return at + 2;
            }
            if (label == 0) {
                return at + 1;
            }
            if (label > DnsName.MAX_LABEL_OCTETS || at - from > DnsName.MAX_OCTETS) {
                return -1;
            }
            at += 1 + label;
        }
        return -1;
    }

    private boolean readOpt(int at, int data, int to) {
        edns = true;
        udpOctets = Math.max(u16(at + 2), PLAIN_UDP_OCTETS);
        version = message[at + 5] & 0xFF;
        dnssecOk = (u16(at + 6) & DNSSEC_OK) != 0;
        if (version != 0) {
            return true; // what its options mean is not known
        }
        int option = data;
        while (option < to) {
            if (option + 4 > to) {
                return false;
            }
            int code = u16(option);
            int from = option + 4;
            option = from + u16(option + 2);
            if (option > to || !readOption(code, from, option)) {
                return false;
            }
        }
        return true;
    }

    /** The first option of a kind counts; RFC 7873, section 5.2 says so of cookies. */
    private boolean readOption(int code, int from, int to) {
        if (code == OPTION_CLIENT_SUBNET && !subnet) {
            return readSubnet(from, to);
        }
        if (code == OPTION_COOKIE && cookieAt == 0) {
            cookieAt = from;
            cookieOctets = to - from;
            return ServerCookies.isWellFormed(cookieOctets);
        }
        return true;
    }

    /** RFC 7871, sections 6 and 7.1.2: the scope is 0, and there are as many octets as the prefix needs, without bits behind it. */
    private boolean readSubnet(int from, int to) {
        if (to - from < 4) {
            return false;
        }
        subnet = true;
        subnetFamily = u16(from);
        subnetSource = message[from + 2] & 0xFF;
        int scope = message[from + 3];
        int width = switch (subnetFamily) {
            case 0 -> 0; // some clients have no family for the empty prefix
            case 1 -> 32;
            case 2 -> 128;
            default -> -1;
        };
        int octets = (subnetSource + 7) / 8;
        if (subnetSource > width || scope != 0 || to - from - 4 != octets) {
            return false;
        }
        subnetHigh = 0;
        subnetLow = 0;
        for (int i = 0; i < octets; i++) {
            long octet = message[from + 4 + i] & 0xFFL;
            if (i < 8) {
                subnetHigh |= octet << (56 - 8 * i);
            } else {
                subnetLow |= octet << (120 - 8 * i);
            }
        }
        return Bits.afterPrefixHigh(subnetHigh, subnetSource) == 0 && Bits.afterPrefixLow(subnetLow, subnetSource) == 0;
    }

    private int u16(int at) {
        return (message[at] & 0xFF) << 8 | (message[at + 1] & 0xFF);
    }

    /** The flags to answer with: QR, and RD as asked. */
    int responseFlags() {
        return FLAG_RESPONSE | (flags & (OPCODE_MASK | FLAG_RECURSION_DESIRED));
    }

    /** Octets of the header and of the question, if there is one. */
    int questionOctets() {
        return questionEnd - start;
    }

    boolean hasQuestion() {
        return questionEnd > start + HEADER_OCTETS;
    }

    int type() {
        return type;
    }

    int questionClass() {
        return questionClass;
    }

    boolean hasEdns() {
        return edns;
    }

    boolean dnssecOk() {
        return dnssecOk;
    }

    /** The most octets that the sender takes over UDP: 512 or more. */
    int udpOctets() {
        return udpOctets;
    }

    boolean hasSubnet() {
        return subnet;
    }

    /** 0, 1 for IPv4, 2 for IPv6. */
    int subnetFamily() {
        return subnetFamily;
    }

    /** The length of the prefix. */
    int subnetSource() {
        return subnetSource;
    }

    /** The first eight octets; an IPv4 address stands in the first four. */
    long subnetHigh() {
        return subnetHigh;
    }

    long subnetLow() {
        return subnetLow;
    }

    boolean hasCookie() {
        return cookieAt != 0;
    }

    /** Where the client's cookie begins, and the server's follows. */
    int cookieAt() {
        return cookieAt;
    }

    /** 8, or 16 to 40 with the server's. */
    int cookieOctets() {
        return cookieOctets;
    }
}
