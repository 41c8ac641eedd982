package io.headgate.replica;

/** Gives each request to the consensus a number of its own. Confined to the replica's thread. */
final class Tags {
    private long last;

    long next() {
        return ++last;
    }
}
