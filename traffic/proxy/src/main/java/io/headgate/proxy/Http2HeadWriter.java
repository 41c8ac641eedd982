package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.headgate.http.HeaderId;
import io.headgate.http.HpackEncoder;
import io.headgate.http.ResponseHead;
import io.headgate.http.Trailers;
import org.jspecify.annotations.Nullable;

/** Writes HTTP/2 header blocks from what is kept in the form of HTTP/1: the counterpart of {@link ResponseHeadWriter} and {@link RequestHeadWriter}. */
final class Http2HeadWriter {
    private static final byte[] SET_COOKIE = RequestHeadWriter.ascii("set-cookie");
    private static final byte[] LOCATION = RequestHeadWriter.ascii("location");
    private static final byte[] CONTENT_TYPE = RequestHeadWriter.ascii("content-type");
    private static final byte[] CONTENT_LENGTH = RequestHeadWriter.ascii("content-length");

    private Http2HeadWriter() {}

    /** @param setCookie value of a Set-Cookie field to add, or null */
    static void response(ByteSink out, ResponseHead head, HeaderEdits edits, @Nullable ByteSink setCookie) {
        status(out, head.status());
        byte[] in = head.bytes();
        boolean dropsAny = edits.dropsAny();
        for (int i = 0; i < head.headerCount(); i++) {
            int nameFrom = head.nameStart(i);
            int nameTo = head.nameEnd(i);
            if (!head.hopByHop(i) && !(dropsAny && edits.drops(in, nameFrom, nameTo))) {
                field(out, head.headerId(i), in, nameFrom, nameTo, in, head.valueStart(i), head.valueEnd(i));
            }
        }
        if (setCookie != null) {
            field(out, HeaderId.SET_COOKIE, SET_COOKIE, 0, SET_COOKIE.length, setCookie.bytes(), 0, setCookie.length());
        }
        lines(out, edits.appended(), 0, edits.appended().length);
    }

    /** A response of our own. */
    static void local(ByteSink out, LocalResponse response, HeaderEdits edits) {
        status(out, response.status());
        String location = response.location();
        if (location != null) {
            field(out, HeaderId.LOCATION, LOCATION, location.getBytes(ISO_8859_1));
        }
        int length = response.body().length;
        if (length > 0) {
            field(
                    out,
                    HeaderId.CONTENT_TYPE,
                    CONTENT_TYPE,
                    response.contentType().getBytes(ISO_8859_1));
        }
        if (response.status() != 204 && response.status() != 304) {
            field(out, HeaderId.CONTENT_LENGTH, CONTENT_LENGTH, RequestHeadWriter.ascii(Integer.toString(length)));
        }
        lines(out, edits.appended(), 0, edits.appended().length);
    }

    /**
     * A request, from the head that {@link RequestHeadWriter} made.
     *
     * @param head the whole head, its empty line included, in {@code [0..length)}
     */
    static void request(ByteSink out, byte[] head, int length, boolean https) {
        int methodEnd = indexOf(head, 0, (byte) ' ');
        int targetEnd = indexOf(head, methodEnd + 1, (byte) ' ');
        out.ensure(targetEnd + 4 * HpackEncoder.OVERHEAD);
        byte[] to = out.bytes();
        int at = HpackEncoder.method(to, out.length(), head, 0, methodEnd);
        at = HpackEncoder.scheme(to, at, https);
        at = HpackEncoder.path(to, at, head, methodEnd + 1, targetEnd);
        out.advance(at - out.length());
        int fields = indexOf(head, targetEnd, (byte) '\n') + 1;
        authority(out, head, fields);
        lines(out, head, fields, length);
    }

    static void trailers(ByteSink out, Trailers trailers) {
        for (int i = 0; i < trailers.headerCount(); i++) {
            byte[] in = trailers.bytes();
            field(
                    out,
                    trailers.headerId(i),
                    in,
                    trailers.nameStart(i),
                    trailers.nameEnd(i),
                    in,
                    trailers.valueStart(i),
                    trailers.valueEnd(i));
        }
    }

    /** Pseudo fields come first, wherever Host stands. */
    private static void authority(ByteSink out, byte[] head, int from) {
        for (int line = from; head[line] != '\r'; ) {
            int colon = indexOf(head, line, (byte) ':');
            int end = indexOf(head, colon, (byte) '\r');
            if (HeaderId.of(head, line, colon) == HeaderId.HOST) {
                int value = valueStart(head, colon, end);
                out.ensure(end - value + HpackEncoder.OVERHEAD);
                out.advance(HpackEncoder.authority(out.bytes(), out.length(), head, value, valueEnd(head, value, end))
                        - out.length());
                return;
            }
            line = end + 2;
        }
    }

    /** Lines {@code name: value CRLF}, but for those that HTTP/2 has no use for. */
    private static void lines(ByteSink out, byte[] in, int from, int to) {
        for (int line = from; line < to && in[line] != '\r'; ) {
            int colon = indexOf(in, line, (byte) ':');
            int end = indexOf(in, colon, (byte) '\r');
            int id = HeaderId.of(in, line, colon);
            switch (id) {
                case HeaderId.HOST, HeaderId.CONNECTION, HeaderId.UPGRADE, HeaderId.TRANSFER_ENCODING -> {}
                default -> {
                    int value = valueStart(in, colon, end);
                    field(out, id, in, line, colon, in, value, valueEnd(in, value, end));
                }
            }
            line = end + 2;
        }
    }

    private static int valueStart(byte[] in, int colon, int end) {
        int at = colon + 1;
        while (at < end && (in[at] == ' ' || in[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static int valueEnd(byte[] in, int start, int end) {
        int at = end;
        while (at > start && (in[at - 1] == ' ' || in[at - 1] == '\t')) {
            at--;
        }
        return at;
    }

    private static int indexOf(byte[] in, int from, byte wanted) {
        int at = from;
        while (in[at] != wanted) {
            at++;
        }
        return at;
    }

    private static void status(ByteSink out, int status) {
        out.ensure(HpackEncoder.OVERHEAD);
        out.advance(HpackEncoder.status(out.bytes(), out.length(), status) - out.length());
    }

    private static void field(ByteSink out, int id, byte[] name, byte[] value) {
        field(out, id, name, 0, name.length, value, 0, value.length);
    }

    private static void field(
            ByteSink out, int id, byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
        out.ensure(nameTo - nameFrom + valueTo - valueFrom + HpackEncoder.OVERHEAD);
        int past = HpackEncoder.field(out.bytes(), out.length(), id, name, nameFrom, nameTo, value, valueFrom, valueTo);
        out.advance(past - out.length());
    }
}
