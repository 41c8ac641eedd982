/**
 * Deterministic simulation: one thread runs a whole cluster, its clocks, network and disks, and whatever goes wrong with
 * them.
 *
 * <p>A {@link io.headgate.simulation.Scenario} says what the nodes and clients are, what may go wrong and what must hold.
 * {@link io.headgate.simulation.Simulation#run} runs it under a plan drawn from a property's test case, twice, and fails
 * if something did not hold or if the two runs were not the same; the property then makes the plan small.
 * {@link io.headgate.simulation.Campaign} does that for hours on all cores.
 *
 * <p>Code under simulation sees the world through {@link io.headgate.simulation.NodeEnvironment} and its
 * {@link io.headgate.disk.Disk} only, and these are meant to be implemented over real sockets and files just so. It
 * <ol>
 *   <li>starts no thread and waits for nothing: what takes time comes back as a call;
 *   <li>asks no clock, random source or hash code of its own, and keeps nothing in static fields;
 *   <li>goes through collections in an order of their own: lists, tree maps, linked hash maps. The order of
 *       {@code Map.of} and {@code Set.of} is another one in every JVM, which two runs in one JVM do not show;
 *   <li>sends immutable messages whose {@code toString} says what they are: records.
 * </ol>
 */
@NullMarked
package io.headgate.simulation;

import org.jspecify.annotations.NullMarked;
