package io.headgate.server;

import io.headgate.server.PolicyConfig.HashKey;
import io.headgate.server.PoolConfig.Ejection;
import io.headgate.server.PoolConfig.Limits;
import io.headgate.server.PoolConfig.Protocol;
import io.headgate.server.PoolConfig.RetryBudget;
import io.headgate.server.PoolConfig.Timeouts;
import io.headgate.server.PoolConfig.Tls;
import io.headgate.server.PoolConfig.WhenAllDown;
import io.headgate.server.Value.Named;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads one pool. */
final class PoolReader {

    private enum Policy implements Word {
        ROUND_ROBIN("round-robin"),
        LEAST_REQUEST("least-request"),
        PEAK_EWMA("peak-ewma"),
        RANDOM("random"),
        MAGLEV("maglev");

        private final String word;

        Policy(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    private final EndpointReader endpoints;
    private final FileReader files;

    PoolReader(Names sites, FileReader files) {
        this.endpoints = new EndpointReader(sites);
        this.files = files;
    }

    @Nullable
    PoolConfig read(Named entry) {
        return entry.value().object(section -> pool(section, entry));
    }

    private @Nullable PoolConfig pool(Section section, Named entry) {
        var policy = policy(section);
        var persistence = section.read("persistence", value -> value.object(PersistenceReader::persistence));
        var protocol = section.word("protocol", Protocol.HTTP1, Protocol.values());
        var tls = section.read("tls", value -> value.object(this::tls));
        var health = section.read("health", value -> value.object(h -> HealthReader.health(h, protocol)));
        var ejection = ejectionOrOff(section);
        var limits = section.object("limits", PoolReader::limits);
        var retryBudget = section.object("retry-budget", PoolReader::retryBudget);
        var timeouts = section.object("timeouts", PoolReader::timeouts);
        var slowStart = section.read("slow-start", Duration.ZERO, PoolReader::slowStart);
        var panic = section.percent("panic", PoolConfig.DEFAULT_PANIC_PERCENT);
        var whenAllDown = section.word("when-all-down", WhenAllDown.USE_ALL, WhenAllDown.values());
        var servers = section.require("endpoints", endpoints::read);
        if (policy instanceof PolicyConfig.Maglev(var hash) && persistence != null && sameKey(hash, persistence)) {
            section.warn("persistence", "maglev already keeps this key on its endpoint (expected: one of the two)");
        }
        if (limits == null || retryBudget == null || timeouts == null || servers == null || servers.isEmpty()) {
            return null;
        }
        return new PoolConfig(
                entry.keyAt(),
                entry.name(),
                policy,
                persistence,
                protocol,
                tls,
                health,
                ejection,
                slowStart,
                limits,
                retryBudget,
                panic,
                whenAllDown,
                timeouts,
                servers);
    }

    private static @Nullable Duration slowStart(Value value) {
        DurationRange upToLongest = new DurationRange(Duration.ZERO, PoolConfig.SLOW_START.max());
        Duration slowStart = value.duration(upToLongest);
        return slowStart == null || slowStart.isZero() || PoolConfig.SLOW_START.contains(slowStart)
                ? slowStart
                : value.wrong("0s, or " + PoolConfig.SLOW_START);
    }

    private static PolicyConfig policy(Section section) {
        var policy = section.word("policy", Policy.ROUND_ROBIN, Policy.values());
        HashKey hash = section.read("hash", new HashKey.SourceAddress(), PoolReader::hashKey);
        if (policy != Policy.MAGLEV) {
            section.conflict("hash", "with policy " + policy.word() + " (expected: only with policy maglev)");
        }
        return switch (policy) {
            case ROUND_ROBIN -> new PolicyConfig.RoundRobin();
            case LEAST_REQUEST -> new PolicyConfig.LeastRequest();
            case PEAK_EWMA -> new PolicyConfig.PeakEwma();
            case RANDOM -> new PolicyConfig.Random();
            case MAGLEV -> new PolicyConfig.Maglev(hash);
        };
    }

    private static @Nullable HashKey hashKey(Value value) {
        String expected = "source, path, header:NAME or cookie:NAME";
        String text = value.text(new TextRule(TextRule.ANY.pattern(), 256, expected));
        if (text == null) {
            return null;
        }
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon + 1);
        String name = colon < 0 ? "" : text.substring(colon + 1);
        boolean named = TextRule.TOKEN.accepts(name);
        return switch (kind) {
            case "source" -> new HashKey.SourceAddress();
            case "path" -> new HashKey.Path();
            case "header:" -> named ? new HashKey.Header(name.toLowerCase(Locale.ROOT)) : value.wrong(expected);
            case "cookie:" -> named ? new HashKey.Cookie(name) : value.wrong(expected);
            default -> {
                var nearest = Nearest.to(kind, List.of("source", "path", "header:", "cookie:"));
                yield value.wrong(
                        nearest.stream()
                                .map(n -> n.endsWith(":") ? n + name : n)
                                .toList(),
                        expected);
            }
        };
    }

    private static boolean sameKey(HashKey hash, PersistenceConfig persistence) {
        return switch (hash) {
            case HashKey.SourceAddress() -> persistence instanceof PersistenceConfig.SourceAddress;
            case HashKey.Header(var name) -> persistence.equals(new PersistenceConfig.Header(name));
            case HashKey.Cookie _, HashKey.Path _ -> false;
        };
    }

    private Tls tls(Section section) {
        return new Tls(
                section.read("ca", value -> value.isWord("system") ? null : files.authorities(value)),
                section.read("server-name", value -> value.text(TextRule.HOST)),
                section.flag("verify", true));
    }

    private static @Nullable Ejection ejectionOrOff(Section section) {
        Value value = section.find("ejection");
        if (value == null) {
            return Ejection.DEFAULT;
        }
        if (value.isWord("off")) {
            return null;
        }
        return value.isScalar() ? value.wrong(List.of("off"), "off or a mapping") : value.object(PoolReader::ejection);
    }

    private static Ejection ejection(Section section) {
        Ejection otherwise = Ejection.DEFAULT;
        return new Ejection(
                section.integer("consecutive-failures", otherwise.consecutiveFailures(), Ejection.FAILURES),
                section.duration("base", otherwise.base(), Ejection.BASE),
                section.percent("max", otherwise.maxPercent()));
    }

    private static Limits limits(Section section) {
        Limits otherwise = Limits.DEFAULT;
        return new Limits(
                section.integer("connections", otherwise.connections(), Limits.RANGE),
                section.integer("pending", otherwise.pending(), Limits.RANGE),
                section.integer("requests", otherwise.requests(), Limits.RANGE));
    }

    private static RetryBudget retryBudget(Section section) {
        RetryBudget otherwise = RetryBudget.DEFAULT;
        return new RetryBudget(
                section.percent("percent", otherwise.percent()),
                section.integer("min-per-second", otherwise.minPerSecond(), RetryBudget.MIN_PER_SECOND));
    }

    private static Timeouts timeouts(Section section) {
        Timeouts otherwise = Timeouts.DEFAULT;
        return new Timeouts(
                section.duration("connect", otherwise.connect(), Timeouts.CONNECT),
                section.duration("idle", otherwise.idle(), Timeouts.IDLE));
    }
}
