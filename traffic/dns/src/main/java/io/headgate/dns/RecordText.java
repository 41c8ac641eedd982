package io.headgate.dns;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the data of records as zone files have it (RFC 1035, section 5.1; RFC 9460, section 2.1). Confined to one thread. */
final class RecordText {
    private static final Map<String, Integer> PARAMETER_KEYS = Map.of(
            "mandatory", ServiceParameter.MANDATORY,
            "alpn", ServiceParameter.ALPN,
            "no-default-alpn", ServiceParameter.NO_DEFAULT_ALPN,
            "port", ServiceParameter.PORT,
            "ipv4hint", ServiceParameter.IPV4_HINT,
            "ech", ServiceParameter.ECH,
            "ipv6hint", ServiceParameter.IPV6_HINT);

    private final RecordType type;
    private final List<String> fields;
    private int next;

    private RecordText(RecordType type, String text) {
        this.type = type;
        fields = split(text);
    }

    static RecordData parse(RecordType type, String text) {
        try {
            var reader = new RecordText(type, text);
            RecordData data = reader.data();
            if (reader.next < reader.fields.size()) {
                throw new IllegalArgumentException(
                        reader.fields.get(reader.next) + " (expected: nothing behind the data)");
            }
            return data;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(type + " " + e.getMessage(), e);
        }
    }

    private RecordData data() {
        return switch (type) {
            case A -> new RecordData.A(IpAddress.parseV4(field("address")));
            case AAAA -> new RecordData.Aaaa(IpAddress.parseV6(field("address")));
            case NS -> new RecordData.Ns(name("host"));
            case CNAME -> new RecordData.Cname(name("target"));
            case PTR -> new RecordData.Ptr(name("target"));
            case MX -> new RecordData.Mx(number("preference", 0xFFFF), name("exchange"));
            case TXT -> new RecordData.Txt(strings());
            case SRV ->
                new RecordData.Srv(
                        number("priority", 0xFFFF), number("weight", 0xFFFF), number("port", 0xFFFF), name("target"));
            case CAA ->
                new RecordData.Caa(
                        number("flags", 255), field("tag").toLowerCase(Locale.ROOT), octets("value", field("value")));
            case HTTPS -> new RecordData.Https(number("priority", 0xFFFF), name("target"), parameters());
            case SOA ->
                new RecordData.Soa(
                        name("primary"),
                        name("mailbox"),
                        longNumber("serial", 0xFFFF_FFFFL),
                        number("refresh", Integer.MAX_VALUE),
                        number("retry", Integer.MAX_VALUE),
                        number("expire", Integer.MAX_VALUE),
                        number("minimum", Integer.MAX_VALUE));
        };
    }

