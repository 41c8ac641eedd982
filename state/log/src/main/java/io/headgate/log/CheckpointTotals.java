package io.headgate.log;

/**
 * What the end of a checkpoint says of all of it.
 *
 * @param chunks how many there are
 * @param bytes of all chunks together, without their headers
 * @param checksum CRC32C over the header and the bytes of all chunks
 */
public record CheckpointTotals(int chunks, long bytes, int checksum) {
    public CheckpointTotals {
        if (chunks < 0 || bytes < 0) {
            throw new IllegalArgumentException("chunks: " + chunks + ", bytes: " + bytes + " (expected: 0 or more)");
        }
    }
}
