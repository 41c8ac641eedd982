package io.headgate.proxy;

import io.headgate.balance.Health;
import io.headgate.balance.PersistenceCookie;
import io.headgate.http.HeadLimits;
import io.headgate.http.Http2Fields;
import io.headgate.http.ResponseHead;
import io.headgate.http.Trailers;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop and everything it owns: listeners, pools, connections, timers, scratch memory, counters. Nothing in here is touched by
 * another thread; {@link Proxy} talks to it by tasks.
 */
final class Worker {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /** How long a cookie without a ttl is honoured: the browser forgets it earlier. */
    private static final Duration SESSION_COOKIE_TTL = Duration.ofDays(1);

    static final byte[] ROOT_PATH = {'/'};
    /** Endpoints are ours: their heads may be larger than a stranger's, but not without bound. */
    static final HeadLimits RESPONSE_HEAD_LIMITS = new HeadLimits(16 * 1024, 64 * 1024, 256);

    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 256 * 1024);
    private static final AdaptiveRecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator(512, 2048, 128 * 1024);

    private final int index;
    private final int count;
    private final EventLoop loop;
    private final Transport transport;
    private final ProxyEvent.Sink events;
    private final TimerWheel wheel;
    private final ByteBufAllocator allocator;

    private final ByteSink headSink = new ByteSink(4096);
    private final ByteSink cookieSink = new ByteSink(256);
    private final ResponseHead responseHead = new ResponseHead(RESPONSE_HEAD_LIMITS);
    private final Http2Fields http2Fields = new Http2Fields();
    private final Trailers trailers = new Trailers();
    private byte[] headBytes = new byte[8192];
    private byte[] pathScratch = new byte[1024];
    private long randomState;

    private final Map<String, WorkerListener> listeners = new HashMap<>();
    private final Map<String, Channel> serverChannels = new HashMap<>();
    private final Map<String, WorkerPool> pools = new HashMap<>();
    private final Map<String, ListenerStats> listenerStats = new HashMap<>();
    private final Map<EndpointKey, EndpointStats> endpointStats = new HashMap<>();
    private final Map<RouteKey, RouteStats> routeStatsByKey = new HashMap<>();
    private final IdentityHashMap<Route, RouteStats> routeStats = new IdentityHashMap<>();
    private final Set<Drainable> connections = new LinkedHashSet<>();
    private boolean draining;
    /** Told once when the last connection has closed; set while draining. */
    private @Nullable Runnable whenDrained;

    private long connectionErrors;
    private @Nullable AccessLogLines accessLog;

    /** A client connection that can be told to end. */
    interface Drainable {
        /** Ends as soon as what is under way is done; at once when nothing is. */
        void drain();

        Channel channel();
    }

    record EndpointKey(String pool, String endpoint) {}

    record RouteKey(String host, String route) {}

    Worker(int index, int count, EventLoop loop, Transport transport, ProxyEvent.Sink events, long randomSeed) {
        this.index = index;
        this.count = count;
        this.loop = loop;
        this.transport = transport;
        this.events = events;
        randomState = randomSeed;
        allocator = ByteBufAllocator.DEFAULT;
        wheel = new TimerWheel(System.nanoTime());
        loop.scheduleAtFixedRate(this::tick, TimerWheel.TICK_MILLIS, TimerWheel.TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What one timer throws must not end the task that serves them all. */
    private void tick() {
        try {
            wheel.advance(System.nanoTime());
        } catch (RuntimeException e) {
            connectionError(e);
        }
    }

    int index() {
        return index;
    }

    int count() {
        return count;
    }

    EventLoop loop() {
        return loop;
    }

    TimerWheel wheel() {
        return wheel;
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    boolean draining() {
        return draining;
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Configuration.

    /** Swaps to {@code next}: routes and pools at once. Listeners' sockets are {@link Proxy}'s concern. */
    void adopt(Snapshot next) {
        long nowNanos = System.nanoTime();
        Map<String, WorkerPool> old = new HashMap<>(pools);
        pools.clear();
        for (Pool pool : next.pools()) {
            WorkerPool workerPool = old.remove(pool.name());
            if (workerPool == null) {
                workerPool = new WorkerPool(this, pool, nowNanos);
            } else {
                workerPool.adopt(pool, nowNanos);
            }
            pools.put(pool.name(), workerPool);
        }
        old.values().forEach(WorkerPool::retire);
        Map<String, WorkerListener> oldListeners = new HashMap<>(listeners);
        listeners.clear();
        for (Listener listener : next.listeners()) {
            WorkerListener workerListener = oldListeners.get(listener.name());
            if (workerListener == null) {
                ListenerStats stats = listenerStats.computeIfAbsent(listener.name(), _ -> new ListenerStats());
                workerListener = new WorkerListener(listener, stats, count);
            } else {
                workerListener.adopt(listener);
            }
            listeners.put(listener.name(), workerListener);
        }
        routeStats.clear();
        markStats(next);
        dropStatsOfTheGone();
    }

    /** Says of each counter whether {@code next} names what it counts, so that a year of reloads does not pile counters up. */
    private void markStats(Snapshot next) {
        listenerStats.forEach((name, stats) -> stats.configured = listeners.containsKey(name));
        Set<EndpointKey> endpoints = new HashSet<>();
        for (Pool pool : next.pools()) {
            pool.endpoints().forEach(endpoint -> endpoints.add(new EndpointKey(pool.name(), endpoint.id())));
        }
        endpointStats.forEach((key, stats) -> stats.configured = endpoints.contains(key));
        Set<RouteKey> routes = new HashSet<>();
        for (Listener listener : next.listeners()) {
            for (VirtualHost host : listener.hosts().all()) {
                host.routes().all().forEach(route -> routes.add(new RouteKey(route.host(), route.name())));
            }
        }
        routeStatsByKey.keySet().retainAll(routes);
    }

    private void dropStatsOfTheGone() {
        listenerStats.values().removeIf(ListenerStats::gone);
        endpointStats.values().removeIf(EndpointStats::gone);
    }

    /** Null when a swap has just taken it away: its socket may still accept a connection. */
    @Nullable
    WorkerListener listener(String name) {
        return listeners.get(name);
    }

    WorkerPool pool(Pool pool) {
        WorkerPool workerPool = pools.get(pool.name());
        if (workerPool == null) {
            throw new IllegalStateException("no pool " + pool.name());
        }
        return workerPool;
    }

    /** The verdict of active health checks on one endpoint. Unknown names are ignored: the configuration has moved on. */
    void health(String pool, String endpoint, Health health) {
        WorkerPool workerPool = pools.get(pool);
        if (workerPool == null) {
            return;
        }
        int endpointIndex = workerPool.balancer().indexOf(endpoint);
        if (endpointIndex >= 0) {
            workerPool.balancer().health(endpointIndex, health, System.nanoTime());
            workerPool.publishEvents();
        }
    }

    RouteStats routeStats(Route route) {
        RouteStats stats = routeStats.get(route);
        if (stats == null) {
            stats = routeStatsByKey.computeIfAbsent(new RouteKey(route.host(), route.name()), _ -> new RouteStats());
            routeStats.put(route, stats);
        }
        return stats;
    }

    EndpointStats endpointStats(String pool, String endpoint) {
        return endpointStats.computeIfAbsent(new EndpointKey(pool, endpoint), _ -> new EndpointStats());
    }

    void publish(ProxyEvent event) {
        events.accept(event);
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Sockets.

    void listening(String listener, Channel serverChannel) {
        serverChannels.put(listener, serverChannel);
    }

    @Nullable
    InetSocketAddress localAddress(String listener) {
        Channel channel = serverChannels.get(listener);
        return channel == null ? null : (InetSocketAddress) channel.localAddress();
    }

    @Nullable
    Channel stopListening(String listener) {
        return serverChannels.remove(listener);
    }

    List<Channel> serverChannels() {
        return new ArrayList<>(serverChannels.values());
    }

    /** Options of every connection, from clients and to endpoints. */
    static void configure(Channel channel) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.config().setWriteBufferWaterMark(WATER_MARK);
        channel.config().setRecvByteBufAllocator(READS);
    }

    /** Connects {@code handler} to an endpoint; the future completes when bytes can be sent, after TLS. */
    ChannelFuture connect(InetSocketAddress address, ChannelHandler handler, Pool pool) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(transport.socketChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, pool.timeouts().connect().toMillis()))
                .handler(new BackInitializer(handler, pool, address));
        ChannelFuture connected = bootstrap.connect(address);
        ClientTls tls = pool.tls();
        return tls == null ? connected : BackInitializer.afterHandshake(connected);
    }

    void opened(Drainable connection) {
        connections.add(connection);
    }

    void closed(Drainable connection) {
        connections.remove(connection);
        tellIfDrained();
    }

    void connectionError(Throwable cause) {
        connectionErrors++;
        // What a peer can cause at will is counted, not shouted about.
        if (cause instanceof IOException || cause instanceof DecoderException) {
            log.debug("connection error", cause);
        } else {
            log.warn("connection error", cause);
        }
    }

    /**
     * Stops taking new work on every connection.
     *
     * @param whenDone run on this loop, once, when no connection is open any more: at once if none is
     */
    void drain(Runnable whenDone) {
        draining = true;
        whenDrained = whenDone;
        for (Drainable connection : List.copyOf(connections)) {
            connection.drain();
        }
        tellIfDrained();
    }

    private void tellIfDrained() {
        Runnable tell = whenDrained;
        if (tell != null && connections.isEmpty()) {
            whenDrained = null;
            tell.run();
        }
    }

    void closeConnections() {
        for (Drainable connection : List.copyOf(connections)) {
            connection.channel().close();
        }
        pools.values().forEach(WorkerPool::retire);
    }

    // ------------------------------------------------------------------------------------------------------------------
    // The access log.

    /** Moves to another log, or to none. */
    void logTo(@Nullable AccessLog log) {
        AccessLogLines before = accessLog;
        if (before != null) {
            before.flush();
            wheel.remove(before);
        }
        accessLog = log == null ? null : new AccessLogLines(this, log);
    }

    @Nullable
    AccessLogLines accessLog() {
        return accessLog;
    }

    void flushAccessLog() {
        AccessLogLines log = accessLog;
        if (log != null) {
            log.flush();
        }
    }

    /** Logs a request whose head could not be read. */
    void logUnreadable(Listener listener, ClientConnection client, String protocol, int status, String reason) {
        AccessLogLines log = accessLog;
        if (log != null) {
            ByteSink line = new ByteSink(256);
            log.unreadable(line, listener, client, protocol);
            log.end(line, new AccessLogLines.End(status, reason, null, null, null, 0, 0, 0, 0, 0));
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Scratch: valid until the next use by the same loop.

    byte[] headBytes(int length) {
        if (headBytes.length < length) {
            headBytes = new byte[Math.max(length, headBytes.length * 2)];
        }
        return headBytes;
    }

    byte[] pathScratch(int length) {
        if (pathScratch.length < length) {
            pathScratch = new byte[Math.max(length, pathScratch.length * 2)];
        }
        return pathScratch;
    }

    ResponseHead responseHead() {
        return responseHead;
    }

    Http2Fields http2Fields() {
        return http2Fields;
    }

    /** Trailers of a response, which go out at once. */
    Trailers trailers() {
        return trailers;
    }

    ByteSink headSink() {
        headSink.clear();
        return headSink;
    }

    ByteBuf copyToDirect(ByteSink sink) {
        return allocator.directBuffer(sink.length()).writeBytes(sink.bytes(), 0, sink.length());
    }

    /** One buffer with the bytes of both; owns both. */
    ByteBuf append(ByteBuf first, ByteBuf second) {
        ByteBuf both = allocator.directBuffer(first.readableBytes() + second.readableBytes());
        both.writeBytes(first).writeBytes(second);
        first.release();
        second.release();
        return both;
    }

    long epochSeconds() {
        return System.currentTimeMillis() / 1000;
    }

    ByteSink persistenceCookie(
            PersistenceCookie codec, Pool.Persistence.SignedCookie signed, String endpointId, boolean secure) {
        ByteSink out = cookieSink;
        out.clear();
        out.put(signed.name());
        out.put('=');
        out.ensure(PersistenceCookie.LENGTH);
        Duration ttl = signed.ttl();
        long ttlSeconds = (ttl == null ? SESSION_COOKIE_TTL : ttl).toSeconds();
        out.advance(codec.encode(codec.tagOf(endpointId), epochSeconds() + ttlSeconds, out.bytes(), out.length())
                - out.length());
        out.put("; Path=/; HttpOnly; SameSite=Lax");
        if (secure) {
            out.put("; Secure");
        }
        if (ttl != null) {
            out.put("; Max-Age=");
            out.putDecimal(ttlSeconds);
        }
        return out;
    }

    /** SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): for load balancing and ids, not for secrets. */
    long random() {
        randomState += 0x9E3779B97F4A7C15L;
        long z = randomState;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Counters.

    /** Adds what this worker counted to {@code total}; forgets what is not configured any more and has nothing open. */
    void addTo(ProxyStats total) {
        dropStatsOfTheGone();
        listenerStats.forEach((name, stats) -> stats.addTo(total.listener(name)));
        routeStatsByKey.forEach((key, stats) -> stats.addTo(total.route(key)));
        endpointStats.forEach((key, stats) -> stats.addTo(total.endpoint(key)));
        pools.forEach((name, pool) -> total.pool(name, index, pool));
        total.addConnectionErrors(connectionErrors);
    }
}
