package io.headgate.server;

import io.headgate.server.Action.Forwarding;
import io.headgate.server.Action.WeightedPool;
import io.headgate.server.MatchConfig.PathMatch;
import io.headgate.server.Problem.Kind;
import io.headgate.server.Value.Named;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the routes of one host, in order. Confined to one reading. */
final class RouteReader {

    private static final List<String> FORWARDING_KEYS = List.of("rewrite", "timeout", "per-try-timeout", "retries");

    private final String host;
    private final Names pools;
    private final Map<MatchConfig, Source> seenMatches = new HashMap<>();
    private final Map<String, Source> seenNames = new HashMap<>();
    private int index;

    RouteReader(String host, Names pools) {
        this.host = host;
        this.pools = pools;
    }

    @Nullable
    RouteConfig read(Value value) {
        return value.object(section -> route(section, value));
    }

    private @Nullable RouteConfig route(Section section, Value value) {
        section.notYet("limits");
        String name = section.read("name", host + "[" + index++ + "]", this::name);
        var match = section.object("match", MatchReader::match);
        // Asked for here too, so that an unknown key is compared with every key there is.
        FORWARDING_KEYS.forEach(section::has);
        var edits = section.object("headers", HeaderEditsReader::both);
        boolean byPrefix = match == null || match.path() instanceof PathMatch.Prefix;
        var action = action(section, byPrefix);
        if (match != null) {
            warnOfShadow(match, value);
        }
        if (match == null || edits == null || action == null) {
            return null;
        }
        return new RouteConfig(section.at(), name, match, action, edits.request(), edits.response());
    }

    private @Nullable String name(Value value) {
        String name = value.text(TextRule.NAME);
        Source earlier = name == null ? null : seenNames.putIfAbsent(name, value.at());
        return earlier == null
                ? name
                : value.error(
                        Kind.DUPLICATE,
                        name + " is the route at line " + earlier.line() + " (expected: a name of its own)");
    }

    private void warnOfShadow(MatchConfig match, Value value) {
        Source earlier = seenMatches.putIfAbsent(match, value.at());
        if (earlier != null) {
            value.warning(
                    Kind.UNUSED, "never reached: the route at line " + earlier.line() + " matches the same requests");
        }
    }

    private @Nullable Action action(Section section, boolean byPrefix) {
        String kind = section.exactlyOne("pool", "split", "redirect", "respond");
        if (kind == null) {
            return null;
        }
        if (kind.equals("redirect") || kind.equals("respond")) {
            for (String key : FORWARDING_KEYS) {
                section.conflict(key, "on a route that forwards nothing (expected: only with pool or split)");
            }
        }
        return switch (kind) {
            case "pool" -> {
                String pool = section.read("pool", pools::refer);
                Forwarding forwarding = forwarding(section, byPrefix);
                yield pool == null ? null : new Action.ToPool(pool, forwarding);
            }
            case "split" -> {
                var weighted = section.read("split", this::split);
                Forwarding forwarding = forwarding(section, byPrefix);
                yield weighted == null ? null : new Action.Split(weighted, forwarding);
            }
            case "redirect" -> {
                var redirect = section.read("redirect", value -> RedirectReader.redirect(value, byPrefix));
                yield redirect == null ? null : new Action.RedirectTo(redirect);
            }
            default -> section.read("respond", value -> value.object(RouteReader::respond));
        };
    }

    private @Nullable List<WeightedPool> split(Value value) {
        List<Named> entries = value.named();
        if (value.isMapping() && entries.isEmpty()) {
            return value.wrong("at least one pool with its weight");
        }
        List<WeightedPool> weighted = new ArrayList<>(entries.size());
        for (Named entry : entries) {
            boolean known = pools.refer(entry);
            Integer weight = entry.value().integer(WeightedPool.WEIGHT);
            if (known && weight != null) {
                weighted.add(new WeightedPool(entry.name(), weight));
            }
        }
        if (weighted.isEmpty() || weighted.size() < entries.size()) {
            return null;
        }
        return weighted.stream().allMatch(pool -> pool.weight() == 0)
                ? value.error(Kind.VALUE, "no weight above 0 (expected: at least one)")
                : weighted;
    }

    private static Forwarding forwarding(Section section, boolean byPrefix) {
        record Rewrite(@Nullable PathRewrite path, @Nullable String host) {}
        var rewrite = section.read(
                "rewrite",
                new Rewrite(null, null),
                value -> value.object(
                        parts -> new Rewrite(RedirectReader.path(parts, byPrefix), RedirectReader.host(parts))));
        return new Forwarding(rewrite.path, rewrite.host, timeouts(section), retries(section));
    }

    private static RouteTimeouts timeouts(Section section) {
        Duration request = section.read("timeout", value -> value.duration(RouteTimeouts.RANGE));
        Duration byDefault = request == null ? RouteTimeouts.DEFAULT_PER_TRY : shorter(request);
        Duration perTry = section.duration("per-try-timeout", byDefault, RouteTimeouts.RANGE);
        if (request != null && perTry.compareTo(request) > 0) {
            section.conflict(
                    "per-try-timeout",
                    DurationRange.format(perTry) + " (expected: at most timeout, " + DurationRange.format(request)
                            + ")");
            return new RouteTimeouts(request, request);
        }
        return new RouteTimeouts(request, perTry);
    }

    private static Duration shorter(Duration request) {
        return request.compareTo(RouteTimeouts.DEFAULT_PER_TRY) < 0 ? request : RouteTimeouts.DEFAULT_PER_TRY;
    }

    private static RetryPolicy retries(Section section) {
        RetryPolicy otherwise = retries(RetryPolicy.DEFAULT_ATTEMPTS);
        return section.read("retries", otherwise, value -> {
            if (value.isMapping()) {
                return value.object(RouteReader::retryPolicy);
            }
            Integer attempts = value.integer(RetryPolicy.ATTEMPTS);
            return attempts == null ? null : retries(attempts);
        });
    }

    private static RetryPolicy retries(int attempts) {
        return new RetryPolicy(attempts, Set.copyOf(RetryPolicy.DEFAULT_ON), Set.copyOf(RetryPolicy.DEFAULT_METHODS));
    }

    private static RetryPolicy retryPolicy(Section section) {
        var on = section.read(
                "on", RetryPolicy.DEFAULT_ON, value -> value.list(item -> item.word(RetryPolicy.Cause.values())));
        var methods = section.read(
                "methods", RetryPolicy.DEFAULT_METHODS, value -> value.list(item -> item.text(TextRule.METHOD)));
        return new RetryPolicy(
                section.integer("attempts", RetryPolicy.DEFAULT_ATTEMPTS, RetryPolicy.ATTEMPTS),
                Set.copyOf(on),
                Set.copyOf(methods));
    }

    private static Action.Respond respond(Section section) {
        int status = section.integer("status", Action.Respond.DEFAULT_STATUS, Action.Respond.STATUS);
        var bodyRule = new TextRule(
                TextRule.ANY.pattern(),
                Action.Respond.MAX_BODY_CHARACTERS,
                "text of at most " + Action.Respond.MAX_BODY_CHARACTERS + " characters");
        String body = section.read("body", "", value -> value.text(bodyRule));
        if (!body.isEmpty() && (status == 204 || status == 205 || status == 304)) {
            section.conflict("body", "with status " + status + ", which has none (expected: no body)");
        }
        String contentType = section.read(
                "content-type", Action.Respond.DEFAULT_CONTENT_TYPE, value -> value.text(TextRule.CONTENT_TYPE));
        return new Action.Respond(status, body, contentType);
    }
}
