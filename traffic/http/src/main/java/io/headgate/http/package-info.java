/**
 * HTTP/1 heads and framing parsed in place, HTTP/2 fields turned into them, and the choice of a route: bytes in, decisions out, no socket.
 *
 * <h2>What it promises</h2>
 *
 * <ul>
 *   <li><b>One reading.</b> A message that two readers might frame or route differently is refused ({@link
 *       io.headgate.http.HeadError} says why), so that whatever is forwarded means the same to everyone behind us.
 *   <li><b>The cut does not matter.</b> Heads and chunks give the same result however their bytes arrive, and a sender of single
 *       bytes costs no more in total than one of whole heads.
 *   <li><b>Nothing allocated.</b> Parsers are reusable, results are offsets into the caller's array, tables are asked with slices.
 *       Exceptions: regular expressions, query parameters with escapes, growth up to a limit.
 *   <li><b>Bounded.</b> {@link io.headgate.http.HeadLimits} bounds heads; {@link io.headgate.http.ChunkedScanner} bounds what surrounds
 *       payload; {@link io.headgate.http.RouteTable} bounds what a regular expression may read.
 * </ul>
 *
 * <h2>What the caller does, in this order</h2>
 *
 * <ol>
 *   <li>Copies what has been received of a head into an array of its own and calls {@link io.headgate.http.RequestHead#parse}, again with
 *       more while it says {@code INCOMPLETE}. Gives up after a time of its own choosing: time is not known here.
 *   <li>On {@code INVALID} answers {@link io.headgate.http.HeadError#status()} and closes the connection. Nobody knows where the next message
 *       starts.
 *   <li>Refuses CONNECT (it is parsed, in authority form), and answers or forwards {@code OPTIONS *}.
 *   <li>Finds the host in a {@link io.headgate.http.HostTable}: the host of the target wins over Host, and they have been compared.
 *   <li>Normalises the path ({@link io.headgate.http.PathNormalizer}) if it is not normal, answers 400 if it is refused, finds the route,
 *       and forwards the path that was matched.
 *   <li>Forwards each header line but those that are {@link io.headgate.http.HeaderBlock#hopByHop}; writes its own Connection, and
 *       Transfer-Encoding if the framing is chunked; adds {@code TE: trailers} again if {@code teTrailers()}, and the one Upgrade line if
 *       {@code upgradeRequested()}.
 *   <li>Forwards the content as {@link io.headgate.http.Framing} says. Chunks may be forwarded as they are, up to {@link
 *       io.headgate.http.ChunkedScanner#next()} of each step that is not {@code INVALID}.
 *   <li>Calls {@code reset()} before the next message; before that, it must not write to the array.
 * </ol>
 *
 * <p>HTTP/2 comes down to the same: {@link io.headgate.http.HpackDecoder} decodes a header block into {@link io.headgate.http.Http2Fields}, which
 * writes it as an HTTP/1 head for {@link io.headgate.http.RequestHead} or {@link io.headgate.http.ResponseHead} to read; {@link
 * io.headgate.http.HpackEncoder} encodes what goes out.
 *
 * <h2>Example</h2>
 *
 * {@snippet :
 * int past = head.parse(bytes, 0, received);
 * if (past == RequestHead.INCOMPLETE) {
 *     return; // and again with the same 0 and more bytes
 * }
 * if (past == RequestHead.INVALID) {
 *     answer(head.error().status());
 *     return;
 * }
 * RouteTable<Pool> routes = hosts.find(bytes, head.hostStart(), head.hostEnd());
 * byte[] path = bytes;
 * int from = head.pathStart();
 * int to = head.pathEnd();
 * if (!PathNormalizer.isNormal(path, from, to)) {
 *     to = PathNormalizer.normalize(bytes, from, to, scratch, 0);
 *     from = 0;
 *     path = scratch;
 * }
 * Pool pool = to == PathNormalizer.INVALID || routes == null ? null : routes.find(head, path, from, to);
 * }
 */
@NullMarked
package io.headgate.http;

import org.jspecify.annotations.NullMarked;
