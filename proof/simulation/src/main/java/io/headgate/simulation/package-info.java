/** Deterministic simulation: one thread runs a whole cluster, its clocks, network and disks. */
@NullMarked
package io.headgate.simulation;

import org.jspecify.annotations.NullMarked;
