package io.headgate.etcd;

import java.time.Duration;

/**
 * What a client may ask for. Where etcd has a default, it is this one, so that a client meets the same walls. What the store
 * bounds itself is in {@link io.headgate.store.Limits}.
 */
final class Limits {
    /** Bytes of a request that writes; a larger one is answered {@link EtcdError#REQUEST_TOO_LARGE}. etcd's default. */
    static final int REQUEST_BYTES = io.headgate.store.Limits.MAX_REQUEST_BYTES;

    /** Bytes of a message before gRPC itself refuses it unread: etcd leaves half a MiB between the two for a clear answer. */
    static final int MESSAGE_BYTES = REQUEST_BYTES + 512 * 1_024;

    /** Compares, or operations of a branch, of one transaction, nested ones included. etcd's default. */
    static final int TXN_OPERATIONS = io.headgate.store.Limits.MAX_TXN_OPERATIONS;

    /** Ranges that a transaction may say it has read: those who read more merge neighbours. */
    static final int COMMIT_READS = io.headgate.store.Limits.MAX_READ_INTERVALS;

    /** Watches on one stream: each costs the store some hundred bytes and a place in its index. */
    static final int WATCHES_PER_STREAM = 10_000;

    /**
     * Connections of clients: each takes a file descriptor and buffers, also before it has said who it is. A client library
     * needs one, and a cluster has some thousand clients at most.
     */
    static final int CONNECTIONS = 10_000;

    /** Calls under way on one connection; a client library queues what is above. A call costs some KiB. */
    static final int CALLS_PER_CONNECTION = 4_096;

    /** Bytes of one connection's request headers, which gRPC clients need some hundred of. */
    static final int METADATA_BYTES = 8_192;

    /** Bytes of the first line of a request of HTTP/1: its path is short. */
    static final int HTTP_LINE_BYTES = 1_024;

    /** Events in one answer of a watch, so that watches of one stream take turns. */
    static final int EVENTS_PER_ANSWER = 1_000;

    /** Bytes of keys and values in one answer of a watch that asked for fragments; clients accept 2 MiB at least. */
    static final int FRAGMENT_BYTES = REQUEST_BYTES;

    /**
     * Bytes of keys and values in one answer of a watch that did not ask for fragments: more than one transaction can
     * write, so that a revision is whole.
     */
    static final int ANSWER_BYTES = 4 * REQUEST_BYTES;

    /** Bytes in one piece of a snapshot. etcd's. */
    static final int SNAPSHOT_PIECE_BYTES = 32 * 1_024;

    /** Backups under way at one member: as long as one is, the store frees nothing. */
    static final int SNAPSHOTS = 4;

    /** A client that pings more often is sent away. etcd's. */
    static final Duration CLIENT_PING_LEAST = Duration.ofSeconds(5);

    /** How long a connection is silent before it is asked whether it is there. etcd's. */
    static final Duration SERVER_PING = Duration.ofHours(2);

    /** How long it has to answer. etcd's. */
    static final Duration SERVER_PING_TIMEOUT = Duration.ofSeconds(20);

    /**
     * How long a new connection has to agree on TLS and say something: clients do so at once, if the network and both machines
     * let them. The server's end waits for those who have said nothing.
     */
    static final Duration FIRST_BYTES = Duration.ofSeconds(10);

    /** How long a connection of HTTP/1 has, from its first byte to its answer's last. */
    static final Duration HTTP_EXCHANGE = Duration.ofSeconds(10);

    /** How long a member may take to show that it is healthy: as long as etcd's, and less than {@link #HTTP_EXCHANGE}. */
    static final Duration HEALTH = Duration.ofSeconds(5);

    /** Between two lines of the log that clients can cause at will. */
    static final Duration WARNING = Duration.ofMinutes(1);

    /** How long calls that are under way may go on after {@link EtcdServer#close}. */
    static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    private Limits() {}
}
