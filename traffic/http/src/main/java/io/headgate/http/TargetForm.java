package io.headgate.http;

/** The four forms of a request target (RFC 9112, section 3.2). */
public enum TargetForm {
    /** A path and an optional query: {@code /a?b}. */
    ORIGIN,
    /** A whole URI with scheme http or https: {@code http://host/a?b}. */
    ABSOLUTE,
    /** {@code *}, with OPTIONS only. */
    ASTERISK,
    /** {@code host:port}, with CONNECT only. */
    AUTHORITY
}
