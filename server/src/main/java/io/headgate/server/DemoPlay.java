package io.headgate.server;

import io.headgate.balance.EndpointView;
import io.headgate.balance.Health;
import io.headgate.proxy.EndpointStats;
import io.headgate.proxy.Proxy;
import io.headgate.proxy.ProxyStats;
import io.headgate.proxy.RouteStats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Plays the demo's script, shows the figures twice per second, and judges whether each step showed what it promised. Confined to one
 * thread; others put orders into its queue.
 */
final class DemoPlay {
    private static final Duration TICK = Duration.ofMillis(500);
    /** Figures shown are those of so many ticks: one second. */
    private static final int WINDOW_TICKS = 2;

    private final DemoScreen screen;
    private final LiveConfiguration configuration;
    private final Proxy proxy;
    private final DemoLoad load;
    private final List<DemoBackend> backends;
    private final BlockingQueue<DemoOrder> orders;

    private final Deque<DemoTally> window = new ArrayDeque<>();
    private final DemoTally total = new DemoTally();
    /** What the step that is on is judged by: all its ticks but the first, in which answers of before still come. */
    private DemoTally settled = new DemoTally();

    private boolean settling;
    private final List<String> verdicts = new ArrayList<>();
    private long beginNanos;
    private boolean asPromised = true;
    /** Emptied when the user takes over. */
    private List<DemoStep> script;
    /** Index of the step that is on, -1 before the first. */
    private int step = -1;

    /** @param script steps in order of time; may be empty */
    DemoPlay(
            DemoScreen screen,
            LiveConfiguration configuration,
            Proxy proxy,
            DemoLoad load,
            List<DemoBackend> backends,
            List<DemoStep> script,
            BlockingQueue<DemoOrder> orders) {
        this.screen = screen;
        this.configuration = configuration;
        this.proxy = proxy;
        this.load = load;
        this.backends = backends;
        this.script = script;
        this.orders = orders;
    }

    /**
     * Plays until the time is up or an order ends it, then stops the load and sums up.
     *
     * @return whether no request was lost and every step that was played to its end showed what it promised
     */
    boolean play(Duration duration) throws InterruptedException {
        beginNanos = System.nanoTime();
        boolean inTime = true;
        for (long tick = 1; inTime && elapsedNanos() < duration.toNanos(); tick++) {
            advance(duration);
            inTime = carryOutOrders(Math.min(tick * TICK.toNanos(), duration.toNanos()));
            configuration.loadIfChanged();
            observe(load.take());
            screen.show(view());
        }
        if (inTime) {
            judge();
        }
        Duration played = Duration.ofNanos(elapsedNanos());
        load.close();
        total.add(load.take());
        summarise(played);
        return asPromised && total.lostCount() == 0;
    }

    private long elapsedNanos() {
        return System.nanoTime() - beginNanos;
    }

    /** Waits until {@code untilNanos} after the begin, doing what is asked; false if asked to stop. */
    private boolean carryOutOrders(long untilNanos) throws InterruptedException {
        while (true) {
            switch (orders.poll(untilNanos - elapsedNanos(), TimeUnit.NANOSECONDS)) {
                case DemoOrder.Stop() -> {
                    return false;
                }
                case DemoOrder.Say(var line) -> screen.say(line);
                case DemoOrder.Toggle(var backend) -> takeOver(backend);
                case null -> {
                    return true;
                }
            }
        }
    }

    private void takeOver(DemoBackend backend) {
        if (!script.isEmpty()) {
            script = List.of();
            screen.say("the script ends here: it is your turn");
        }
        set(backend, !backend.running());
        screen.say(backend.name() + (backend.running() ? " started" : " stopped"));
    }

    /** Begins the next step if its time has come. */
    private void advance(Duration duration) {
        int next = step + 1;
        if (next >= script.size()
                || elapsedNanos() < duration.toNanos() / 100 * script.get(next).atPercent()) {
            return;
        }
        judge();
        step = next;
        settled = new DemoTally();
        settling = true;
        DemoStep begun = script.get(next);
        screen.say(String.format(
                Locale.ROOT, "%3d s %s", Duration.ofNanos(elapsedNanos()).toSeconds(), begun.words()));
        for (DemoBackend backend : backends) {
            set(backend, !begun.down().contains(backend.name()));
        }
    }

