/** A member of a store's cluster: consensus, log and store joined, and run over real sockets and files. */
@NullMarked
package io.headgate.replica;

import org.jspecify.annotations.NullMarked;
