package io.headgate.property;

/**
 * One way to make a failing test case smaller. A pass is tried from one place of the test case at a time, so that the
 * shrinker can take turns between passes, and leave one that gets nowhere.
 */
interface ShrinkPass {
    /** How many places there are to try it from in the shrinker's target. */
    int places(Trial target);

    /** Tries it from a place of the shrinker's present target; whatever succeeds becomes the new target. */
    void tryFrom(int place, Shrinker shrinker);
}
