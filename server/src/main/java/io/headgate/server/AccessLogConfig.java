package io.headgate.server;

import java.nio.file.Path;

/** Where requests are logged. */
public sealed interface AccessLogConfig {

    /** The standard output. */
    record StandardOutput(Source source) implements AccessLogConfig {}

    /** A file that is appended to; {@code path} is absolute and its folder exists. */
    record File(Source source, Path path) implements AccessLogConfig {}
}
