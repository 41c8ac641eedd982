package io.headgate.server;

/** How a path is replaced. The query is kept. */
public sealed interface PathRewrite {

    /** The whole path. */
    record Whole(String path) implements PathRewrite {}

    /** The part that the route's prefix matched; the rest is appended on a segment boundary. */
    record Prefix(String prefix) implements PathRewrite {}
}
