package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.headgate.http.HeaderId;
import io.headgate.http.RequestHead;

/** Looks up single fields of a request head. */
final class Fields {
    private Fields() {}

    /** Index of the first header of that name (lower case), or -1. */
    static int find(RequestHead head, String lowerCaseName) {
        byte[] name = lowerCaseName.getBytes(ISO_8859_1);
        for (int i = 0; i < head.headerCount(); i++) {
            if (HeaderEdits.equalsIgnoreCase(name, head.bytes(), head.nameStart(i), head.nameEnd(i))) {
                return i;
            }
        }
        return -1;
    }

    /** Where the value of the first cookie of that name stands: {@code from << 32 | to}, or -1. */
    static long cookie(RequestHead head, String name) {
        byte[] wanted = name.getBytes(ISO_8859_1);
        for (int i = 0; i < head.headerCount(); i++) {
            if (head.headerId(i) != HeaderId.COOKIE) {
                continue;
            }
            byte[] bytes = head.bytes();
            int end = head.valueEnd(i);
            int at = head.valueStart(i);
            while (at < end) {
                while (at < end && (bytes[at] == ' ' || bytes[at] == ';')) {
                    at++;
                }
                int pairEnd = at;
                while (pairEnd < end && bytes[pairEnd] != ';') {
                    pairEnd++;
                }
                int valueAt = at + wanted.length + 1;
                if (valueAt <= pairEnd && bytes[valueAt - 1] == '=' && startsWith(bytes, at, wanted)) {
                    return (long) valueAt << 32 | pairEnd;
                }
                at = pairEnd;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] bytes, int at, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[at + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
