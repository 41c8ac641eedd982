/** The etcd v3 API over gRPC: served from a store, and an etcd cluster used as one. */
@NullMarked
package io.headgate.etcd;

import org.jspecify.annotations.NullMarked;
