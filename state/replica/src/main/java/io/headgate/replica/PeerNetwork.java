package io.headgate.replica;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections between a member and its peers. Each member opens one connection to each other and says what it has to
 * say on that; it listens on the ones that they open. A connection begins with a {@link Greeting}. What cannot be sent now
 * is dropped: who needs an answer asks again.
 *
 * <p>Confined to one event loop, on which all channels are registered.
 */
final class PeerNetwork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerNetwork.class);

    /** A peer that reads nothing costs this much memory. */
    private static final int MOST_UNSENT_BYTES = 32 << 20;

    /** Who listens has one thing to say, and that is short. */
    private static final int MOST_ANSWER_BYTES = 64;

    private static final int CONNECT_MILLIS = 1_000;
    private static final int RECONNECT_MILLIS = 100;

    /** A connection on which nobody greets is closed. */
    private static final int GREETING_SECONDS = 5;

    private final EventLoop loop;
    /** Set once, before anything is sent or taken. */
    private Greeting greeting;

    private final SocketKinds sockets;
    private final PeerTls tls;
    private final Receiver receiver;
    private final Map<Long, Peer> peers = new TreeMap<>();

    /** Numbers of the disks of members that may speak to this one. */
    private final Map<Long, Long> disks = new TreeMap<>();

    private final Set<Channel> accepted = new HashSet<>();

    /** The newest connection on which each member speaks to this one. */
    private final Map<Long, Channel> speaking = new TreeMap<>();

    private final Complaints complaints = new Complaints();
    private @Nullable Channel listening;
    private boolean closed;

    /** Who is given what arrives. */
    @FunctionalInterface
    interface Receiver {
        /** A message arrived. Called on the event loop. */
        void receive(long from, PeerMessage message);
    }

    PeerNetwork(EventLoop loop, SocketKinds sockets, Greeting greeting, PeerTls tls, Receiver receiver) {
        this.loop = loop;
        this.sockets = sockets;
        this.greeting = greeting;
        this.tls = tls;
        this.receiver = receiver;
    }

    /** From now on this member says that its disk has this number. */
    void greetWith(long disk) {
        greeting = new Greeting(greeting.cluster(), greeting.from(), disk, greeting.to());
    }

    /** Listens for peers. The future fails if the address cannot be had. */
    ChannelFuture listen(InetSocketAddress address) {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(sockets.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(address);
        bound.addListener(done -> listening = bound.channel());
        return bound;
    }

    private void accept(Channel channel) {
        if (closed) {
            channel.close();
            return;
        }
        accepted.add(channel);
        channel.closeFuture().addListener(done -> accepted.remove(channel));
        if (tls.server() != null) {
            channel.pipeline().addLast(tls.server().newHandler(channel.alloc()));
        }
        channel.pipeline()
                .addLast("greeting timeout", new ReadTimeoutHandler(GREETING_SECONDS))
                .addLast(new LengthFieldBasedFrameDecoder(
                        PeerCodec.MOST_FRAME_BYTES, 0, Integer.BYTES, 0, Integer.BYTES))
                .addLast(new Listener());
    }

    /** From now on this member is reached there; the connection to where it was is given up. */
    void reach(long member, long disk, InetSocketAddress address) {
        disks.put(member, disk);
        Peer peer = peers.get(member);
        if (peer == null || !peer.address.equals(address)) {
            if (peer != null) {
                peer.end();
            }
            peers.put(member, new Peer(member, address));
        }
    }

    /** From now on this member is not reached. */
    void forget(long member) {
        disks.remove(member);
        Peer peer = peers.remove(member);
        if (peer != null) {
            peer.end();
        }
    }

    /** All members that are reached. */
    Set<Long> reached() {
        return Set.copyOf(peers.keySet());
    }

    /** Sends at the next {@link #flush}, or drops, a message. */
    void send(long to, PeerMessage message) {
        Peer peer = peers.get(to);
        if (peer != null) {
            peer.send(message);
        }
    }

    /** Sends, or drops, a message on the connection on which a member speaks to this one. */
    void answer(long to, PeerMessage message) {
        Channel channel = speaking.get(to);
        if (channel != null) {
            ByteBuf frame = channel.alloc().buffer();
            PeerCodec.encode(message, frame);
            channel.writeAndFlush(frame);
        }
    }

    /** Lets all go out that was sent. */
    void flush() {
        peers.values().forEach(Peer::flush);
    }

    @Override
    public void close() {
        closed = true;
        peers.values().forEach(Peer::end);
        peers.clear();
        if (listening != null) {
            listening.close();
        }
        Set.copyOf(accepted).forEach(Channel::close);
    }

    private void complain(String what, @Nullable Object where, String why) {
        String complaint = what + " at " + where + ": " + why;
        if (complaints.isNews(complaint, System.nanoTime())) {
            LOG.warn(complaint);
        }
    }

    /** What failed in words: of a handshake the innermost cause says most, though not that it was one. */
    private static String reason(Throwable failure) {
        boolean isTls = failure instanceof SSLException;
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
            isTls |= root instanceof SSLException;
        }
        return isTls
                ? "no TLS: " + root + " (expected: that each shows a certificate for its address, of an authority that"
                        + " the other trusts)"
                : root.toString();
    }

    /** One peer that this member speaks to. */
    private final class Peer {
        final long member;
        final InetSocketAddress address;
        private @Nullable Channel channel;
        private boolean connecting;
        private boolean unflushed;
        private boolean ended;

        Peer(long member, InetSocketAddress address) {
            this.member = member;
            this.address = address;
            connect();
        }

        private void connect() {
            connecting = false;
            if (ended || channel != null) {
                return;
            }
            connecting = true;
            // The address is resolved anew each time: a name may have moved.
            InetSocketAddress target = new InetSocketAddress(address.getHostString(), address.getPort());
            ChannelFuture future = new Bootstrap()
                    .group(loop)
                    .channel(sockets.socketChannel())
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1 << 20, MOST_UNSENT_BYTES))
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel opened) {
                            if (tls.client() != null) {
                                opened.pipeline()
                                        .addLast(tls.client()
                                                .newHandler(
                                                        opened.alloc(), address.getHostString(), address.getPort()));
                            }
                            opened.pipeline()
                                    .addLast(new LengthFieldBasedFrameDecoder(
                                            MOST_ANSWER_BYTES, 0, Integer.BYTES, 0, Integer.BYTES))
                                    .addLast(new Speaker(Peer.this));
                        }
                    })
                    .connect(target);
            future.addListener(done -> connected(future));
        }

        private void connected(ChannelFuture future) {
            connecting = false;
            if (!future.isSuccess()) {
                later();
                return;
            }
            if (ended) {
                future.channel().close();
                return;
            }
            Channel opened = future.channel();
            channel = opened;
            opened.closeFuture().addListener(done -> {
                channel = null;
                later();
            });
            ByteBuf frame = opened.alloc().buffer();
            PeerCodec.encode(greeting.to(member), frame);
            opened.writeAndFlush(frame);
        }

        private void later() {
            if (!ended && !connecting) {
                connecting = true;
                loop.schedule(this::connect, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        void send(PeerMessage message) {
            if (channel != null && channel.isWritable()) {
                ByteBuf frame = channel.alloc().buffer();
                PeerCodec.encode(message, frame);
                channel.write(frame);
                unflushed = true;
            }
        }

        void flush() {
            if (unflushed && channel != null) {
                channel.flush();
            }
            unflushed = false;
        }

        void end() {
            ended = true;
            if (channel != null) {
                // What was said before goes out: to who is removed it is the last.
                channel.flush();
                channel.close();
            }
        }
    }

    /** The side that speaks: nothing comes back but the connection's end, or that this member was removed. */
    private final class Speaker extends ChannelInboundHandlerAdapter {
        private final Peer peer;
        private boolean hasEnded;

        Speaker(Peer peer) {
            this.peer = peer;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf frame = (ByteBuf) message;
            try {
                if (PeerCodec.decode(frame) instanceof PeerMessage.Removed removed) {
                    receiver.receive(peer.member, removed);
                } else {
                    end(context, "it speaks where it is to listen");
                }
            } finally {
                frame.release();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            end(context, reason(cause));
        }

        /** A peer that is stopped does that, and one that refuses this member, without a word. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(context, "it has ended the connection (if it goes on so, its log says why)");
        }

        private void end(ChannelHandlerContext context, String why) {
            if (!hasEnded && !peer.ended) {
                hasEnded = true;
                complain(
                        "cannot speak to member " + Long.toHexString(peer.member),
                        peer.address.getHostString() + ":" + peer.address.getPort(),
                        why);
            }
            context.close();
        }
    }

    /** The side that listens. */
    private final class Listener extends ChannelInboundHandlerAdapter {
        private long from;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf frame = (ByteBuf) message;
            try {
                if (from != 0) {
                    receiver.receive(from, PeerCodec.decode(frame));
                } else {
                    greeted(context, PeerCodec.decodeGreeting(frame));
                }
            } finally {
                frame.release();
            }
        }

        private void greeted(ChannelHandlerContext context, Greeting other) {
            String wrong = greeting.refuses(other, disks.getOrDefault(other.from(), 0L));
            if (!wrong.isEmpty()) {
                refuse(context, wrong);
                return;
            }
            context.pipeline().remove("greeting timeout");
            from = other.from();
            speaking.put(from, context.channel());
            context.channel().closeFuture().addListener(done -> speaking.remove(from, context.channel()));
        }

        private void refuse(ChannelHandlerContext context, String why) {
            // Its port is another one each time.
            Object from = context.channel().remoteAddress() instanceof InetSocketAddress address
                    ? address.getAddress()
                    : context.channel().remoteAddress();
            complain("does not listen to a peer", from, why);
            context.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            refuse(context, reason(cause));
        }
    }
}
