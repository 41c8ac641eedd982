package io.headgate.proxy;

import io.headgate.balance.Health;
import io.headgate.balance.HealthMachine;
import io.headgate.balance.HealthMachine.Effect;
import io.headgate.balance.HealthMachine.Input;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the health checks of all pools on an event loop of its own, so that a busy worker does not make endpoints look slow. One
 * {@link HealthMachine} per endpoint decides; this class sends what it asks for and tells it what came back.
 */
final class HealthProber implements AutoCloseable {
    /** Endpoints that start together are asked within this. */
    private static final long SPREAD_NANOS_PER_ENDPOINT = 200_000;

    /** Told of every change of verdict, on the prober's thread. */
    @FunctionalInterface
    interface Verdicts {
        void changed(String pool, String endpoint, Health from, Health to, String why);
    }

    private record Key(String pool, String endpoint) {}

    private final Verdicts verdicts;
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final Transport transport;

    /** Confined to the loop. */
    private final Map<Key, Check> checks = new LinkedHashMap<>();

    /** Guards {@link #awaited}, {@link #adopted} and {@link #requested}. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition firstVerdict = lock.newCondition();
    /** Endpoints whose first probe has not come back. */
    private int awaited;

    private int adopted;
    private int requested;

    HealthProber(Verdicts verdicts, Transport transport) {
        this.verdicts = verdicts;
        this.transport = transport;
        group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("headgate-health", /* daemon= */ true), transport.ioHandlerFactory());
        loop = group.next();
    }

    /** Checks what {@code snapshot} asks for, keeping the verdicts on endpoints that stay. */
    void adopt(Snapshot snapshot) {
        lock.lock();
        try {
            requested++;
        } finally {
            lock.unlock();
        }
        loop.execute(() -> adoptOnLoop(snapshot));
    }

    private void adoptOnLoop(Snapshot snapshot) {
        Map<Key, Check> old = new HashMap<>(checks);
        checks.clear();
        long nowNanos = System.nanoTime();
        int fresh = 0;
        for (Pool pool : snapshot.pools()) {
            Pool.HealthCheck health = pool.health();
            if (health == null) {
                continue;
            }
            for (Pool.Endpoint endpoint : pool.endpoints()) {
                Key key = new Key(pool.name(), endpoint.id());
                Check check = old.remove(key);
                if (check == null || !check.sameAs(pool, endpoint)) {
                    Health known = check == null || !check.sameTarget(endpoint) ? Health.PENDING : check.health();
                    if (check != null) {
                        check.stop();
                    }
                    check = new Check(key, pool, endpoint, health, known);
                    fresh++;
                }
                checks.put(key, check);
            }
        }
        old.values().forEach(Check::stop);
        long spreadNanos = fresh * SPREAD_NANOS_PER_ENDPOINT;
        for (Check check : checks.values()) {
            check.startOnce(spreadNanos, nowNanos);
        }
        lock.lock();
        try {
            adopted++;
            firstVerdict.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until every endpoint that is checked has had its first probe answered or refused; false when that took too long. */
    boolean awaitFirstVerdicts(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (adopted < requested || awaited > 0) {
                if (left <= 0) {
                    return false;
                }
                left = firstVerdict.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void await(int change) {
        lock.lock();
        try {
            awaited += change;
            if (awaited == 0) {
                firstVerdict.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        loop.execute(() -> checks.values().forEach(Check::stop));
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }

    /** The check of one endpoint. Confined to the loop. */
    private final class Check {
        private final Key key;
        private final Pool pool;
        private final Pool.Endpoint endpoint;
        private final Pool.HealthCheck config;
        private final HealthMachine machine;
        private @Nullable ScheduledFuture<?> wakeUp;
        private boolean started;
        private boolean stopped;
        /** Whether {@link #awaited} counts this check. */
        private boolean awaitsFirst;

        Check(Key key, Pool pool, Pool.Endpoint endpoint, Pool.HealthCheck config, Health known) {
            this.key = key;
            this.pool = pool;
            this.endpoint = endpoint;
            this.config = config;
            machine = new HealthMachine(config.policy(), known);
        }

        boolean sameTarget(Pool.Endpoint other) {
            return endpoint.address().equals(other.address());
        }

        boolean sameAs(Pool otherPool, Pool.Endpoint other) {
            return sameTarget(other)
                    && config.equals(otherPool.health())
                    && Objects.equals(pool.tls(), otherPool.tls());
        }

        Health health() {
            return machine.health();
        }

        void startOnce(long spreadNanos, long nowNanos) {
            if (!started) {
                started = true;
                if (machine.health() == Health.PENDING) {
                    awaitsFirst = true;
                    await(1);
                } else {
                    // A check whose settings changed: the workers know the verdict by the endpoint's id and keep it.
                    verdicts.changed(key.pool(), key.endpoint(), machine.health(), machine.health(), "check changed");
                }
                step(new Input.Start(spreadNanos), nowNanos);
            }
        }

        void stop() {
            stopped = true;
            answered();
            ScheduledFuture<?> scheduled = wakeUp;
            if (scheduled != null) {
                scheduled.cancel(false);
            }
        }

        private void step(Input input, long nowNanos) {
            if (stopped) {
                return;
            }
            for (Effect effect :
                    machine.step(input, nowNanos, ThreadLocalRandom.current().nextLong())) {
                switch (effect) {
                    case Effect.SendProbe(var id, var deadlineNanos) -> send(id, deadlineNanos - nowNanos);
                    case Effect.WakeAt(var nanos) -> wakeAt(nanos - nowNanos);
                    case Effect.Changed(var from, var to, var why) ->
                        verdicts.changed(key.pool(), key.endpoint(), from, to, why);
                }
            }
            // A tick is not an answer: the first one only sends the probe.
            if (input instanceof Input.ProbePassed || input instanceof Input.ProbeFailed) {
                answered();
            }
        }

        private void answered() {
            if (awaitsFirst) {
                awaitsFirst = false;
                await(-1);
            }
        }

        private void wakeAt(long delayNanos) {
            ScheduledFuture<?> before = wakeUp;
            if (before != null) {
                before.cancel(false);
            }
            wakeUp = loop.schedule(this::tick, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
        }

        private void tick() {
            step(new Input.Tick(), System.nanoTime());
        }

        private void send(long id, long timeoutNanos) {
            Probe.send(loop, transport, pool, endpoint, config.probe(), Duration.ofNanos(timeoutNanos), failure -> {
                Input input = failure == null ? new Input.ProbePassed(id) : new Input.ProbeFailed(id, failure);
                step(input, System.nanoTime());
            });
        }
    }
}
