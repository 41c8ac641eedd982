package io.headgate.balance;

import java.time.Duration;

/** Something an operator wants to read about later. */
public sealed interface BalanceEvent {

    /** The endpoint failed {@code consecutiveFailures} times in a row and is out of use for {@code duration}. */
    record Ejected(String id, int consecutiveFailures, Duration duration) implements BalanceEvent {}

    /** The endpoint's ejection is over: its time was up, or the pool shrank below what may be ejected of it. */
    record Returned(String id) implements BalanceEvent {}

    /** Only {@code available} of {@code known} endpoints are left, so all known ones are used. */
    record PanicEntered(int available, int known) implements BalanceEvent {}

    /** Enough endpoints are available again. */
    record PanicLeft(int available, int known) implements BalanceEvent {}
}
