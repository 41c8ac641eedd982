package io.headgate.http;

/** The request methods a proxy treats by name (RFC 9110, section 9; PATCH: RFC 5789). */
public enum Method {
    GET(true, true),
    HEAD(true, true),
    POST(false, false),
    PUT(false, true),
    DELETE(false, true),
    OPTIONS(true, true),
    PATCH(false, false),
    TRACE(true, true),
    CONNECT(false, false),
    /** Any other token; nothing is promised about it. */
    OTHER(false, false);

    private final boolean safe;
    private final boolean idempotent;

    Method(boolean safe, boolean idempotent) {
        this.safe = safe;
        this.idempotent = idempotent;
    }

    /** Whether the client asks for nothing to be changed. */
    public boolean safe() {
        return safe;
    }

    /** Whether sending the request twice means the same as sending it once: the condition for an automatic retry. */
    public boolean idempotent() {
        return idempotent;
    }

    /** The method spelled by {@code octets[from..to)}, case-sensitively; {@link #OTHER} if it is none of these. */
    static Method of(byte[] octets, int from, int to) {
        return switch (to - from) {
            case 3 -> GET.spelledBy(octets, from) ? GET : PUT.orOther(octets, from);
            case 4 -> POST.spelledBy(octets, from) ? POST : HEAD.orOther(octets, from);
            case 5 -> PATCH.spelledBy(octets, from) ? PATCH : TRACE.orOther(octets, from);
            case 6 -> DELETE.orOther(octets, from);
            case 7 -> OPTIONS.spelledBy(octets, from) ? OPTIONS : CONNECT.orOther(octets, from);
            default -> OTHER;
        };
    }

    private Method orOther(byte[] other, int from) {
        return spelledBy(other, from) ? this : OTHER;
    }

    private boolean spelledBy(byte[] other, int from) {
        for (int i = 0; i < name().length(); i++) {
            if (name().charAt(i) != other[from + i]) {
                return false;
            }
        }
        return true;
    }
}
