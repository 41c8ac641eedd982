/** The multi-version key-value store that a cluster agrees on: transactions, leases, watches. No file, no socket. */
@NullMarked
package io.headgate.store;

import org.jspecify.annotations.NullMarked;
