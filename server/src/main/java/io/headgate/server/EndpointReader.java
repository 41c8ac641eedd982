package io.headgate.server;

import io.headgate.server.Problem.Kind;
import io.headgate.server.Value.Named;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the endpoints of a pool: a list, or a list per site. */
final class EndpointReader {

    private final Names sites;

    EndpointReader(Names sites) {
        this.sites = sites;
    }

    @Nullable
    List<EndpointConfig> read(Value value) {
        Map<Address, Source> seen = new HashMap<>();
        List<EndpointConfig> endpoints = new ArrayList<>();
        boolean empty = true;
        if (value.isMapping()) {
            for (Named entry : value.named()) {
                sites.refer(entry);
                add(entry.value(), entry.name(), endpoints, seen);
                empty &= entry.value().isEmptyList();
            }
        } else {
            add(value, null, endpoints, seen);
            empty = value.isEmptyList();
        }
        return empty ? value.error(Kind.VALUE, "no endpoint (expected: at least one)") : endpoints;
    }

    private static void add(
            Value list, @Nullable String site, List<EndpointConfig> endpoints, Map<Address, Source> seen) {
        for (Value item : list.items()) {
            EndpointConfig endpoint = endpoint(item, site);
            if (endpoint == null) {
                continue;
            }
            Source earlier = seen.putIfAbsent(endpoint.address(), item.at());
            if (earlier != null) {
                item.error(
                        Kind.DUPLICATE,
                        endpoint.address() + " is already at line " + earlier.line() + " (expected: once in a pool)");
            }
            endpoints.add(endpoint);
        }
    }

    private static @Nullable EndpointConfig endpoint(Value value, @Nullable String site) {
        if (!value.isMapping()) {
            Address address = AddressReader.endpoint(value);
            return address == null
                    ? null
                    : new EndpointConfig(value.at(), address, site, EndpointConfig.DEFAULT_WEIGHT, false);
        }
        return value.object(section -> {
            Address address = section.require("address", AddressReader::endpoint);
            int weight = section.integer("weight", EndpointConfig.DEFAULT_WEIGHT, EndpointConfig.WEIGHT);
            boolean drain = section.flag("drain", false);
            return address == null ? null : new EndpointConfig(value.at(), address, site, weight, drain);
        });
    }
}
