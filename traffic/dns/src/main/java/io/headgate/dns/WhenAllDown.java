package io.headgate.dns;

/** What is answered for a host none of whose sites is up. */
public enum WhenAllDown {
    /** As if every site were up that is not drained, or every site if all are: more often the check is wrong than every site dead. */
    USE_ALL,
    /** SERVFAIL: the resolver asks another server, or goes on with what it has (RFC 8767). */
    FAIL
}
