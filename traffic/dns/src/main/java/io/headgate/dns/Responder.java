package io.headgate.dns;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries: octets in, octets out. Confined to one thread, which makes one for itself; allocates nothing after construction.
 *
 * <p>{@link #begin} once for a batch of messages, then {@link #respondUdp} or {@link #respondTcp} for each.
 */
public final class Responder {
    /** Room that a response over TCP needs, without the two octets of its length. */
    public static final int TCP_OCTETS = 65_535;

    private static final int TYPE_TKEY = 249;
    private static final int TYPE_TSIG = 250;
    private static final int TYPE_IXFR = 251;
    private static final int TYPE_AXFR = 252;
    private static final int TYPE_MAILB = 253;
    private static final int TYPE_MAILA = 254;
    private static final int CLASS_IN = 1;
    private static final int CLASS_ANY = 255;

    private static final int RCODE_FORMAT_ERROR = 1;
    private static final int RCODE_NOT_IMPLEMENTED = 4;
    private static final int RCODE_REFUSED = 5;
    private static final int RCODE_BAD_VERSION = 16;

    private static final int FLAG_AUTHORITATIVE = 0x0400;
    private static final int FLAG_TRUNCATED = 0x0200;

    private final int maxUdpOctets;
    private final @Nullable ServerCookies cookies;
    private final @Nullable RateLimiter limiter;
    private final Query query = new Query();
    private final Composer composer = new Composer();

    private @Nullable DnsSnapshot snapshot;
    private long nowNanos;
    private long nowEpochSecond;

    private byte[] in = new byte[0];
    private byte[] out = in;
    private int message;
    private int at;
    private int limit;
    private int rcode;
    private int flags;
    private long subject;
    private boolean validCookie;
    private Outcome outcome = Outcome.DROPPED;

    /**
     * Makes a responder.
     *
     * @param secret 16 random octets, which the accounts of the rate limit are found by
     */
    public Responder(ResponderSettings settings, Octets secret) {
        if (secret.length() != SipHash.KEY_OCTETS) {
            throw new IllegalArgumentException(
                    "secret: " + secret.length() + " octets (expected: " + SipHash.KEY_OCTETS + ")");
        }
        maxUdpOctets = settings.maxUdpOctets();
        CookieSecrets secrets = settings.cookies();
        cookies = secrets == null ? null : new ServerCookies(secrets);
        RateLimit limits = settings.rateLimit();
        limiter = limits == null ? null : new RateLimiter(limits, secret.toByteArray());
    }

    /**
     * Begins a batch.
     *
     * @param snapshot what to answer from
     * @param nowNanos monotonic, not earlier than in the call before; the rate limit counts by it
     * @param nowEpochSecond the time of day, which cookies carry
     */
    public void begin(DnsSnapshot snapshot, long nowNanos, long nowEpochSecond) {
        this.snapshot = snapshot;
        this.nowNanos = nowNanos;
        this.nowEpochSecond = nowEpochSecond;
    }

    /**
     * Answers a datagram. Octets outside those given are not looked at; {@code response} must not overlap them.
     *
     * @param bytes holds the message from {@code from} (inclusive) to {@code to} (exclusive); any octets are fine
     * @param random 64 random bits, by which sites are drawn and limited responses slip
     * @param response has room for {@link ResponderSettings#maxUdpOctets()} octets from {@code start} on
     * @return octets of the response, 0 if there is none to send
     */
    public int respondUdp(
            byte[] bytes, int from, int to, ClientAddress client, long random, byte[] response, int start) {
        int length = respond(bytes, from, to, client, random, response, start, /* tcp= */ false);
        if (length == 0 || limiter == null || validCookie || limiter.tryTake(client, subject, nowNanos)) {
            return length;
        }
        if (!limiter.slips(random)) {
            outcome = Outcome.LIMITED;
            return 0;
        }
        return truncate(client);
    }

    /**
     * Answers a message that came over TCP, without the two octets of its length. As {@link #respondUdp}, but that responses are whole and
     * no rate limit holds.
     *
     * @param response has room for {@link #TCP_OCTETS} octets from {@code start} on
     * @return octets of the response, 0 if the connection is to be closed instead
     */
    public int respondTcp(
            byte[] bytes, int from, int to, ClientAddress client, long random, byte[] response, int start) {
        return respond(bytes, from, to, client, random, response, start, /* tcp= */ true);
    }

    /** What became of the last message. */
    public Outcome outcome() {
        return outcome;
    }

    private int respond(
            byte[] bytes,
            int from,
            int to,
            ClientAddress client,
            long random,
            byte[] response,
            int start,
            boolean tcp) {
        DnsSnapshot served = Objects.requireNonNull(snapshot, "begin comes first");
        Objects.checkFromToIndex(from, to, bytes.length);
        Objects.checkFromIndexSize(start, tcp ? TCP_OCTETS : maxUdpOctets, response.length);
        Query.Verdict verdict = query.read(bytes, from, to);
        if (verdict == Query.Verdict.DROP) {
            outcome = Outcome.DROPPED;
            return 0;
        }
        in = bytes;
        out = response;
        message = start;
        flags = query.responseFlags();
        subject = 0;
        int question = query.questionOctets();
        out[start] = bytes[from];
        out[start + 1] = bytes[from + 1];
        System.arraycopy(
                bytes, from + Query.HEADER_OCTETS, out, start + Query.HEADER_OCTETS, question - Query.HEADER_OCTETS);
        at = start + question;
        limit = start + (tcp ? TCP_OCTETS : Math.min(query.udpOctets(), maxUdpOctets)) - optOctets();
        validCookie = cookies != null
                && verdict != Query.Verdict.FORMAT_ERROR
                && query.hasCookie()
                && cookies.isValid(in, query.cookieAt(), query.cookieOctets(), client, nowEpochSecond);
        switch (verdict) {
            case ASKS -> answer(served, client, random);
            case ASKS_COOKIE -> empty(Composer.NO_ERROR, Outcome.COOKIE);
            case NOT_IMPLEMENTED -> empty(RCODE_NOT_IMPLEMENTED, Outcome.NOT_IMPLEMENTED);
            case BAD_VERSION -> empty(RCODE_BAD_VERSION, Outcome.BAD_VERSION);
            case FORMAT_ERROR, DROP -> empty(RCODE_FORMAT_ERROR, Outcome.FORMAT_ERROR);
        }
        boolean whole = verdict == Query.Verdict.ASKS || verdict == Query.Verdict.ASKS_COOKIE;
        if (query.hasEdns()) {
            writeOpt(client, /* options= */ whole);
        }
        return at - message;
    }

    private void answer(DnsSnapshot served, ClientAddress client, long random) {
        int type = query.type();
        int ofClass = query.questionClass();
        int slot = served.zones().find(query.name);
        if (type == Query.TYPE_OPT) {
            empty(RCODE_FORMAT_ERROR, Outcome.FORMAT_ERROR);
        } else if (type == TYPE_TKEY || type == TYPE_TSIG || type == TYPE_MAILB || type == TYPE_MAILA) {
            empty(RCODE_NOT_IMPLEMENTED, Outcome.NOT_IMPLEMENTED);
        } else if (slot == ZoneSet.NONE
                || type == TYPE_AXFR
                || type == TYPE_IXFR
                || (ofClass != CLASS_IN && ofClass != CLASS_ANY)) {
            empty(RCODE_REFUSED, Outcome.REFUSED);
        } else {
            composer.begin(served, query, client, random);
            at = composer.compose(slot, out, message, at, limit);
            outcome = composer.outcome();
            rcode = composer.rcode();
            flags |= composer.isAuthoritative() ? FLAG_AUTHORITATIVE : 0;
            flags |= outcome == Outcome.TRUNCATED ? FLAG_TRUNCATED : 0;
            writeHead(composer.answers(), composer.authorities(), composer.additionals());
            int hash = Objects.requireNonNull(served.zones().zone(slot)).apexHash();
            subject = (long) hash << 32 | (composer.node() & 0xFFFF_FFFFL);
        }
    }

    /** Nothing behind the question. Responses of this kind share the account 0 of the rate limit. */
    private void empty(int code, Outcome what) {
        rcode = code;
        outcome = what;
        writeHead(0, 0, 0);
    }

    private void writeHead(int answers, int authorities, int additionals) {
        u16(message + 2, flags | (rcode & 0xF));
        u16(message + 4, query.hasQuestion() ? 1 : 0);
        u16(message + 6, answers);
        u16(message + 8, authorities);
        u16(message + 10, additionals + (query.hasEdns() ? 1 : 0));
    }

    /** Octets of the OPT record that the response ends with. */
    private int optOctets() {
        if (!query.hasEdns()) {
            return 0;
        }
        return Query.OPT_OCTETS
                + (query.hasSubnet() ? 4 + 4 + subnetOctets() : 0)
                + (cookies != null && query.hasCookie() ? 4 + ServerCookies.OCTETS : 0);
    }

    private int subnetOctets() {
        return (query.subnetSource() + 7) / 8;
    }

    private void writeOpt(ClientAddress client, boolean options) {
        out[at] = 0;
        u16(at + 1, Query.TYPE_OPT);
        u16(at + 3, maxUdpOctets);
        out[at + 5] = (byte) (rcode >>> 4);
        out[at + 6] = 0;
        u16(at + 7, query.dnssecOk() ? 0x8000 : 0);
        int lengthAt = at + 9;
        at += Query.OPT_OCTETS;
        if (options && query.hasSubnet()) {
            writeSubnet();
        }
        if (options && cookies != null && query.hasCookie()) {
            u16(at, Query.OPTION_COOKIE);
            u16(at + 2, ServerCookies.OCTETS);
            cookies.write(in, query.cookieAt(), client, nowEpochSecond, out, at + 4);
            at += 4 + ServerCookies.OCTETS;
        }
        u16(lengthAt, at - lengthAt - 2);
    }

    /** What was asked, with the scope of the answer; errors and what does not depend on the client hold for everyone. */
    private void writeSubnet() {
        int octets = subnetOctets();
        u16(at, Query.OPTION_CLIENT_SUBNET);
        u16(at + 2, 4 + octets);
        u16(at + 4, query.subnetFamily());
        out[at + 6] = (byte) query.subnetSource();
        out[at + 7] = (byte) (outcome == Outcome.ANSWER || outcome == Outcome.NO_DATA ? composer.scope() : 0);
        for (int i = 0; i < octets; i++) {
            long half = i < 8 ? query.subnetHigh() : query.subnetLow();
            out[at + 8 + i] = (byte) (half >>> (56 - 8 * (i % 8)));
        }
        at += 8 + octets;
    }

    /** Leaves header, question and EDNS: with the cookie in it the client is not limited next time. */
    private int truncate(ClientAddress client) {
        at = message + query.questionOctets();
        flags |= FLAG_TRUNCATED;
        outcome = Outcome.SLIPPED;
        writeHead(0, 0, 0);
        if (query.hasEdns()) {
            writeOpt(client, /* options= */ true);
        }
        return at - message;
    }

    private void u16(int to, int value) {
        out[to] = (byte) (value >>> 8);
        out[to + 1] = (byte) value;
    }
}
