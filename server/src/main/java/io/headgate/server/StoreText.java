package io.headgate.server;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** Keys, values and ids of a store as text. Stateless. */
final class StoreText {
    private StoreText() {}

    /** For people: UTF-8 as it is, whatever is none or would move a terminal's cursor as {@code \xNN}. */
    static String shown(ByteString bytes) {
        String text = bytes.isValidUtf8() ? bytes.toStringUtf8() : bytes.toString(StandardCharsets.ISO_8859_1);
        var shown = new StringBuilder();
        text.codePoints().forEach(point -> {
            boolean isByte = !bytes.isValidUtf8() && point > 0x7e;
            if (isByte || Character.isISOControl(point) || point == '\\') {
                shown.append(point == '\\' ? "\\\\" : "\\x" + HexFormat.of().toHexDigits((byte) point));
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.toString();
    }

    /** For programs: under {@code name} if it is UTF-8, in Base64 under {@code nameBase64} if not. */
    static void put(Map<String, Object> into, String name, ByteString bytes) {
        if (bytes.isValidUtf8()) {
            into.put(name, bytes.toStringUtf8());
        } else {
            into.put(name + "Base64", Base64.getEncoder().encodeToString(bytes.toByteArray()));
        }
    }

    /** An id of a member, cluster or lease as all clients of the API write it: hexadecimal. */
    static String id(long id) {
        return Long.toHexString(id);
    }
}
