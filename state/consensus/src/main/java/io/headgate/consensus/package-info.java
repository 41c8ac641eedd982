/** Multi-Paxos as a pure state machine: ballots, promises, votes, quorums; no I/O, no clock, no thread. */
@NullMarked
package io.headgate.consensus;

import org.jspecify.annotations.NullMarked;
