package io.headgate.replica;

import io.headgate.store.MemberInfo;

/**
 * A member as the directory has it.
 *
 * @param member its learner flag says what it is to be; what it is the membership says
 * @param disk the number that its disk drew when it was empty; 0 until the member has told it. A member with another one has
 *     lost its disk, and all it had promised: nobody listens to it
 */
record DirectoryEntry(MemberInfo member, long disk) {
    /** What becomes of this entry when another one is put in its place: a disk that is known stays. */
    DirectoryEntry replacedBy(DirectoryEntry next) {
        return disk == 0 ? next : new DirectoryEntry(next.member, disk);
    }
}
