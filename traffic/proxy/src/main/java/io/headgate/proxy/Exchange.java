package io.headgate.proxy;

import io.headgate.balance.Balancer;
import io.headgate.balance.EndpointState;
import io.headgate.balance.KeyHash;
import io.headgate.balance.Outcome;
import io.headgate.balance.PersistenceCookie;
import io.headgate.balance.Policy;
import io.headgate.balance.Tried;
import io.headgate.http.Framing;
import io.headgate.http.HeaderId;
import io.headgate.http.Method;
import io.headgate.http.PathNormalizer;
import io.headgate.http.RequestHead;
import io.headgate.http.ResponseHead;
import io.headgate.http.TargetForm;
import io.headgate.http.Trailers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: routes it, picks an endpoint, tries again where that is allowed, and carries bodies both ways with
 * back-pressure. Confined to one event loop; an HTTP/1 connection uses one for all its requests.
 *
 * <pre>
 *            start                     attach               response head              response end
 *   IDLE ───────────► WAITING ───────────────────► SENT ───────────────────► RESPONDING ───────────► IDLE
 *     ▲                  │  ▲ retry                  │ │ 101                       │
 *     │   local response │  └───────────────────────┘ └─────────► TUNNEL          │ failure: the client's connection or
 *     └──────────────────┴──────────────────────────────────────────┴──────────────┘ stream is cut, never completed
 * </pre>
 *
 * <p>What is read of the request's head is read inside {@link #start}: the head's bytes belong to the loop and are overwritten by the
 * next one. The head for the endpoint is made once and kept until a response head has come, so that a retry can send it again.
 */
final class Exchange extends TimerWheel.Timer {
    /** A tunnel without traffic in either direction is closed after this: half of what stateful firewalls commonly allow. */
    private static final long TUNNEL_IDLE_NANOS = 3_600_000_000_000L;

    /** Why a try ended without a complete response. */
    enum Failure {
        CONNECT(503, "connect-failure"),
        RESET(502, "reset"),
        BAD_RESPONSE(502, "bad-response"),
        TIMEOUT(504, "response-timeout"),
        OVERLOADED(503, "overloaded"),
        /** The endpoint has said that it has not begun with the request. */
        REFUSED(503, "refused");

        private final int status;
        private final String reason;

        Failure(int status, String reason) {
            this.status = status;
            this.reason = reason;
        }
    }

    private enum State {
        /** No request. */
        IDLE,
        /** Routed; no connection yet. */
        WAITING,
        /** The head has gone to the endpoint. */
        SENT,
        /** The response head has gone to the client. */
        RESPONDING,
        /** After 101: bytes pass both ways. */
        TUNNEL
    }

    private final Worker worker;
    private final Front front;
    private final Tried tried = new Tried();
    private State state = State.IDLE;

    // The request; meaningful unless IDLE.
    private long startNanos;
    private Method method = Method.OTHER;
    private @Nullable Route route;
    private @Nullable RouteStats routeStats;
    private @Nullable WorkerPool pool;
    private @Nullable ByteBuf head;
    private int headLength;
    private boolean requestChunked;
    private boolean rawRequest;
    private boolean requestHasBody;
    private boolean requestComplete;
    private boolean bodySent;
    private boolean expectsUpgrade;
    private long keyHash;
    /** Tag of the endpoint that persistence asks for, or {@link PersistenceCookie#INVALID}: its index may change between two tries. */
    private long persistedTag;
    /** Whether the client came over TLS: then its cookie must not travel without. */
    private boolean secure;
    /** Body that came before there was a connection; bounded because the front is paused meanwhile. */
    private final ArrayDeque<ByteBuf> queued = new ArrayDeque<>(2);

    private @Nullable Trailers queuedTrailers;

    // The current try; meaningful in WAITING and later.
    private int attemptsLeft;
    /** A connection failed under the last try: an endpoint that has just closed its idle ones would fail the next in the same way. */
    private boolean wantsNewConnection;
    /** The endpoint of the last try, for its cookie; kept after that try has ended. */
    private Pool.@Nullable Endpoint chosenEndpoint;

