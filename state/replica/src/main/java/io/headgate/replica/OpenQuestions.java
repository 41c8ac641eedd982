package io.headgate.replica;

import io.headgate.consensus.Membership;
import io.headgate.replica.PeerMessage.Answer;
import io.headgate.replica.PeerMessage.Question;
import io.headgate.store.ChangeRefused;
import io.headgate.store.Unavailable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Questions of this member that only the leader can answer, asked of whoever leads until one answers or their time is
 * over. An answer counts when this member has applied what it is about.
 *
 * <p>Confined to the replica's thread.
 */
final class OpenQuestions {
    /** More than this at once are refused: each costs some 200 bytes. */
    static final int MOST = 100_000;

    private final Map<Long, Open> open = new LinkedHashMap<>();

    /** Answered, by a slot that is not applied yet. In order of arrival. */
    private final List<Open> answered = new ArrayList<>();

    private long lastId;

    private static final class Open {
        final Question question;
        final long deadlineNanos;
        final CompletableFuture<Long> future;
        Answer.@Nullable Done done;

        Open(Question question, long deadlineNanos, CompletableFuture<Long> future) {
            this.question = question;
            this.deadlineNanos = deadlineNanos;
            this.future = future;
        }
    }

    /**
     * Notes a question under an id that is greater than all before.
     *
     * @param future ends with the answer's value
     * @return the id, or 0 if there are too many; then the future has failed
     */
    long add(Question question, long deadlineNanos, CompletableFuture<Long> future) {
        if (open.size() >= MOST) {
            future.completeExceptionally(
                    new Unavailable(Unavailable.Reason.OVERLOADED, /* definite= */ true, MOST + " questions are open"));
            return 0;
        }
        open.put(++lastId, new Open(question, deadlineNanos, future));
        return lastId;
    }

    /** The questions that nobody has answered yet, by id, in order. */
    Map<Long, Question> unanswered() {
        Map<Long, Question> unanswered = new LinkedHashMap<>();
        open.forEach((id, each) -> unanswered.put(id, each.question));
        return unanswered;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** The leader has answered; an answer to what is not asked any more is dropped. */
    void answer(long id, Answer answer, long appliedSlot) {
        Open question = open.remove(id);
        if (question == null) {
            return;
        }
        switch (answer) {
            case Answer.Failed(var reason, var definite, var why) ->
                question.future.completeExceptionally(new Unavailable(reason, definite, why));
            case Answer.Refused(var reason, var why) ->
                question.future.completeExceptionally(new ChangeRefused(reason, why));
            case Answer.Done done when done.slot() <= appliedSlot -> question.future.complete(done.value());
            case Answer.Done done -> {
                question.done = done;
                answered.add(question);
            }
        }
    }

    /** This member has applied a change of members, which may have been asked for: whoever was to answer may be gone. */
    void adopted(Membership before, Membership now) {
        List<Open> made = new ArrayList<>();
        open.values()
                .removeIf(each -> each.question instanceof Question.Change(var change)
                        && !LeaderDesk.isMade(change, before)
                        && LeaderDesk.isMade(change, now)
                        && made.add(each));
        made.forEach(each -> each.future.complete(0L));
    }

    /** This member has applied that slot. */
    void applied(long slot) {
        if (answered.isEmpty()) {
            return;
        }
        List<Open> ready = new ArrayList<>();
        answered.removeIf(each -> each.done != null && each.done.slot() <= slot && ready.add(each));
        for (Open each : ready) {
            if (each.done != null) {
                each.future.complete(each.done.value());
            }
        }
    }

    /** Gives up those whose time is over. */
    void expire(long nowNanos) {
        List<Open> late = new ArrayList<>();
        open.values().removeIf(each -> each.deadlineNanos - nowNanos <= 0 && late.add(each));
        answered.removeIf(each -> each.deadlineNanos - nowNanos <= 0 && late.add(each));
        for (Open each : late) {
            each.future.completeExceptionally(new Unavailable(
                    Unavailable.Reason.TIMEOUT, /* definite= */ isHarmless(each.question), "not answered in time"));
        }
    }

    /** Gives up all. */
    void stop(Unavailable.Reason reason, String why) {
        List<Open> all = new ArrayList<>(open.values());
        all.addAll(answered);
        open.clear();
        answered.clear();
        for (Open each : all) {
            each.future.completeExceptionally(new Unavailable(reason, isHarmless(each.question), why));
        }
    }

    /** Whether it does not matter if it was done. */
    private static boolean isHarmless(Question question) {
        return switch (question) {
            case Question.ReadIndex _, Question.TimeToLive _ -> true;
            case Question.KeepAlive _, Question.Change _, Question.Transfer _ -> false;
        };
    }
}
