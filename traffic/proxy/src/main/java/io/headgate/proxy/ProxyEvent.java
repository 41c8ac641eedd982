package io.headgate.proxy;

import io.headgate.balance.BalanceEvent;
import io.headgate.balance.Health;

/** Something an operator wants to read about later. */
public sealed interface ProxyEvent {
    /** A health check changed its verdict. */
    record HealthChanged(String pool, String endpoint, Health from, Health to, String why) implements ProxyEvent {}

    /** One worker's balancer ejected, took back, or went into or out of panic. */
    record Balance(String pool, int worker, BalanceEvent event) implements ProxyEvent {}

    /** All workers have swapped to a snapshot. */
    record Swapped(long revision) implements ProxyEvent {}

    /** Receives events, on any thread; must not block. */
    @FunctionalInterface
    interface Sink {
        void accept(ProxyEvent event);
    }
}
