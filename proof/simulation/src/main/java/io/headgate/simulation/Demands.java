package io.headgate.simulation;

import java.util.function.BooleanSupplier;

/** What a healed cluster must come to. */
@FunctionalInterface
public interface Demands {
    /**
     * The condition holds at some moment before {@link Terms#liveness} is over; it need not stay so.
     *
     * @param condition has no effect; asked after every event until it holds
     */
    void eventually(String name, BooleanSupplier condition);
}