    /** Fields between blanks; a quoted part keeps its blanks and loses its quotes, escapes stay as they are. */
    private static List<String> split(String text) {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        boolean open = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                field.append(c).append(text.charAt(++i));
                open = true;
            } else if (c == '"') {
                quoted = !quoted;
                open = true;
            } else if (!quoted && (c == ' ' || c == '\t')) {
                if (open) {
                    fields.add(field.toString());
                    field.setLength(0);
                    open = false;
                }
            } else {
                field.append(c);
                open = true;
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("data: " + text + " (expected: a closing quote)");
        }
        if (open) {
            fields.add(field.toString());
        }
        return fields;
    }

    private String field(String what) {
        if (next == fields.size()) {
            throw new IllegalArgumentException("data ends (expected: " + what + ")");
        }
        return fields.get(next++);
    }

    private DnsName name(String what) {
        String text = field(what);
        try {
            return DnsName.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
        }
    }

    private int number(String what, int most) {
        return (int) longNumber(what, most);
    }

    private long longNumber(String what, long most) {
        return number(what, field(what), most);
    }

    private static long number(String what, String text, long most) {
        if (text.isEmpty()
                || text.length() > 10
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')
                || Long.parseLong(text) > most) {
            throw new IllegalArgumentException(what + ": " + text + " (expected: 0.." + most + ")");
        }
        return Long.parseLong(text);
    }

    private List<Octets> strings() {
        var strings = new ArrayList<Octets>();
        do {
            strings.add(octets("string", field("string")));
        } while (next < fields.size());
        return strings;
    }

    /** Undoes escapes; what is not ASCII becomes UTF-8. */
    private static Octets octets(String what, String text) {
        var sink = new ByteSink(text.length());
        int plain = 0;
        for (int i = text.indexOf('\\'); i >= 0; i = text.indexOf('\\', plain)) {
            Octets.ofText(text.substring(plain, i)).appendTo(sink);
            if (text.substring(i + 1).matches("(?s)[0-9]{3}.*")) {
                sink.u8((int) number(what, text.substring(i + 1, i + 4), 255));
                plain = i + 4;
            } else if (i + 1 < text.length() && !Character.isDigit(text.charAt(i + 1))) {
                int end = text.offsetByCodePoints(i + 1, 1);
                Octets.ofText(text.substring(i + 1, end)).appendTo(sink);
                plain = end;
            } else {
                throw new IllegalArgumentException(what + ": " + text
                        + " (expected: \\DDD up to \\255, or \\ before a character that is no digit)");
            }
        }
        Octets.ofText(text.substring(plain)).appendTo(sink);
        return Octets.of(sink.toByteArray());
    }

    private List<ServiceParameter> parameters() {
        var parameters = new ArrayList<ServiceParameter>();
        while (next < fields.size()) {
            String field = field("parameter");
            int equals = field.indexOf('=');
            String name = equals < 0 ? field : field.substring(0, equals);
            String value = equals < 0 ? "" : field.substring(equals + 1);
            int key = key(name);
            parameters.add(new ServiceParameter(key, Octets.of(value(name, key, value))));
        }
        parameters.sort(Comparator.comparingInt(ServiceParameter::key));
        return parameters;
    }

    private static int key(String name) {
        Integer known = PARAMETER_KEYS.get(name);
        if (known != null) {
            return known;
        }
        if (name.startsWith("key")) {
            return (int) number("parameter", name.substring(3), 0xFFFE);
        }
        throw new IllegalArgumentException("parameter: " + name
                + " (expected: mandatory, alpn, no-default-alpn, port, ipv4hint, ech, ipv6hint or key0..key65534)");
    }

    private static byte[] value(String name, int key, String text) {
        var sink = new ByteSink(text.length());
        if (key == ServiceParameter.NO_DEFAULT_ALPN) {
            if (!text.isEmpty()) {
                throw new IllegalArgumentException(name + ": " + text + " (expected: no value)");
            }
        } else if (key == ServiceParameter.ECH) {
            try {
                sink.bytes(Base64.getDecoder().decode(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + ": " + text + " (expected: Base64)", e);
            }
        } else if (key > ServiceParameter.IPV6_HINT) {
            octets(name, text).appendTo(sink);
        } else if (key == ServiceParameter.PORT) {
            sink.u16((int) number(name, text, 0xFFFF));
        } else {
            for (String item : text.split(",", -1)) {
                item(name, key, item, sink);
            }
        }
        return sink.toByteArray();
    }

    private static void item(String name, int key, String text, ByteSink sink) {
        switch (key) {
            case ServiceParameter.MANDATORY -> sink.u16(key(text));
            case ServiceParameter.ALPN -> {
                Octets protocol = octets(name, text);
                if (protocol.length() < 1 || protocol.length() > 255) {
                    throw new IllegalArgumentException(name + ": " + text + " (expected: 1..255 octets)");
                }
                sink.u8(protocol.length());
                protocol.appendTo(sink);
            }
            case ServiceParameter.IPV4_HINT -> sink.u32(IpAddress.parseV4(text).bits() & 0xFFFF_FFFFL);
            default -> {
                var address = IpAddress.parseV6(text);
                sink.u32(address.high() >>> 32);
                sink.u32(address.high() & 0xFFFF_FFFFL);
                sink.u32(address.low() >>> 32);
                sink.u32(address.low() & 0xFFFF_FFFFL);
            }
        }
    }
}
