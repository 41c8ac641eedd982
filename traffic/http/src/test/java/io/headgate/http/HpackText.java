package io.headgate.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Header lists as text, {@code name: value} a line, for our codec and for Netty's, which judges it. */
final class HpackText {
    private HpackText() {}

    /** What {@code decoder} makes of a block; empty when it is malformed. */
    static Optional<List<String>> decode(HpackDecoder decoder, byte[] block) {
        List<String> fields = new ArrayList<>();
        boolean good = decoder.decode(
                block,
                0,
                block.length,
                (name, nameFrom, nameTo, value, valueFrom, valueTo) ->
                        fields.add(Descriptions.text(name, nameFrom, nameTo) + ": "
                                + Descriptions.text(value, valueFrom, valueTo)));
        return good ? Optional.of(fields) : Optional.empty();
    }

    /** What Netty's decoder makes of a block, pseudo fields first; empty when it is malformed. */
    static Optional<List<String>> decode(DefaultHttp2HeadersDecoder decoder, byte[] block) {
        ByteBuf in = Unpooled.wrappedBuffer(block);
        try {
            List<String> fields = new ArrayList<>();
            for (Map.Entry<CharSequence, CharSequence> field : decoder.decodeHeaders(1, in)) {
                fields.add(field.getKey() + ": " + field.getValue());
            }
            return Optional.of(fields);
        } catch (Http2Exception _) {
            return Optional.empty();
        } finally {
            in.release();
        }
    }

    /** A decoder that checks nothing but the encoding. */
    static DefaultHttp2HeadersDecoder nettyDecoder() {
        return new DefaultHttp2HeadersDecoder(/* validateHeaders= */ false, /* maxHeaderListSize= */ 1 << 24);
    }

    /** A block as Netty's encoder writes it; it is the next one of its connection. */
    static byte[] encode(DefaultHttp2HeadersEncoder encoder, List<String> fields) throws Http2Exception {
        ByteBuf out = Unpooled.buffer();
        try {
            encoder.encodeHeaders(1, headers(fields), out);
            return ByteBufUtil.getBytes(out);
        } finally {
            out.release();
        }
    }

    private static Http2Headers headers(List<String> fields) {
        Http2Headers headers = new DefaultHttp2Headers(/* validate= */ false);
        for (String field : fields) {
            int colon = field.indexOf(": ");
            headers.add(octets(field.substring(0, colon)), octets(field.substring(colon + 2)));
        }
        return headers;
    }

    private static AsciiString octets(String text) {
        return new AsciiString(text.getBytes(ISO_8859_1));
    }

    /** Hexadecimal digits; blanks are left out. */
    static byte[] hex(String digits) {
        return ByteBufUtil.decodeHexDump(digits.replace(" ", ""));
    }
}
