package io.headgate.dns;

/** What became of a query; one counter each is what an operator asks for first. */
public enum Outcome {
    /** Answered with records. */
    ANSWER,
    /** The name exists, but not with this type. */
    NO_DATA,
    /** The name does not exist. */
    NAME_ERROR,
    /** Another server has been named. */
    REFERRAL,
    /** A cookie was all that was asked for. */
    COOKIE,
    /** No zone of ours, another class, or a zone transfer. */
    REFUSED,
    /** Malformed. */
    FORMAT_ERROR,
    /** An opcode or a type of query that is not known here. */
    NOT_IMPLEMENTED,
    /** A version of EDNS that is not known here. */
    BAD_VERSION,
    /** None of a host's sites is up. */
    SERVER_FAILURE,
    /** Too large for UDP; the client has been told to ask over TCP. */
    TRUNCATED,
    /** Over the rate limit; the client has been told to ask over TCP. */
    SLIPPED,
    /** Over the rate limit, and not answered. */
    LIMITED,
    /** No query, and not answered. */
    DROPPED
}
