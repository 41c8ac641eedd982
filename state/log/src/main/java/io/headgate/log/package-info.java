/**
 * The durable log of a member and its checkpoint, in one folder of a {@link io.headgate.disk.Disk}.
 *
 * <h2>What it promises</h2>
 *
 * <ul>
 *   <li><b>Durable means durable.</b> What {@link io.headgate.log.DurableLog#sync} has reported is there after any crash and any
 *       loss of power. What was not reported is there whole or not at all, and then nothing after it either.
 *   <li><b>Nothing false.</b> What comes back is what was written. What the disk broke is told as {@link
 *       io.headgate.log.SlotContent.Faulty}, with its slot and ballot wherever one fault hit a batch, and never as absent: a member
 *       must not say that it never voted where it may have. {@code SegmentScan} says how the two are told apart.
 *   <li><b>Full is not broken.</b> A full disk refuses entries before anything is written; reading, hard state and truncation go on.
 *   <li><b>A failed sync is the end.</b> Nobody knows what is durable then; the process ends, and the next one writes again
 *       what may be in the cache only.
 *   <li><b>Bounded.</b> Payloads, hard state, what waits, and the memory for an entry's place (24 bytes) are; the number of segments
 *       is up to who truncates.
 * </ul>
 *
 * <h2>What the caller does, in this order</h2>
 *
 * <ol>
 *   <li>{@link io.headgate.log.Checkpoints#open} and {@link io.headgate.log.DurableLog#open}. If the newest checkpoint is corrupt,
 *       the log does not reach back to the one before: fetch one from another member.
 *   <li>Looks at {@link io.headgate.log.Recovery}, walks the slots with {@link io.headgate.log.DurableLog#nextSlot} and {@link
 *       io.headgate.log.DurableLog#read}, and has what is faulty repaired from other members before it says "never had it".
 *   <li>Asks with {@link io.headgate.log.DurableLog#whenDead} to be told when the log dies, and ends the process then.
 *   <li>Appends and keeps, asks for a sync, and tells nobody before it is complete.
 *   <li>Calls {@link io.headgate.log.DurableLog#maintain} when it has nothing to write: until then a write of the last batch that
 *       the disk confirmed but made elsewhere looks, after a loss of power, like one that a crash tore.
 *   <li>Makes a checkpoint now and then, and when that is durable, and only then, truncates the log.
 * </ol>
 *
 * <h2>Files, format version 1</h2>
 *
 * <p>Numbers are big-endian; offsets and lengths are bytes; checksums are CRC32C. A block is 512 bytes, and what one write makes
 * durable never shares a block with what was durable before. <i>Placed</i> checksums also cover cluster, member, segment number
 * and offset in the segment, each as 8 bytes, in front.
 *
 * <table>
 *   <caption>Files</caption>
 *   <tr><th>name</th><th>holds</th></tr>
 *   <tr><td>{@code log-<10 digits>}</td><td>a segment: header, then batches, then zeros; numbers from 1 on, without gaps</td></tr>
 *   <tr><td>{@code log-spare}</td><td>zeros: the next segment</td></tr>
 *   <tr><td>{@code checkpoint}</td><td>the newest checkpoint</td></tr>
 *   <tr><td>{@code checkpoint-unfinished}</td><td>one that is being made; deleted at the start</td></tr>
 *   <tr><td>{@code <name>-renewed}</td><td>a segment or the checkpoint while its name is renewed at the start; stands for it</td></tr>
 * </table>
 *
 * <table>
 *   <caption>Header of a segment: a block, and the same block again</caption>
 *   <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 *   <tr><td>0</td><td>8</td><td>{@code HGATELOG}</td></tr>
 *   <tr><td>8</td><td>4</td><td>format version, 1</td></tr>
 *   <tr><td>12</td><td>4</td><td>checksum of the rest of the block</td></tr>
 *   <tr><td>16</td><td>8</td><td>cluster</td></tr>
 *   <tr><td>24</td><td>8</td><td>member</td></tr>
 *   <tr><td>32</td><td>4</td><td>number of the segment</td></tr>
 *   <tr><td>36</td><td>4</td><td>size of the file</td></tr>
 *   <tr><td>40</td><td>8</td><td>sequence of the first batch</td></tr>
 *   <tr><td>48</td><td>32</td><td>summary of the segment before</td></tr>
 *   <tr><td>80</td><td>32</td><td>summary of the last batch before</td></tr>
 * </table>
 *
 * <table>
 *   <caption>Summary</caption>
 *   <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 *   <tr><td>0</td><td>4</td><td>how many entries; 2<sup>31</sup>-1 if nobody knows</td></tr>
 *   <tr><td>4</td><td>4</td><td>which hard state: bit n for name n</td></tr>
 *   <tr><td>8</td><td>8</td><td>lowest slot of its entries</td></tr>
 *   <tr><td>16</td><td>8</td><td>highest slot of its entries</td></tr>
 *   <tr><td>24</td><td>8</td><td>highest ballot of its entries</td></tr>
 * </table>
 *
 * <table>
 *   <caption>Batch: the index in whole blocks, then the records in whole blocks</caption>
 *   <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 *   <tr><td>0</td><td>4</td><td>{@code HGB1}</td></tr>
 *   <tr><td>4</td><td>4</td><td>placed checksum of bytes 8..71</td></tr>
 *   <tr><td>8</td><td>4</td><td>placed checksum, with the batch's place, of the index from byte 72 on</td></tr>
 *   <tr><td>12</td><td>4</td><td>length of the index, these 72 bytes included</td></tr>
 *   <tr><td>16</td><td>4</td><td>length of all records</td></tr>
 *   <tr><td>20</td><td>4</td><td>how many records</td></tr>
 *   <tr><td>24</td><td>4</td><td>how many blocks of the records hold only zeros</td></tr>
 *   <tr><td>28</td><td>4</td><td>0</td></tr>
 *   <tr><td>32</td><td>8</td><td>sequence: 1, 2, 3, ... over the whole log</td></tr>
 *   <tr><td>40</td><td>32</td><td>summary of the batch before</td></tr>
 *   <tr><td>72</td><td></td><td>for each record its head; for hard state the whole record</td></tr>
 * </table>
 *
 * <table>
 *   <caption>Record</caption>
 *   <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 *   <tr><td>0</td><td>4</td><td>placed checksum of the rest</td></tr>
 *   <tr><td>4</td><td>4</td><td>length of the payload</td></tr>
 *   <tr><td>8</td><td>1</td><td>type: 1 entry, 2 discard, 3 hard state, 4 faulty hard state</td></tr>
 *   <tr><td>9</td><td>1</td><td>kind, of an entry</td></tr>
 *   <tr><td>10</td><td>2</td><td>how many records of the batch stand before it</td></tr>
 *   <tr><td>12</td><td>2</td><td>how many stand after it</td></tr>
 *   <tr><td>14</td><td>2</td><td>0</td></tr>
 *   <tr><td>16</td><td>8</td><td>slot; of a discard the first one; of hard state its name, 15 for what the log is truncated through</td></tr>
 *   <tr><td>24</td><td>8</td><td>ballot; of a discard the last slot</td></tr>
 *   <tr><td>32</td><td></td><td>payload; of hard state 15: the slot truncated through and the first segment needed, 8 bytes each</td></tr>
 * </table>
 *
 * <table>
 *   <caption>Checkpoint: header, chunks, trailer</caption>
 *   <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 *   <tr><td>0</td><td>8</td><td>{@code HGATECKP}</td></tr>
 *   <tr><td>8</td><td>4</td><td>format version, 1</td></tr>
 *   <tr><td>12</td><td>4</td><td>checksum of the header from byte 16 on</td></tr>
 *   <tr><td>16</td><td>8</td><td>cluster</td></tr>
 *   <tr><td>24</td><td>8</td><td>slot</td></tr>
 *   <tr><td>32</td><td>8</td><td>ballot</td></tr>
 *   <tr><td>40</td><td>4</td><td>length of the metadata</td></tr>
 *   <tr><td>44</td><td>4</td><td>0</td></tr>
 *   <tr><td>48</td><td></td><td>metadata</td></tr>
 *   <tr><td>chunk + 0</td><td>4</td><td>checksum of cluster, slot, ballot, index and bytes</td></tr>
 *   <tr><td>chunk + 4</td><td>4</td><td>length of the bytes</td></tr>
 *   <tr><td>chunk + 8</td><td>4</td><td>index, from 0 on</td></tr>
 *   <tr><td>chunk + 12</td><td></td><td>bytes</td></tr>
 *   <tr><td>trailer + 0</td><td>8</td><td>{@code HGATEND!}</td></tr>
 *   <tr><td>trailer + 8</td><td>4</td><td>how many chunks</td></tr>
 *   <tr><td>trailer + 12</td><td>8</td><td>length of the bytes of all chunks</td></tr>
 *   <tr><td>trailer + 20</td><td>4</td><td>checksum of the header and the bytes of all chunks</td></tr>
 *   <tr><td>trailer + 24</td><td>4</td><td>checksum of the trailer before this</td></tr>
 * </table>
 */
@NullMarked
package io.headgate.log;

import org.jspecify.annotations.NullMarked;