    private @Nullable EndpointState endpoint;
    private @Nullable Upstream upstream;
    private @Nullable Back back;
    /** A connection being made for this exchange. */
    private @Nullable Http1Back connecting;
    /** Where this exchange stands in a queue. */
    private @Nullable Upstream waitingAt;

    private long tryStartNanos;
    private long headLatencyNanos;

    // The response.
    private int status;
    private boolean setCookie;
    private boolean requestEnded;
    private boolean responseEnded;

    // For the access log and the counters.
    /** The rendered beginning of this exchange's line; null when nothing is logged. */
    private @Nullable ByteSink line;

    private @Nullable ByteSink lineBuffer;
    private @Nullable String reason;
    private long requestBytes;
    private long responseBytes;

    /** When the whole exchange must be over, and when the present phase; meaningful while the flags say so. */
    private long wholeDeadlineNanos;

    private boolean hasWholeDeadline;
    private long phaseDeadlineNanos;
    private boolean hasPhaseDeadline;

    Exchange(Worker worker, Front front) {
        this.worker = worker;
        this.front = front;
    }

    boolean active() {
        return state != State.IDLE;
    }

    boolean tunnel() {
        return state == State.TUNNEL;
    }

    Method method() {
        return method;
    }

    /** Whether a connection that has been used before should not be taken if another can be made. */
    boolean wantsNewConnection() {
        return wantsNewConnection;
    }

    boolean requestComplete() {
        return requestComplete;
    }

    boolean upgradeRequested() {
        return expectsUpgrade;
    }

    /** Whether the request body passes with its chunk framing as it came. */
    boolean rawRequest() {
        return rawRequest;
    }

    /** Whether the body for the endpoint has to be chunked by the back. */
    boolean encodeRequestChunks() {
        return requestChunked && !rawRequest;
    }

    /** Whether a chunked response body from {@code back} passes with its framing as it came. */
    boolean rawResponse() {
        return front.takesRawChunks() && back != null && back.takesRawChunks();
    }

