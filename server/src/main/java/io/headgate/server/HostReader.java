package io.headgate.server;

import io.headgate.server.Problem.Kind;
import io.headgate.server.Value.Named;
import java.net.IDN;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the hosts. Confined to one reading. */
final class HostReader {

    private final Names listeners;
    private final Names pools;
    private final Map<HostPattern, Source> seen = new HashMap<>();

    HostReader(Names listeners, Names pools) {
        this.listeners = listeners;
        this.pools = pools;
    }

    List<HostConfig> read(List<Named> entries) {
        List<HostConfig> hosts = new ArrayList<>(entries.size());
        for (Named entry : entries) {
            HostPattern pattern = pattern(entry);
            HostConfig host = entry.value().object(section -> host(section, entry, pattern));
            if (host != null) {
                hosts.add(host);
            }
        }
        return hosts;
    }

    private @Nullable HostConfig host(Section section, Named entry, @Nullable HostPattern pattern) {
        section.notYet("dns");
        var on = section.read("listeners", listeners.all(), value -> {
            List<String> list = value.list(listeners::refer);
            return value.isEmptyList() ? value.wrong("at least one listener") : list;
        });
        var routeReader = new RouteReader(entry.name(), pools);
        var routes = section.require("routes", value -> {
            List<RouteConfig> list = value.list(routeReader::read);
            return value.isEmptyList() ? value.wrong("at least one route") : list;
        });
        if (pattern == null || routes == null || routes.isEmpty() || on.isEmpty()) {
            return null;
        }
        return new HostConfig(entry.keyAt(), pattern, on, routes);
    }

    private @Nullable HostPattern pattern(Named entry) {
        HostPattern pattern = parse(entry.name());
        if (pattern == null) {
            entry.refuseName(
                    Kind.VALUE,
                    Value.shown(entry.name()) + " (expected: a name such as shop.example.com" + ascii(entry.name())
                            + ", *.example.com, or *)");
            return null;
        }
        Source earlier = seen.putIfAbsent(pattern, entry.keyAt());
        if (earlier != null) {
            entry.refuseName(
                    Kind.DUPLICATE,
                    "the same host as at line " + earlier.line() + ", " + pattern + " (expected: once)");
        }
        return pattern;
    }

    private static @Nullable HostPattern parse(String name) {
        if (name.equals("*")) {
            return new HostPattern.Any();
        }
        boolean wildcard = name.startsWith("*.");
        String rest = wildcard ? name.substring(2) : name;
        String plain = (rest.endsWith(".") ? rest.substring(0, rest.length() - 1) : rest).toLowerCase(Locale.ROOT);
        if (!TextRule.HOST.accepts(plain)) {
            return null;
        }
        return wildcard ? new HostPattern.Wildcard(plain) : new HostPattern.Exact(plain);
    }

    /** The form in which browsers send an internationalised name, when there is one. */
    private static String ascii(String name) {
        if (name.chars().allMatch(c -> c < 128)) {
            return "";
        }
        try {
            return ", here " + IDN.toASCII(name);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
