package io.headgate.http;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A payload and one way to send it. */
record ChunkedMessage(List<Chunk> chunks, List<String> trailers) {
    /**
     * A chunk.
     *
     * @param data not empty: the empty chunk is the last
     * @param zeros in front of the size
     * @param extension empty, or from its semicolon on
     */
    record Chunk(String data, int zeros, boolean upperCase, String extension) {
        String render() {
            String size = Integer.toHexString(data.length());
            return "0".repeat(zeros)
                    + (upperCase ? size.toUpperCase(Locale.ROOT) : size)
                    + extension
                    + "\r\n"
                    + data
                    + "\r\n";
        }
    }

    String payload() {
        return chunks.stream().map(Chunk::data).collect(Collectors.joining());
    }

    String render() {
        return chunks.stream().map(Chunk::render).collect(Collectors.joining())
                + "0\r\n"
                + trailers.stream().map(trailer -> trailer + "\r\n").collect(Collectors.joining())
                + "\r\n";
    }
}
