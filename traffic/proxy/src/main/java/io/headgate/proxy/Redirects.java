package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.headgate.http.RequestHead;

/** Where a redirect sends a client. */
final class Redirects {
    private Redirects() {}

    /**
     * The Location value.
     *
     * @param path the normalised path in {@code path[pathFrom..pathTo)}
     * @param matchedPrefixLength bytes of the path the route's prefix covers, or -1
     */
    static String location(
            Action.Redirect redirect,
            Listener listener,
            RequestHead request,
            byte[] path,
            int pathFrom,
            int pathTo,
            int matchedPrefixLength) {
        String whole = redirect.location();
        if (whole != null) {
            return whole;
        }
        StringBuilder location = new StringBuilder();
        String newScheme = redirect.scheme();
        String scheme = newScheme == null ? listener.scheme() : newScheme;
        byte[] in = request.bytes();
        String newHost = redirect.host();
        String host = newHost == null ? latin1(in, request.hostStart(), request.hostEnd()) : newHost;
        location.append(scheme).append("://").append(host);
        int port = redirect.port();
        if (port < 0 && newScheme == null) {
            int portFrom = request.hostEnd();
            while (portFrom < request.authorityEnd() && in[portFrom] != ':') {
                portFrom++;
            }
            location.append(latin1(in, portFrom, Math.max(portFrom, request.authorityEnd())));
        } else if (port > 0 && port != (scheme.equals("https") ? 443 : 80)) {
            location.append(':').append(port);
        }
        String newPath = redirect.path();
        String newPrefix = redirect.prefix();
        if (newPath != null) {
            location.append(newPath);
        } else if (newPrefix != null && matchedPrefixLength >= 0) {
            ByteSink target = new ByteSink(newPrefix.length() + pathTo - pathFrom + 1);
            RequestHeadWriter.putWithPrefix(
                    target, newPrefix.getBytes(ISO_8859_1), path, pathFrom + matchedPrefixLength, pathTo);
            location.append(target.asLatin1());
        } else {
            location.append(latin1(path, pathFrom, pathTo));
        }
        if (request.queryStart() >= 0) {
            location.append('?').append(latin1(in, request.queryStart(), request.queryEnd()));
        }
        return location.toString();
    }

    private static String latin1(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1);
    }
}
