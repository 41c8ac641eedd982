package io.headgate.server;

import io.headgate.server.Problem.Kind;
import io.headgate.server.Value.Named;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the top level: names first, so that everything after can refer to them. */
final class FrontDoorReader {

    private final FileReader files;

    FrontDoorReader(FileReader files) {
        this.files = files;
    }

    @Nullable
    FrontDoor read(Section top) {
        top.notYet("limits", "scaling", "store", "node");
        List<Named> siteNames = named(top.find("sites"));
        List<Named> listenerNames = named(top.require("listeners", value -> value));
        List<Named> hostNames = named(top.find("hosts"));
        List<Named> poolNames = named(top.find("pools"));
        Names sites = new Names("site", siteNames);
        Names listeners = new Names("listener", listenerNames);
        Names pools = new Names("pool", poolNames);

        var siteConfigs = all(siteNames, FrontDoorReader::site);
        var admin = top.read("admin", value -> value.object(FrontDoorReader::admin));
        var accessLog = top.read("access-log", value -> value.object(this::accessLog));
        var drain = top.duration("drain", FrontDoor.DEFAULT_DRAIN, FrontDoor.DRAIN);
        var listenerConfigs = all(listenerNames, new ListenerReader(files)::read);
        var hostConfigs = new HostReader(listeners, pools).read(hostNames);
        var poolConfigs = all(poolNames, new PoolReader(sites, files)::read);

        Map<String, Named> entries = new HashMap<>();
        listenerNames.forEach(entry -> entries.put(entry.name(), entry));
        refuseOverlaps(admin, listenerConfigs, entries);
        pools.warnOfUnused();
        warnOfIdleListeners(listenerConfigs, hostConfigs, entries);
        if (listenerNames.isEmpty()) {
            top.read("listeners", value -> value.isMapping() ? value.wrong("at least one listener") : null);
        }
        if (listenerConfigs.isEmpty()) {
            return null;
        }
        return new FrontDoor(top.at(), siteConfigs, admin, accessLog, drain, listenerConfigs, hostConfigs, poolConfigs);
    }

    private static List<Named> named(@Nullable Value value) {
        return value == null ? List.of() : value.named();
    }

    private static <T> List<T> all(List<Named> entries, Value.Reader<Named, T> reader) {
        List<T> all = new ArrayList<>(entries.size());
        for (Named entry : entries) {
            T one = reader.read(entry);
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }

    private static @Nullable SiteConfig site(Named site) {
        return site.value().object(_ -> new SiteConfig(site.keyAt(), site.name()));
    }

    private static @Nullable AdminConfig admin(Section section) {
        var bind = section.require("bind", FrontDoorReader::loopback);
        return bind == null ? null : new AdminConfig(section.at(), bind);
    }

    private static @Nullable InetSocketAddress loopback(Value value) {
        var bind = AddressReader.bind(value);
        return bind == null || bind.getAddress().isLoopbackAddress()
                ? bind
                : value.wrong("a loopback address, such as 127.0.0.1:9901");
    }

    private @Nullable AccessLogConfig accessLog(Section section) {
        Value path = section.require("path", value -> value);
        if (path == null) {
            return null;
        }
        if (path.isWord("-")) {
            return new AccessLogConfig.StandardOutput(section.at());
        }
        var file = files.writable(path);
        return file == null ? null : new AccessLogConfig.File(section.at(), file);
    }

    private static void refuseOverlaps(
            @Nullable AdminConfig admin, List<ListenerConfig> listeners, Map<String, Named> entries) {
        var taken = new TakenAddresses();
        if (admin != null) {
            taken.take("admin", admin.bind());
        }
        for (ListenerConfig listener : listeners) {
            String earlier = taken.take("listeners." + listener.name(), listener.bind());
            Named entry = entries.get(listener.name());
            if (earlier != null && entry != null) {
                String bind = TakenAddresses.shown(listener.bind());
                entry.value()
                        .problems()
                        .error(
                                Kind.DUPLICATE,
                                listener.source(),
                                entry.value().path() + ".bind",
                                bind + " is taken by " + earlier + " (expected: an address and port of its own)");
            }
        }
    }

    private static void warnOfIdleListeners(
            List<ListenerConfig> listeners, List<HostConfig> hosts, Map<String, Named> entries) {
        Set<String> serving = new HashSet<>();
        hosts.forEach(host -> serving.addAll(host.listeners()));
        for (ListenerConfig listener : listeners) {
            boolean redirects = listener.transport() instanceof ListenerConfig.Transport.ClearText(var redirect)
                    && redirect != null;
            Named entry = entries.get(listener.name());
            if (!redirects && !serving.contains(listener.name()) && entry != null) {
                entry.value()
                        .problems()
                        .warning(
                                Kind.UNUSED, entry.keyAt(), entry.value().path(), "no host is served on this listener");
            }
        }
    }
}