    HeaderEdits responseEdits() {
        return route == null ? HeaderEdits.NONE : route.responseEdits();
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Start: host, route, action.

    /**
     * Takes a request whose head has just been parsed; its body, if any, follows by {@link #requestData} and {@link #requestEnd}. A local
     * response may be given inside this call.
     */
    void start(Listener listener, RequestHead request, ClientConnection client, long nowNanos) {
        startNanos = nowNanos;
        secure = listener.tls() != null;
        method = request.method();
        requestChunked = request.framing() == Framing.CHUNKED;
        rawRequest = false;
        requestHasBody = request.framing() != Framing.NONE
                && !(request.framing() == Framing.LENGTH && request.contentLength() == 0);
        requestComplete = !requestHasBody;
        expectsUpgrade = request.upgradeRequested();
        bodySent = false;
        requestEnded = false;
        responseEnded = false;
        setCookie = false;
        status = 0;
        route = null;
        routeStats = null;
        pool = null;
        reason = null;
        chosenEndpoint = null;
        wantsNewConnection = false;
        requestBytes = 0;
        responseBytes = 0;
        headLatencyNanos = 0;
        tried.clear();
        state = State.WAITING;
        beginLine(listener, request, client);

        if (request.targetForm() == TargetForm.AUTHORITY) {
            reply(LocalResponse.error(501, "connect-not-supported", /* close= */ true));
            return;
        }
        byte[] path = request.bytes();
        int pathFrom = request.pathStart();
        int pathTo = request.pathEnd();
        if (pathFrom == pathTo) {
            path = Worker.ROOT_PATH;
            pathFrom = 0;
            pathTo = 1;
        } else if (!PathNormalizer.isNormal(path, pathFrom, pathTo)) {
            byte[] normal = worker.pathScratch(pathTo - pathFrom + 1);
            pathTo = PathNormalizer.normalize(path, pathFrom, pathTo, normal, 0);
            pathFrom = 0;
            path = normal;
            if (pathTo < 0) {
                reply(LocalResponse.error(400, "bad-path"));
                return;
            }
        }
        Action.Redirect redirectAll = listener.redirect();
        if (redirectAll != null) {
            redirect(redirectAll, listener, request, path, pathFrom, pathTo, -1);
            return;
        }
        VirtualHost host = listener.hosts().find(request.bytes(), request.hostStart(), request.hostEnd());
        if (host == null || !client.servesHost(request)) {
            reply(LocalResponse.error(421, "no-host"));
            return;
        }
        Route found = host.routes().find(request, path, pathFrom, pathTo);
        if (found == null) {
            reply(LocalResponse.error(404, "no-route"));
            return;
        }
        route = found;
        routeStats = worker.routeStats(found);
        switch (found.action()) {
            case Action.Respond respond -> reply(LocalResponse.fixed(respond));
            case Action.Redirect redirect ->
                redirect(redirect, listener, request, path, pathFrom, pathTo, found.matchedPrefixLength());
            case Action.ToPool toPool -> toPool(toPool.pool(), found, request, path, pathFrom, pathTo, client);
            case Action.Split split ->
                toPool(split.choose(worker.random()), found, request, path, pathFrom, pathTo, client);
        }
    }

    private void beginLine(Listener listener, RequestHead request, ClientConnection client) {
        AccessLogLines log = worker.accessLog();
        line = null;
        if (log != null) {
            ByteSink buffer = lineBuffer;
            if (buffer == null) {
                buffer = new ByteSink(512);
                lineBuffer = buffer;
            }
            buffer.clear();
            log.request(buffer, listener, client, request, front.protocol(request));
            line = buffer;
        }
    }

    private void endLine(long nowNanos) {
        AccessLogLines log = worker.accessLog();
        ByteSink begun = line;
        line = null;
        if (log == null || begun == null) {
            return;
        }
        WorkerPool routed = pool;
        Pool.Endpoint last = chosenEndpoint;
        log.end(
                begun,
                new AccessLogLines.End(
                        status,
                        reason,
                        route,
                        routed == null ? null : routed.pool().name(),
                        last == null ? null : last.id(),
                        tried.count(),
                        requestBytes,
                        responseBytes,
                        nowNanos - startNanos,
                        headLatencyNanos));
    }

    private void redirect(
            Action.Redirect redirect,
            Listener listener,
            RequestHead request,
            byte[] path,
            int pathFrom,
            int pathTo,
            int matchedPrefixLength) {
        boolean namesHost = redirect.host() != null || redirect.location() != null;
        if (!namesHost && request.hostStart() == request.hostEnd()) {
            // An HTTP/1.0 client that named no host: there is no place to send it to.
            reply(LocalResponse.error(400, "no-host"));
            return;
        }
        reply(LocalResponse.redirect(
                redirect.status(),
                Redirects.location(redirect, listener, request, path, pathFrom, pathTo, matchedPrefixLength)));
    }

    private void toPool(
            Pool chosen,
            Route route,
            RequestHead request,
            byte[] path,
            int pathFrom,
            int pathTo,
            ClientConnection client) {
        WorkerPool workerPool = worker.pool(chosen);
        pool = workerPool;
        rawRequest = front.takesRawChunks() && chosen.protocol() == Pool.Protocol.HTTP1;
        ByteSink out = worker.headSink();
        long idHigh = worker.random();
        long idLow = worker.random();
        RequestHeadWriter.write(out, request, path, pathFrom, pathTo, route, client.forwarding(), idHigh, idLow);
        AccessLogLines log = worker.accessLog();
        ByteSink begun = line;
        if (log != null
                && begun != null
                && !(client.forwarding().trusted() && request.find(HeaderId.X_REQUEST_ID) >= 0)) {
            log.requestId(begun, idHigh, idLow);
        }
        headLength = out.length();
        head = worker.copyToDirect(out);
        // Only this policy looks at the key.
        keyHash = chosen.plan().config().policy() instanceof Policy.Maglev
                ? keyHash(chosen.hashKey(), request, path, pathFrom, pathTo, client)
                : 0;
        persistedTag = persistedTag(workerPool, request);
        attemptsLeft = route.retries().attempts();
        workerPool.retryBudget().requestStarted(startNanos);
        long timeoutNanos = route.timeoutNanos();
        hasWholeDeadline = timeoutNanos > 0;
        wholeDeadlineNanos = startNanos + timeoutNanos;
        dispatch(startNanos);
    }

    private static long keyHash(
            Pool.HashKey key, RequestHead request, byte[] path, int pathFrom, int pathTo, ClientConnection client) {
        return switch (key) {
            case Pool.HashKey.Source source -> client.sourceHash(source, request);
            case Pool.HashKey.Path() -> KeyHash.of(path, pathFrom, pathTo);
            case Pool.HashKey.Header header -> {
                int i = Fields.find(request, header.name());
                yield i < 0
                        ? client.sourceHash(Pool.HashKey.Source.WHOLE, request)
                        : KeyHash.of(request.bytes(), request.valueStart(i), request.valueEnd(i));
            }
            case Pool.HashKey.Cookie cookie -> {
                long range = Fields.cookie(request, cookie.name());
                yield range < 0
                        ? client.sourceHash(Pool.HashKey.Source.WHOLE, request)
                        : KeyHash.of(request.bytes(), (int) (range >>> 32), (int) range);
            }
        };
    }

    private long persistedTag(WorkerPool workerPool, RequestHead request) {
        if (!(workerPool.pool().persistence() instanceof Pool.Persistence.SignedCookie signed)) {
            return PersistenceCookie.INVALID;
        }
        PersistenceCookie codec = workerPool.cookie();
        long range = Fields.cookie(request, signed.name());
        if (codec == null || range < 0) {
            return PersistenceCookie.INVALID;
        }
        long tag = codec.decode(request.bytes(), (int) (range >>> 32), (int) range, worker.epochSeconds());
        return tag == PersistenceCookie.EXPIRED ? PersistenceCookie.INVALID : tag;
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Tries.

    private void dispatch(long nowNanos) {
        WorkerPool workerPool = requirePool();
        Balancer balancer = workerPool.balancer();
        state = State.WAITING;
        tryStartNanos = nowNanos;
        int persistedIndex = persistedTag == PersistenceCookie.INVALID ? -1 : workerPool.indexOfTag(persistedTag);
        int index = persistedIndex;
        if (index < 0 || tried.contains(balancer.endpoint(index)) || !balancer.accepts(index, /* persisted= */ true)) {
            index = balancer.pick(keyHash, worker.random(), tried, nowNanos);
            if (index < 0) {
                workerPool.publishEvents();
                reply(LocalResponse.error(503, index == Balancer.FULL ? "overloaded" : "no-endpoint"));
                return;
            }
        }
        setCookie = workerPool.cookie() != null && index != persistedIndex;
        EndpointState begun = balancer.begin(index);
        endpoint = begun;
        tried.add(begun);
        Upstream chosen = workerPool.upstream(index);
        upstream = chosen;
        chosenEndpoint = chosen.endpoint();
        chosen.stats().inFlight++;
        armPhase(nowNanos + workerPool.pool().timeouts().connect().toNanos());
        chosen.acquire(this);
    }

    /** A connection is being made for this exchange. */
    void connecting(Http1Back back) {
        connecting = back;
        if (requestHasBody && !requestComplete) {
            front.pauseRequest();
        }
    }

    /** This exchange stands in the queue of {@code upstream}. */
    void waiting(Upstream upstream) {
        waitingAt = upstream;
        if (requestHasBody && !requestComplete) {
            front.pauseRequest();
        }
    }

    /** There is a connection: sends the head, and the body so far. */
    void attach(Back back) {
        this.back = back;
        connecting = null;
        waitingAt = null;
        state = State.SENT;
        Upstream chosen = upstream;
        if (chosen != null) {
            chosen.stats().requests++;
        }
        back.sendHead(headForThisTry(), !requestHasBody);
        if (requestHasBody) {
            sendQueued(back);
        }
        back.flush();
        if (requestComplete) {
            armResponseTimeout(System.nanoTime());
        } else {
            disarmPhase();
            if (back.writable()) {
                front.resumeRequest();
            }
        }
    }

    private ByteBuf headForThisTry() {
        ByteBuf kept = head;
        if (kept == null) {
            throw new IllegalStateException("no head for this try");
        }
        if (tried.count() > 1) {
            // The connection of an earlier try has moved the first buffer's indexes, as TLS does, or still may: send a
            // copy.
            return worker.allocator().directBuffer(headLength).writeBytes(kept, 0, headLength);
        }
        if (attemptsLeft == 0) {
            head = null;
            return kept;
        }
        return kept.retain();
    }

    private void sendQueued(Back to) {
        for (ByteBuf data = queued.pollFirst(); data != null; data = queued.pollFirst()) {
            bodySent = true;
            to.sendData(data);
        }
        if (requestComplete) {
            to.sendEnd(queuedTrailers);
            queuedTrailers = null;
        }
    }

    private void armResponseTimeout(long nowNanos) {
        Route routed = route;
        long nanos = routed == null ? 0 : routed.perTryTimeoutNanos();
        armPhase(nowNanos
                + (nanos > 0
                        ? nanos
                        : requirePool().pool().timeouts().response().toNanos()));
    }

    /** The current try failed; nothing more comes from it. */
    void tryFailed(Failure failure) {
        back = null;
        connecting = null;
        waitingAt = null;
        if (state == State.IDLE) {
            return;
        }
        long nowNanos = System.nanoTime();
        Outcome outcome = switch (failure) {
            case CONNECT -> Outcome.CONNECT_FAILURE;
            case RESET, BAD_RESPONSE, TIMEOUT -> Outcome.FAILURE;
            case OVERLOADED, REFUSED -> Outcome.CANCELLED;
        };
        endTry(outcome, nowNanos);
        if (state == State.RESPONDING || state == State.TUNNEL) {
            reason = failure.reason;
            finish(nowNanos);
            front.abort();
        } else if (mayRetry(failure, nowNanos)) {
            wantsNewConnection = failure == Failure.RESET;
            retry(nowNanos);
        } else {
            reply(LocalResponse.error(failure.status, failure.reason));
        }
    }

    private boolean mayRetry(Failure failure, long nowNanos) {
        Route routed = route;
        if (attemptsLeft == 0 || routed == null || (hasWholeDeadline && wholeDeadlineNanos - nowNanos <= 0)) {
            return false;
        }
        Route.RetryPolicy policy = routed.retries();
        boolean allowed = switch (failure) {
            case CONNECT -> policy.onConnectFailure();
            case RESET, BAD_RESPONSE -> policy.onReset() && repeatable(policy);
            // The endpoint may still be working on it; only a per-try timeout asked for another try.
            case TIMEOUT -> routed.perTryTimeoutNanos() > 0 && policy.onReset() && repeatable(policy);
            case OVERLOADED -> true;
            case REFUSED -> !bodySent;
        };
        return allowed && requirePool().retryBudget().tryRetry(nowNanos);
    }

    /** Whether a request that was sent already may be sent again. */
    private boolean repeatable(Route.RetryPolicy policy) {
        return policy.methods().contains(method) && !bodySent;
    }

    private void retry(long nowNanos) {
        attemptsLeft--;
        RouteStats counted = routeStats;
        if (counted != null) {
            counted.retried();
        }
        dispatch(nowNanos);
    }

    private void endTry(Outcome outcome, long nowNanos) {
        EndpointState used = endpoint;
        Upstream at = upstream;
        if (used == null || at == null) {
            return;
        }
        endpoint = null;
        upstream = null;
        EndpointStats stats = at.stats();
        stats.inFlight--;
        if (outcome == Outcome.FAILURE) {
            stats.failures++;
        }
        WorkerPool workerPool = requirePool();
        workerPool.balancer().end(used, outcome, headLatencyNanos, nowNanos);
        if (outcome != Outcome.SUCCESS) {
            workerPool.publishEvents();
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // From the front: the request's body, and the end of the client's interest.

    /** Part of the request body, or of a tunnel's bytes. Owned by the callee. */
    void requestData(ByteBuf data) {
        requestBytes += data.readableBytes();
        Back to = back;
        if (to != null) {
            bodySent = true;
            to.sendData(data);
            if (!to.writable()) {
                front.pauseRequest();
            }
            if (state == State.TUNNEL) {
                armGap(System.nanoTime());
            }
        } else if (state == State.WAITING) {
            queued.addLast(data);
            front.pauseRequest();
        } else {
            data.release();
        }
    }

    /** The request body, or the client's direction of a tunnel, is complete. */
    void requestEnd(@Nullable Trailers trailers) {
        requestComplete = true;
        Back to = back;
        if (state == State.TUNNEL) {
            requestEnded = true;
            if (to != null) {
                to.sendEnd(null);
            }
            endTunnelIfBothEnded();
        } else if (to != null) {
            to.sendEnd(trailers);
            if (state == State.SENT) {
                armResponseTimeout(System.nanoTime());
            }
        } else if (state == State.WAITING) {
            queuedTrailers = trailers;
        }
    }

    /** The front has delivered what it had: send it now. */
    void flushRequest() {
        Back to = back;
        if (to != null) {
            to.flush();
        }
    }

    /** More response data is welcome. */
    void frontWritable() {
        Back from = back;
        if (from != null) {
            from.resumeResponse();
            if (state == State.RESPONDING || state == State.TUNNEL) {
                armGap(System.nanoTime());
            }
        }
    }

    /**
     * The client has gone, or is being cut off; the front expects nothing more.
     *
     * @param why a short word for the log
     * @param answered the status that the front answers with, or 0 when the response was cut or there is none
     */
    void cancel(String why, int answered) {
        if (state == State.IDLE) {
            return;
        }
        reason = why;
        if (answered > 0) {
            status = answered;
        }
        abandonTry();
        long nowNanos = System.nanoTime();
        endTry(Outcome.CANCELLED, nowNanos);
        RouteStats counted = routeStats;
        if (counted != null) {
            counted.cancelled();
        }
        finish(nowNanos);
    }

    private void abandonTry() {
        Back from = back;
        Http1Back making = connecting;
        Upstream queue = waitingAt;
        back = null;
        connecting = null;
        waitingAt = null;
        if (from != null) {
            from.cancel();
        }
        if (making != null) {
            making.cancel();
        }
        if (queue != null) {
            queue.forget(this);
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // From the back: the response.

    /** More request data is welcome. */
    void backWritable() {
        if (requestHasBody || state == State.TUNNEL) {
            front.resumeRequest();
        }
    }

    /**
     * A response head, and the part of the body that came with it. When {@code end} is set, the back has let go of this exchange already.
     *
     * @param in holds the body part; not owned
     */
    void responseHead(ResponseHead response, ByteBuf in, int bodyFrom, int bodyLength, boolean end) {
        int code = response.status();
        if (code < 200 && code != 101) {
            front.informational(response);
            return;
        }
        long nowNanos = System.nanoTime();
        headLatencyNanos = nowNanos - tryStartNanos;
        if (shouldRetryStatus(code, nowNanos)) {
            if (end) {
                back = null;
            } else {
                abandonTry();
            }
            endTry(Outcome.FAILURE, nowNanos);
            retry(nowNanos);
            return;
        }
        status = code;
        responseBytes += bodyLength;
        state = code == 101 ? State.TUNNEL : State.RESPONDING;
        releaseHead();
        if (end) {
            completed(nowNanos);
            front.head(response, in, bodyFrom, bodyLength, /* end= */ true);
        } else {
            front.head(response, in, bodyFrom, bodyLength, /* end= */ false);
            armGap(nowNanos);
            pauseIfFrontIsFull();
        }
    }

    /** The response is complete as far as the endpoint is concerned: accounts for it and becomes idle. */
    private void completed(long nowNanos) {
        back = null;
        endTry(status >= 500 ? Outcome.FAILURE : Outcome.SUCCESS, nowNanos);
        finish(nowNanos);
    }

    private boolean shouldRetryStatus(int code, long nowNanos) {
        Route routed = route;
        return code >= 500
                && attemptsLeft > 0
                && routed != null
                && routed.retries().statuses().contains(code)
                && repeatable(routed.retries())
                && requestComplete
                && requirePool().retryBudget().tryRetry(nowNanos);
    }

    /** Part of the response body. Owned by the callee. */
    void responseData(ByteBuf data) {
        responseBytes += data.readableBytes();
        front.data(data);
        armGap(System.nanoTime());
        pauseIfFrontIsFull();
    }

    private void pauseIfFrontIsFull() {
        Back from = back;
        if (from != null && !front.writable()) {
            from.pauseResponse();
            // From here on it is the client that is slow, and the front that watches it.
            disarmPhase();
        }
    }

    /** The response is complete; the back has let go of this exchange already, unless this is a tunnel. */
    void responseEnd(@Nullable Trailers trailers) {
        if (state == State.TUNNEL) {
            responseEnded = true;
            front.end(null);
            endTunnelIfBothEnded();
            return;
        }
        completed(System.nanoTime());
        front.end(trailers);
    }

    private void endTunnelIfBothEnded() {
        if (requestEnded && responseEnded) {
            abandonTry();
            long nowNanos = System.nanoTime();
            endTry(Outcome.SUCCESS, nowNanos);
            finish(nowNanos);
            front.abort();
        }
    }

    void flushResponse() {
        front.flush();
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Ends.

    private void reply(LocalResponse response) {
        status = response.status();
        reason = response.reason();
        responseBytes = response.body().length;
        finish(System.nanoTime());
        front.local(response);
    }

    /** Frees what the exchange holds and counts it; the front may start another afterwards. */
    private void finish(long nowNanos) {
        state = State.IDLE;
        releaseHead();
        for (ByteBuf data = queued.pollFirst(); data != null; data = queued.pollFirst()) {
            data.release();
        }
        queuedTrailers = null;
        hasWholeDeadline = false;
        hasPhaseDeadline = false;
        worker.wheel().disarm(this);
        RouteStats counted = routeStats;
        if (counted != null && status > 0) {
            counted.finished(status, nowNanos - startNanos);
        }
        endLine(nowNanos);
    }

    private void releaseHead() {
        ByteBuf kept = head;
        if (kept != null) {
            head = null;
            kept.release();
        }
    }

    /** The Set-Cookie value that makes the client come back to this endpoint, or null. */
    @Nullable
    ByteSink setCookie() {
        Pool.Endpoint named = chosenEndpoint;
        if (!setCookie || pool == null || named == null) {
            return null;
        }
        PersistenceCookie codec = pool.cookie();
        if (codec == null || !(pool.pool().persistence() instanceof Pool.Persistence.SignedCookie signed)) {
            return null;
        }
        return worker.persistenceCookie(codec, signed, named.id(), secure);
    }

    private WorkerPool requirePool() {
        WorkerPool routed = pool;
        if (routed == null) {
            throw new IllegalStateException("exchange has no pool in state " + state);
        }
        return routed;
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Time.

    private void armPhase(long deadlineNanos) {
        hasPhaseDeadline = true;
        phaseDeadlineNanos = deadlineNanos;
        long earliest = hasWholeDeadline && wholeDeadlineNanos - deadlineNanos < 0 ? wholeDeadlineNanos : deadlineNanos;
        worker.wheel().arm(this, earliest);
    }

    /**
     * The longest silence of an endpoint in the middle of a response, or of both ends of a tunnel. A stream of HTTP/2 may be silent for as
     * long as it likes, as streaming calls are: it holds no connection.
     */
    private void armGap(long nowNanos) {
        Back from = back;
        if (from != null && !from.takesRawChunks()) {
            disarmPhase();
            return;
        }
        armPhase(nowNanos
                + (state == State.TUNNEL
                        ? TUNNEL_IDLE_NANOS
                        : requirePool().pool().timeouts().gap().toNanos()));
    }

    private void disarmPhase() {
        hasPhaseDeadline = false;
        if (hasWholeDeadline) {
            worker.wheel().arm(this, wholeDeadlineNanos);
        } else {
            worker.wheel().disarm(this);
        }
    }

    @Override
    void expired(long nowNanos) {
        if (state == State.IDLE) {
            return;
        }
        if (hasWholeDeadline && wholeDeadlineNanos - nowNanos <= 0) {
            boolean responding = state == State.RESPONDING || state == State.TUNNEL;
            abandonTry();
            endTry(Outcome.FAILURE, nowNanos);
            if (responding) {
                reason = "timeout";
                finish(nowNanos);
                front.abort();
            } else {
                reply(LocalResponse.error(504, "timeout"));
                front.flush();
            }
            return;
        }
        if (!hasPhaseDeadline || phaseDeadlineNanos - nowNanos > 0) {
            disarmPhase();
            return;
        }
        Upstream queue = waitingAt;
        boolean overloaded = queue != null && !queue.connecting();
        Failure failure =
                state == State.WAITING ? (overloaded ? Failure.OVERLOADED : Failure.CONNECT) : Failure.TIMEOUT;
        abandonTry();
        tryFailed(failure);
        front.flush();
    }
}
