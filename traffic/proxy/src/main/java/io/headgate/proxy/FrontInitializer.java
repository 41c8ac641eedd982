package io.headgate.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds the pipeline of a client's connection: TLS where the listener has it, then HTTP/2 or HTTP/1. */
final class FrontInitializer extends ChannelInitializer<Channel> {
    private final Function<EventLoop, Worker> workers;
    private final String listenerName;

    FrontInitializer(Function<EventLoop, Worker> workers, String listenerName) {
        this.workers = workers;
        this.listenerName = listenerName;
    }

    @Override
    protected void initChannel(Channel channel) {
        Worker worker = workers.apply(channel.eventLoop());
        WorkerListener listener = worker.listener(listenerName);
        if (listener == null) {
            channel.close();
            return;
        }
        ListenerStats stats = listener.stats();
        if (stats.open >= listener.maxConnections() || worker.draining()) {
            stats.refused++;
            channel.close();
            return;
        }
        stats.accepted++;
        stats.open++;
        channel.closeFuture().addListener(_ -> stats.open--);
        Worker.configure(channel);
        ServerTls tls = listener.listener().tls();
        if (tls == null) {
            channel.pipeline().addLast(new Http1Front(worker, listener, client(listener, channel, -1)));
        } else if (tls.size() == 1) {
            SslHandler ssl = tls.context(0).newHandler(channel.alloc());
            ssl.setHandshakeTimeoutMillis(listener.headTimeoutNanos() / 1_000_000);
            channel.pipeline().addLast(ssl, new ProtocolChoice(worker, listener, tls));
        } else {
            channel.pipeline()
                    .addLast(
                            new SniHandler(
                                    name -> tls.context(tls.certificateFor(name)),
                                    /* maxClientHelloLength= */ 16 * 1024,
                                    listener.headTimeoutNanos() / 1_000_000),
                            new ProtocolChoice(worker, listener, tls));
        }
    }

    private static ClientConnection client(WorkerListener listener, Channel channel, int certificate) {
        return new ClientConnection(listener.listener(), (InetSocketAddress) channel.remoteAddress(), certificate);
    }

    /** Waits for the handshake: only then it is known which certificate the client was shown. */
    private static final class ProtocolChoice extends ChannelInboundHandlerAdapter {
        private final Worker worker;
        private final WorkerListener listener;
        private final ServerTls tls;
        private int certificate = -1;

        ProtocolChoice(Worker worker, WorkerListener listener, ServerTls tls) {
            this.worker = worker;
            this.listener = listener;
            this.tls = tls;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SniCompletionEvent sni && sni.isSuccess()) {
                @Nullable String name = sni.hostname();
                certificate = name == null ? -1 : tls.certificateFor(name);
            } else if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    install(context);
                } else {
                    listener.stats().tlsFailures++;
                    context.close();
                }
                return;
            }
            context.fireUserEventTriggered(event);
        }

        private void install(ChannelHandlerContext context) {
            ChannelPipeline pipeline = context.pipeline();
            ClientConnection client = client(listener, context.channel(), certificate);
            SslHandler ssl = pipeline.get(SslHandler.class);
            if (ssl != null && ApplicationProtocolNames.HTTP_2.equals(ssl.applicationProtocol())) {
                Http2Front front = new Http2Front(worker, listener, client);
                pipeline.addLast(front.handler());
                pipeline.remove(this);
                front.start();
            } else {
                pipeline.addLast(new Http1Front(worker, listener, client));
                pipeline.remove(this);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
