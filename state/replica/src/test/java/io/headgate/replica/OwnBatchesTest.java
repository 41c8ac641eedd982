package io.headgate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.replica.Batch.Content;
import io.headgate.store.Command;
import io.headgate.store.Reply;
import io.headgate.store.Response;
import io.headgate.store.Unavailable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a member's clients have under way. */
final class OwnBatchesTest {
    private static final Content CONTENT = new Content.ForStore(new Command.Compact(1));
    private static final List<Reply> REPLIES = List.of(new Reply(1, 1, new Response.Compacted()));

    private final OwnBatches batches = new OwnBatches(/* origin= */ 1, /* incarnation= */ 4);

    @Test
    void aBatchThatALaterOneOvertookIsDefinitelyNotApplied() {
        CompletableFuture<Reply> first = add();
        batches.close(10);
        CompletableFuture<Reply> second = add();
        batches.close(10);
        batches.applied(new BatchName(1, 4, 2), REPLIES);
        assertThat(second).isCompletedWithValue(REPLIES.getFirst());
        assertThat(failure(first).definite()).isTrue();
        assertThat(batches.waiting()).isZero();
    }

    @Test
    void aBatchOfAnEarlierStartIsNobodysBusiness() {
        CompletableFuture<Reply> first = add();
        batches.close(10);
        batches.applied(new BatchName(1, 3, 9), REPLIES);
        assertThat(first).isNotDone();
    }

    @Test
    void whatWasNeverSentIsGivenUpDefinitelyAndWhatWasIsNot() {
        CompletableFuture<Reply> first = add();
        batches.close(10);
        CompletableFuture<Reply> second = add();
        batches.close(10);
        batches.all().iterator().next().isSent = true;
        batches.expire(10);
        assertThat(failure(first).definite()).isFalse();
        assertThat(failure(second).definite()).isTrue();
    }

    @Test
    void whatIsInAStateFromElsewhereIsUnknown() {
        CompletableFuture<Reply> first = add();
        batches.close(10);
        CompletableFuture<Reply> second = add();
        batches.close(10);
        batches.installed(new BatchName(1, 4, 1));
        assertThat(failure(first).definite()).isFalse();
        assertThat(second).isNotDone();
    }

    @Test
    void aBatchNeverGrowsBeyondItsBounds() {
        for (int i = 0; i < 2 * OwnBatches.FULL_CONTENTS + 1; i++) {
            var _ = add();
        }
        batches.close(10);
        assertThat(batches.waiting()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            var _ = batches.add(CONTENT, OwnBatches.FULL_BYTES, 10);
        }
        batches.close(10);
        assertThat(batches.waiting()).isEqualTo(6);
    }

    @Test
    void tooMuchIsRefused() {
        int bytes = OwnBatches.MOST_COMMAND_BYTES;
        for (long taken = 0; taken + bytes <= OwnBatches.MOST_BYTES_UNDER_WAY; taken += bytes) {
            assertThat(batches.add(CONTENT, bytes, 10)).isNotDone();
        }
        assertThat(failure(batches.add(CONTENT, bytes, 10)).reason()).isEqualTo(Unavailable.Reason.OVERLOADED);
        assertThat(batches.add(CONTENT, bytes + 1, 10)).isCompletedExceptionally();
    }

    private CompletableFuture<Reply> add() {
        return batches.add(CONTENT, 10, /* deadlineNanos= */ 10);
    }

    private static Unavailable failure(CompletableFuture<Reply> future) {
        assertThat(future).isCompletedExceptionally();
        return (Unavailable) future.exceptionNow();
    }
}
