package io.headgate.log;

/** How a segment begins. */
final class SegmentHeader {
    /** Two copies, a block each. */
    static final int BYTES = 2 * Block.BYTES;

    private SegmentHeader() {}
}
