package io.headgate.proxy;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts of one event loop: a hashed timing wheel with intrusive, lazily moved timers. Confined to that loop.
 *
 * <p>Source: G. Varghese, A. Lauck, "Hashed and Hierarchical Timing Wheels" (SOSP 1987), scheme 6. Most timeouts of a
 * proxy are pushed further into the future again and again and never fire: an idle timeout moves with every request.
 * So {@link #arm} with a later deadline only writes a field; the timer stays where it is, and is looked at again and moved
 * when the wheel passes it. Only an earlier deadline relinks. Arming, pushing back and disarming cost a few
 * instructions and allocate nothing.
 *
 * <p>Resolution is one tick ({@value #TICK_MILLIS} ms): a timer fires up to one tick late, never early.
 */
final class TimerWheel {
    static final int TICK_MILLIS = 20;
    private static final long TICK_NANOS = TICK_MILLIS * 1_000_000L;
    private static final int SLOTS = 1024;

    /** Something with a deadline. A subclass is the thing itself, so that there is no object per timeout. */
    abstract static class Timer {
        /** Meaningful while {@link #armed}. */
        private long deadlineNanos;

        private boolean armed;
        private @Nullable Slot slot;
        private @Nullable Timer previous;
        private @Nullable Timer next;
        /** The tick at which the wheel looks at this timer; meaningful while linked. */
        private long tick;

        /** The deadline has passed; the timer is disarmed already and may be armed again. */
        abstract void expired(long nowNanos);

        final boolean armed() {
            return armed;
        }
    }

    private static final class Slot {
        @Nullable
        Timer first;
    }

    private final Slot[] slots = new Slot[SLOTS];
    private final long startNanos;
    /** Every tick up to this one has been handled. */
    private long handledTick;

    private int linked;
    /** The timers of the slot being visited; empty between visits. */
    private final ArrayList<Timer> passed = new ArrayList<>();

    TimerWheel(long nowNanos) {
        startNanos = nowNanos;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot();
        }
    }

    /** Timers linked into the wheel, disarmed ones that were not passed yet included: with none there is no need to tick. */
    int linked() {
        return linked;
    }

    /** Sets or replaces the deadline of {@code timer}. Constant time. */
    void arm(Timer timer, long deadlineNanos) {
        timer.deadlineNanos = deadlineNanos;
        timer.armed = true;
        long tick = Math.max(tickAtOrAfter(deadlineNanos), handledTick + 1);
        if (timer.slot != null) {
            if (tick >= timer.tick) {
                return;
            }
            unlink(timer);
        }
        link(timer, tick);
    }

    /** The timer will not fire. It may stay linked until the wheel passes it. Constant time. */
    void disarm(Timer timer) {
        timer.armed = false;
    }

    /** Disarms and forgets the timer at once: for owners that end, so that the wheel does not keep them alive. */
    void remove(Timer timer) {
        timer.armed = false;
        if (timer.slot != null) {
            unlink(timer);
        }
    }

    /** Fires what is due at {@code nowNanos}. Call about once per tick. */
    void advance(long nowNanos) {
        long nowTick = (nowNanos - startNanos) / TICK_NANOS;
        // After a pause longer than one revolution every slot is visited once; no slot needs a second visit.
        long first = Math.max(handledTick + 1, nowTick - SLOTS + 1);
        for (long tick = first; tick <= nowTick; tick++) {
            handledTick = tick;
            visit(slots[(int) (tick & (SLOTS - 1))], nowTick, nowNanos);
        }
        handledTick = Math.max(handledTick, nowTick);
    }

    private void visit(Slot slot, long nowTick, long nowNanos) {
        // Detach the whole slot first: a timer that expires may arm or remove itself or others, in this very slot too.
        while (slot.first != null) {
            passed.add(slot.first);
            unlink(slot.first);
        }
        for (int i = 0; i < passed.size(); i++) {
            Timer timer = passed.get(i);
            if (timer.slot != null || !timer.armed) {
                continue;
            }
            if (timer.tick > nowTick) {
                link(timer, timer.tick);
            } else if (timer.deadlineNanos - nowNanos > 0) {
                link(timer, Math.max(tickAtOrAfter(timer.deadlineNanos), handledTick + 1));
            } else {
                timer.armed = false;
                timer.expired(nowNanos);
            }
        }
        passed.clear();
    }

    private long tickAtOrAfter(long deadlineNanos) {
        return Math.floorDiv(deadlineNanos - startNanos + TICK_NANOS - 1, TICK_NANOS);
    }

    private void link(Timer timer, long tick) {
        Slot slot = slots[(int) (tick & (SLOTS - 1))];
        timer.tick = tick;
        timer.slot = slot;
        timer.previous = null;
        timer.next = slot.first;
        if (slot.first != null) {
            slot.first.previous = timer;
        }
        slot.first = timer;
        linked++;
    }

    private void unlink(Timer timer) {
        Slot slot = timer.slot;
        if (slot == null) {
            return;
        }
        if (timer.previous == null) {
            slot.first = timer.next;
        } else {
            timer.previous.next = timer.next;
        }
        if (timer.next != null) {
            timer.next.previous = timer.previous;
        }
        timer.previous = null;
        timer.next = null;
        timer.slot = null;
        linked--;
    }

    /** Walks the whole wheel: each timer stands once, in the slot of its tick, and is looked at in time. For tests. */
    @SuppressWarnings("ReferenceEquality") // Links are identities.
    void checkInvariants() {
        int found = 0;
        for (int i = 0; i < SLOTS; i++) {
            Timer previous = null;
            for (Timer timer = slots[i].first; timer != null; timer = timer.next) {
                if (++found > linked
                        || timer.slot != slots[i]
                        || timer.previous != previous
                        || (timer.tick & (SLOTS - 1)) != i
                        || timer.tick <= handledTick) {
                    throw new IllegalStateException("slot " + i + ": a timer of tick " + timer.tick + ", number "
                            + found + " of " + linked + " (expected: linked once, after tick " + handledTick + ")");
                }
                if (timer.armed && timer.tick > Math.max(tickAtOrAfter(timer.deadlineNanos), handledTick + 1)) {
                    throw new IllegalStateException("slot " + i + ": a timer of tick " + timer.tick
                            + " (expected: not after its deadline's, " + tickAtOrAfter(timer.deadlineNanos) + ")");
                }
                previous = timer;
            }
        }
        if (found != linked || !passed.isEmpty()) {
            throw new IllegalStateException("linked: " + linked + ", passed: " + passed.size() + " (expected: " + found
                    + ", 0 between visits)");
        }
    }
}
