package io.headgate.store;

/**
 * What applying a command gave.
 *
 * @param revision the store's revision after it
 * @param slot the place in the log; etcd's raft index
 */
public record Reply(long slot, long revision, Response response) {}