    private void set(DemoBackend backend, boolean up) {
        if (!up) {
            backend.stop();
            return;
        }
        try {
            backend.start();
        } catch (IOException e) {
            asPromised = false;
            screen.say(backend.name() + " does not start again on " + backend.address() + ": " + e.getMessage());
        }
    }

    private void observe(DemoTally fresh) {
        total.add(fresh);
        if (!settling) {
            settled.add(fresh);
        }
        settling = false;
        window.addLast(fresh);
        if (window.size() > WINDOW_TICKS) {
            window.removeFirst();
        }
    }

    private DemoTally lately() {
        var sum = new DemoTally();
        window.forEach(sum::add);
        return sum;
    }

    /** Judges the step that is on. */
    private void judge() {
        if (step < 0 || step >= script.size()) {
            return;
        }
        DemoTally seen = settled;
        List<String> broken = script.get(step).broken(seen);
        String shares = backends.stream()
                .map(backend -> backend.name() + " " + seen.sharePercent(backend.name()) + "%")
                .collect(Collectors.joining(", "));
        verdicts.add(script.get(step).name() + ": " + shares
                + (broken.isEmpty() ? "" : "; NOT AS PROMISED: " + String.join(", ", broken)));
        asPromised &= broken.isEmpty();
    }

    // What is shown.

    private DemoView view() {
        ProxyStats stats = proxy.stats();
        DemoTally lately = lately();
        double seconds = window.size() * TICK.toMillis() / 1e3;
        List<DemoView.Row> rows = backends.stream()
                .map(backend -> {
                    LatencyHistogram latencies = lately.latencies(backend.name());
                    return new DemoView.Row(
                            backend.name(),
                            backend.site(),
                            health(stats, backend),
                            latencies.count() / seconds,
                            lately.sharePercent(backend.name()),
                            latencies.percentileNanos(50) / 1e6,
                            latencies.percentileNanos(99) / 1e6,
                            failures(stats, backend));
                })
                .toList();
        return new DemoView(
                Duration.ofNanos(elapsedNanos()),
                rows,
                new DemoView.Totals(
                        lately.latencies().count() / seconds,
                        total.latencies().count(),
                        retries(stats),
                        total.movedCount(),
                        total.lostCount()));
    }

    /** As the first worker sees it in the first pool that has it: health is the same for all of them, ejection nearly. */
    private static String health(ProxyStats stats, DemoBackend backend) {
        for (List<ProxyStats.PoolView> pool : stats.pools().values()) {
            for (EndpointView endpoint : pool.getFirst().endpoints()) {
                if (endpoint.spec().id().endsWith("/" + backend.address())) {
                    return endpoint.ejected() && endpoint.health() == Health.HEALTHY
                            ? "ejected"
                            : endpoint.health().name().toLowerCase(Locale.ROOT);
                }
            }
        }
        return "-";
    }

    private static long failures(ProxyStats stats, DemoBackend backend) {
        long failures = 0;
        for (var pool : stats.endpoints().values()) {
            for (var endpoint : pool.entrySet()) {
                if (endpoint.getKey().endsWith("/" + backend.address())) {
                    EndpointStats counted = endpoint.getValue();
                    failures += counted.failures() + counted.connectFailures();
                }
            }
        }
        return failures;
    }

    private static long retries(ProxyStats stats) {
        return stats.routes().values().stream()
                .flatMap(routes -> routes.values().stream())
                .mapToLong(RouteStats::retries)
                .sum();
    }

    private void summarise(Duration played) {
        LatencyHistogram all = total.latencies();
        screen.finish();
        screen.say("");
        screen.say(String.format(
                Locale.ROOT,
                "%d requests answered in %.1f s, %d lost; %d tries were repeated elsewhere; p50 %.1f ms, p99 %.1f ms",
                all.count(),
                played.toMillis() / 1e3,
                total.lostCount(),
                retries(proxy.stats()),
                all.percentileNanos(50) / 1e6,
                all.percentileNanos(99) / 1e6));
        screen.say(total.movedCount() + " times a client with a session cookie came to another backend");
        verdicts.forEach(verdict -> screen.say("  " + verdict));
        if (!asPromised || total.lostCount() > 0) {
            screen.say("This is not what the demo promises.");
        }
    }
}
