package io.headgate.simulation;

import java.nio.ByteBuffer;

/**
 * A value and its place in the order of all values ever written: by number, then by who wrote it.
 *
 * @param number 0 for the initial value
 * @param writer a client; 0 for the initial value
 */
record Version(long number, int writer, int value) implements Comparable<Version> {
    static final Version INITIAL = new Version(0, 0, 0);

    @Override
    public int compareTo(Version other) {
        int byNumber = Long.compare(number, other.number);
        return byNumber != 0 ? byNumber : Integer.compare(writer, other.writer);
    }

    ByteBuffer toBytes() {
        return ByteBuffer.allocate(16)
                .putLong(number)
                .putInt(writer)
                .putInt(value)
                .flip();
    }

    static Version of(ByteBuffer bytes) {
        return new Version(bytes.getLong(), bytes.getInt(), bytes.getInt());
    }

    @Override
    public String toString() {
        return value + "@" + number + "." + writer;
    }
}
