/** Checkers of recorded histories: linearizability, snapshot isolation, serializability. */
@NullMarked
package io.headgate.history;

import org.jspecify.annotations.NullMarked;
