package io.headgate.dns;

/** Pointers of message compression (RFC 1035, section 4.1.4) set in what has been written. Stateless. */
final class Pointers {
    /** Owner, type, class and time to live, before the length of the data. */
    private static final int BEFORE_LENGTH = 10;

    private Pointers() {}

    static void set(byte[] out, int at, int target) {
        out[at] = (byte) (0xC0 | target >>> 8);
        out[at + 1] = (byte) target;
    }

    /**
     * Lets the owners of records point to {@code target}; each record's owner is a pointer now.
     *
     * @param at where the first record is
     * @param skip the first {@code skip} octets at {@code at} are not the records': no pointer is set there
     */
    static void setOwners(byte[] out, int at, int skip, int records, int target) {
        int record = at;
        for (int i = 0; i < records; i++) {
            if (i > 0 || skip == 0) {
                set(out, record, target);
            }
            int length = (out[record + BEFORE_LENGTH] & 0xFF) << 8 | (out[record + BEFORE_LENGTH + 1] & 0xFF);
            record += BEFORE_LENGTH + 2 + length;
        }
    }
}
