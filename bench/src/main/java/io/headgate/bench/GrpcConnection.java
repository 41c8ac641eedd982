package io.headgate.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A {@link GrpcCodec} on a socket to a loopback port. Confined to the thread of its {@link GrpcLoop}. */
final class GrpcConnection implements AutoCloseable {
    private static final int INPUT_BYTES = 64 * 1024;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final GrpcCodec codec;
    private final GrpcCodec.Sink sink;
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT_BYTES);

    private GrpcConnection(SocketChannel channel, SelectionKey key, GrpcCodec codec, GrpcCodec.Sink sink) {
        this.channel = channel;
        this.key = key;
        this.codec = codec;
        this.sink = sink;
    }

    static GrpcConnection open(int port, String method, Selector selector, GrpcCodec.Sink sink) throws IOException {
        var channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
            var key = channel.register(selector, SelectionKey.OP_READ);
            var connection = new GrpcConnection(channel, key, new GrpcCodec("127.0.0.1:" + port, method), sink);
            key.attach(connection);
            connection.flush();
            return connection;
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    boolean canSend(int messageBytes) {
        return codec.canSend(messageBytes);
    }

    /** Sends the first message of a new stream; see {@link GrpcCodec#send}. */
    int send(byte[] message, boolean last) throws IOException {
        int stream = codec.send(message, last);
        flush();
        return stream;
    }

    /** Takes what the socket has and gives it what it takes, when the selector says so. */
    void ready() throws IOException {
        if (key.isReadable()) {
            if (channel.read(input) < 0) {
                throw new EOFException(
                        "connection closed by the server at " + channel.getRemoteAddress() + " (expected: answers)");
            }
            codec.receive(input.flip(), sink);
            input.compact();
        }
        flush();
    }

    private void flush() throws IOException {
        var output = codec.output();
        if (output.hasRemaining()) {
            channel.write(output);
        }
        key.interestOps(SelectionKey.OP_READ | (output.hasRemaining() ? SelectionKey.OP_WRITE : 0));
        output.compact();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
