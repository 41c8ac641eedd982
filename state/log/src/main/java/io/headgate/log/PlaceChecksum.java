package io.headgate.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C of bytes together with whose they are and where they belong, so that bytes of another cluster, member, segment or
 * place are not taken for these, however whole they are. Confined to one owner.
 */
final class PlaceChecksum {
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer place = ByteBuffer.allocate(4 * Long.BYTES);

    PlaceChecksum(LogIdentity identity) {
        place.putLong(0, identity.clusterId()).putLong(Long.BYTES, identity.memberId());
    }

    /**
     * The checksum of a range of a buffer.
     *
     * @param segment to which the bytes belong
     * @param offset in the segment, where they belong
     * @param bytes cleared afterwards
     * @param from where they begin in the buffer
     * @param to where they end
     */
    int of(int segment, int offset, ByteBuffer bytes, int from, int to) {
        crc.reset();
        crc.update(place.putLong(2 * Long.BYTES, segment)
                .putLong(3 * Long.BYTES, offset)
                .clear());
        crc.update(bytes.clear().limit(to).position(from));
        bytes.clear();
        return (int) crc.getValue();
    }
}
