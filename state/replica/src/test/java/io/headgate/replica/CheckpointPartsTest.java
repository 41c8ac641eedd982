package io.headgate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.consensus.Membership;
import io.headgate.consensus.QuorumSystem;
import io.headgate.consensus.SnapshotPart;
import io.headgate.log.Checkpoint;
import io.headgate.log.CheckpointHeader;
import io.headgate.log.CheckpointWriter;
import io.headgate.log.Checkpoints;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CheckpointPartsTest {
    private static final Membership MEMBERSHIP = Membership.of(Set.of(1L), QuorumSystem.majority());

    private final ManualDisk disk = new ManualDisk();

    private Checkpoint checkpoint(int chunks) {
        List<Checkpoints> opened = new ArrayList<>();
        Checkpoints.open(
                disk,
                /* clusterId= */ 1,
                opening -> {
                    if (opening instanceof Checkpoints.Opening.Ready(var checkpoints)) {
                        opened.add(checkpoints);
                    }
                });
        while (disk.endSync()) {}
        CheckpointWriter writer = opened.getFirst()
                .write(new CheckpointHeader(
                        1,
                        /* slot= */ 5,
                        /* ballot= */ 0,
                        MEMBERSHIP.toPayload().buffer()));
        for (int chunk = 0; chunk < chunks; chunk++) {
            writer.add(ByteBuffer.allocate(100 + 7 * chunk));
        }
        writer.finish(_ -> {});
        while (disk.endSync()) {}
        return opened.getFirst().newest().orElseThrow();
    }

    /** A leader that begins to give its checkpoint knows nothing of what was given before. */
    @Test
    void whoHasSomePartsIsGivenTheNextByWhoeverHasGivenNone() {
        for (int chunks = 0; chunks < 4; chunks++) {
            Checkpoint checkpoint = checkpoint(chunks);
            List<Integer> sizes = new ArrayList<>();
            long offset = 0;
            boolean isWhole = false;
            while (!isWhole) {
                SnapshotPart part = new CheckpointParts(checkpoint, MEMBERSHIP).at(offset);
                assertThat(part.offset()).isEqualTo(offset);
                sizes.add(part.bytes().size());
                offset += part.bytes().size();
                isWhole = part.isLast();
            }
            assertThat(sizes).hasSize(1 + chunks);
        }
    }

    @Test
    void whoeverAsksForAPartThatDoesNotBeginThereIsGivenTheFirst() {
        CheckpointParts parts = new CheckpointParts(checkpoint(2), MEMBERSHIP);
        assertThat(parts.at(3).offset()).isZero();
    }
}
