package io.headgate.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads addresses. Never asks a resolver. */
final class AddressReader {

    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final Pattern LOOKS_LIKE_IPV4 = Pattern.compile("[0-9.]+");

    private AddressReader() {}

    /** An IP literal and a port. */
    static @Nullable InetSocketAddress bind(Value value) {
        String expected = "an IP address and a port, such as 0.0.0.0:8080 or [::]:8080";
        String text = value.text(new TextRule(TextRule.ANY.pattern(), 64, expected));
        if (text == null) {
            return null;
        }
        int colon = text.lastIndexOf(':');
        InetAddress address = colon < 0 ? null : literal(text.substring(0, colon));
        int port = colon < 0 ? 0 : port(text.substring(colon + 1));
        if (address == null || port == 0) {
            return value.wrong(expected);
        }
        return new InetSocketAddress(address, port);
    }

    /** An IP literal or DNS name, and a port. */
    static @Nullable Address endpoint(Value value) {
        String expected =
                "host:port with port " + Address.PORT + ", such as 10.0.1.10:9000, [::1]:9000 or api.internal:9000";
        String text = value.text(new TextRule(TextRule.ANY.pattern(), 300, expected));
        if (text == null) {
            return null;
        }
        int colon = text.lastIndexOf(':');
        int port = colon < 0 ? 0 : port(text.substring(colon + 1));
        if (port == 0) {
            return value.wrong(expected);
        }
        String host = text.substring(0, colon);
        InetAddress literal = literal(host);
        if (literal != null) {
            return new Address(literal.getHostAddress(), port);
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        boolean isName =
                TextRule.HOST.accepts(name) && !LOOKS_LIKE_IPV4.matcher(name).matches();
        return isName ? new Address(name.toLowerCase(Locale.ROOT), port) : value.wrong(expected);
    }

    static @Nullable CidrBlock cidr(Value value) {
        String expected = "a network such as 10.0.0.0/8 or fd00::/8";
        String text = value.text(new TextRule(TextRule.ANY.pattern(), 64, expected));
        if (text == null) {
            return null;
        }
        int slash = text.indexOf('/');
        InetAddress network = unbracketed(slash < 0 ? text : text.substring(0, slash));
        if (network == null) {
            return value.wrong(expected);
        }
        int bits = network.getAddress().length * 8;
        if (slash < 0) {
            return value.wrong("a network: " + text + "/" + bits);
        }
        String length = text.substring(slash + 1);
        int prefix = isNumber(length) ? Integer.parseInt(length) : bits + 1;
        if (prefix > bits) {
            return value.wrong("a prefix length 0.." + bits);
        }
        if (!CidrBlock.isZeroFrom(prefix, network.getAddress())) {
            return value.wrong("only zero bits after the first " + prefix);
        }
        return new CidrBlock(network, prefix);
    }

    /** IPv6 in brackets, IPv4 without; null for anything else. */
    private static @Nullable InetAddress literal(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            String inside = text.substring(1, text.length() - 1);
            return inside.indexOf(':') < 0 ? null : unbracketed(inside);
        }
        return text.indexOf(':') >= 0 ? null : unbracketed(text);
    }

    private static @Nullable InetAddress unbracketed(String text) {
        boolean candidate = IPV4.matcher(text).matches()
                || (text.indexOf(':') >= 0 && IPV6.matcher(text).matches());
        if (!candidate) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** 0 for anything but a port. */
    private static int port(String text) {
        int port = isNumber(text) ? Integer.parseInt(text) : 0;
        return Address.PORT.contains(port) ? port : 0;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
