/**
 * Side-by-side benchmarks: Headgate and what a user would pick instead, on one machine, in one run. {@code README.md}
 * in this module says how to run them and what the columns mean.
 *
 * <p>{@link io.headgate.bench.L7}, {@link io.headgate.bench.IdleMemory}, {@link io.headgate.bench.Start} and
 * {@link io.headgate.bench.Store} are the commands.
 *
 * <p>For proxies a {@code Workbench} holds the backend and starts each {@code Subject}; a {@code Round} puts the
 * {@code LoadTool} of a {@code Row} on one and takes its time from the {@code CpuClock}; a {@code Report} makes the table.
 *
 * <p>For stores a {@code Cluster} runs each {@code StoreSubject}, a {@code StoreRound} puts the {@code StoreLoad} of a
 * {@code StoreRow} on one, {@code StoreCheck} looks whether everything is there, and a {@code StoreReport} makes the table.
 */
@NullMarked
package io.headgate.bench;

import org.jspecify.annotations.NullMarked;
