package io.headgate.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/** A responder under test, asked and read by another implementation of the protocol. */
final class Asked {
    static final Octets SECRET = Octets.of(new byte[16]);

    /** What stands around messages, so that reading or writing beside them shows. */
    private static final int MARGIN = 7;

    final ClientAddress client = new ClientAddress();
    final Responder responder;
    private final int maxUdpOctets;
    private DnsSnapshot snapshot;
    long nowNanos;
    long nowEpochSecond = 1_700_000_000;
    long random;

    Asked(ResponderSettings settings, DnsSnapshot snapshot) {
        responder = new Responder(settings, SECRET);
        maxUdpOctets = settings.maxUdpOctets();
        this.snapshot = snapshot;
    }

    static Asked plain(Zone... zones) {
        return new Asked(ResponderSettings.PLAIN, DnsSnapshot.of(ZoneSet.of(List.of(zones)), SiteStates.ALL_UP));
    }

    void set(DnsSnapshot changed) {
        snapshot = changed;
    }

    DnsSnapshot snapshot() {
        return snapshot;
    }

    /** The response over UDP, of no octets if there is none. */
    byte[] udp(byte[] message) {
        return respond(message, /* tcp= */ false);
    }

    /** The response over TCP, of no octets if there is none. */
    byte[] tcp(byte[] message) {
        return respond(message, /* tcp= */ true);
    }

    private byte[] respond(byte[] message, boolean tcp) {
        var in = new byte[message.length + 2 * MARGIN];
        Arrays.fill(in, (byte) 0xC0);
        System.arraycopy(message, 0, in, MARGIN, message.length);
        int room = tcp ? Responder.TCP_OCTETS : maxUdpOctets;
        var out = new byte[room + 2 * MARGIN];
        Arrays.fill(out, (byte) 0xEE);
        responder.begin(snapshot, nowNanos, nowEpochSecond);
        int to = MARGIN + message.length;
        int length = tcp
                ? responder.respondTcp(in, MARGIN, to, client, random, out, MARGIN)
                : responder.respondUdp(in, MARGIN, to, client, random, out, MARGIN);
        for (int i = 0; i < MARGIN; i++) {
            if (out[i] != (byte) 0xEE || out[MARGIN + room + i] != (byte) 0xEE) {
                throw new AssertionError("written beside the response");
            }
        }
        return Arrays.copyOfRange(out, MARGIN, MARGIN + length);
    }

    /** Asks over TCP without EDNS. */
    Message ask(String name, int type) {
        return read(tcp(question(name, type).toWire()));
    }

    static Message question(String name, int type) {
        try {
            return Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
        } catch (TextParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Message question(String name, int type, int udpOctets, EDNSOption... options) {
        Message message = question(name, type);
        message.addRecord(new OPTRecord(udpOctets, 0, 0, 0, List.of(options)), Section.ADDITIONAL);
        return message;
    }

    /** Reads a response, which has to be one that is read to its last octet. */
    static Message read(byte[] response) {
        try {
            var message = new Message(response);
            if (message.numBytes() != response.length) {
                throw new AssertionError("octets behind the message: " + (response.length - message.numBytes()));
            }
            return message;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What matters of a response as text: names in lower case, records of a section in order, without OPT. */
    static String describe(Message message) {
        Header header = message.getHeader();
        var text = new StringBuilder(Rcode.string(message.getRcode()));
        for (int flag : new int[] {Flags.AA, Flags.TC}) {
            text.append(header.getFlag(flag) ? " " + Flags.string(flag) : "");
        }
        text.append('\n');
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
            for (String record : records(message, section)) {
                text.append(Section.string(section)).append(' ').append(record).append('\n');
            }
        }
        return text.toString();
    }

    static Set<String> records(Message message, int section) {
        var records = new TreeSet<String>();
        for (Record record : message.getSection(section)) {
            if (!(record instanceof OPTRecord)) {
                records.add(canonical(record));
            }
        }
        return records;
    }

    private static String canonical(Record record) {
        return record.getName().canonicalize() + " " + record.getTTL() + " " + record.getType() + " "
                + HexFormat.of().formatHex(rdata(record));
    }

    /** In the canonical form of RFC 4034, section 6.2: names in lower case, none compressed. */
    private static byte[] rdata(Record record) {
        byte[] whole = record.toWireCanonical();
        int owner = record.getName().length();
        return Arrays.copyOfRange(whole, owner + 10, whole.length);
    }
}
