package io.headgate.etcd;

import static io.netty.handler.codec.http.HttpHeaderNames.ALLOW;
import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;

import io.headgate.store.Alarm;
import io.headgate.store.Member;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What operators ask over HTTP/1.1 on the clients' port, as of etcd: {@code /health} and {@code /version}. One request for a
 * connection, which is closed after the answer. Any event loop.
 */
@Sharable
final class OperatorPages extends SimpleChannelInboundHandler<HttpObject> {
    private static final String VERSION =
            "{\"etcdserver\":\"" + MaintenanceService.API_VERSION + "\",\"etcdcluster\":\"3.5.0\"}";

    private final Member member;

    OperatorPages(Member member) {
        this.member = member;
    }

    /** An answer: a status and text in JSON. */
    private record Page(HttpResponseStatus status, String text) {
        static Page healthy() {
            return new Page(HttpResponseStatus.OK, "{\"health\":\"true\",\"reason\":\"\"}");
        }

        /** @param reason letters, digits, spaces and colons only */
        static Page unhealthy(String reason) {
            return new Page(
                    HttpResponseStatus.SERVICE_UNAVAILABLE, "{\"health\":\"false\",\"reason\":\"" + reason + "\"}");
        }

        static Page error(HttpResponseStatus status) {
            return new Page(status, "{\"error\":\"" + status.reasonPhrase() + "\"}");
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        // A body asks for nothing, nor does a second request: nothing is read after the first.
        if (message instanceof HttpRequest request && ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(false);
            page(request).whenComplete((page, _) -> send(ctx, page));
        }
    }

    private CompletableFuture<Page> page(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return CompletableFuture.completedFuture(Page.error(HttpResponseStatus.BAD_REQUEST));
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return CompletableFuture.completedFuture(Page.error(HttpResponseStatus.METHOD_NOT_ALLOWED));
        }
        try {
            var query = new QueryStringDecoder(request.uri());
            return switch (query.path()) {
                case "/health" -> health(query);
                case "/version" -> CompletableFuture.completedFuture(new Page(HttpResponseStatus.OK, VERSION));
                default -> CompletableFuture.completedFuture(Page.error(HttpResponseStatus.NOT_FOUND));
            };
        } catch (IllegalArgumentException _) { // an escape that is none
            return CompletableFuture.completedFuture(Page.error(HttpResponseStatus.BAD_REQUEST));
        }
    }

    /**
     * Healthy is who has no alarm, knows a leader, and can read what the cluster agreed on. {@code exclude} names an alarm
     * that does not matter, {@code serializable=true} asks for this member alone.
     */
    private CompletableFuture<Page> health(QueryStringDecoder query) {
        List<String> excluded = query.parameters().getOrDefault("exclude", List.of());
        for (Alarm alarm : member.status().alarms()) {
            String name = name(alarm.kind());
            if (!excluded.contains(name)) {
                return CompletableFuture.completedFuture(Page.unhealthy("ALARM " + name));
            }
        }
        if (query.parameters().getOrDefault("serializable", List.of()).contains("true")) {
            return CompletableFuture.completedFuture(Page.healthy());
        }
        if (member.status().leader() == 0) {
            return CompletableFuture.completedFuture(Page.unhealthy("RAFT NO LEADER"));
        }
        return member.readIndex()
                .thenApply(_ -> Page.healthy())
                .orTimeout(Limits.HEALTH.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(failed -> Page.unhealthy("QGET ERROR:" + why(failed)));
    }

    private static String name(Alarm.Kind kind) {
        return switch (kind) {
            case NO_SPACE -> "NOSPACE";
            case CORRUPT -> "CORRUPT";
        };
    }

    private static @Nullable String why(Throwable failed) {
        return failed instanceof java.util.concurrent.TimeoutException
                ? EtcdError.TIMEOUT.text()
                : UnaryHandler.statusOf(failed).getDescription();
    }

    private static void send(ChannelHandlerContext ctx, Page page) {
        ByteBuf text = ByteBufUtil.writeUtf8(ctx.alloc(), page.text);
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, page.status, text);
        answer.headers()
                .set(CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(CONTENT_LENGTH, text.readableBytes())
                .set(CONNECTION, HttpHeaderValues.CLOSE);
        if (page.status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            answer.headers().set(ALLOW, HttpMethod.GET);
        }
        ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failed) {
        ctx.close();
    }
}
