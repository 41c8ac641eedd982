package io.headgate.replica;

/**
 * The first frame of a connection between members: who speaks to whom.
 *
 * @param cluster the cluster's id
 * @param from the member that opened the connection, and the only one to speak on it
 * @param disk as in {@link DirectoryEntry}
 * @param to the member it means to reach
 */
record Greeting(long cluster, long from, long disk, long to) {
    /** This greeting to someone else. */
    Greeting to(long member) {
        return new Greeting(cluster, from, disk, member);
    }

    /**
     * Why the member that greets with this does not listen to the other, or an empty string.
     *
     * @param knownDisk the number of the other's disk as the directory has it, 0 if it has none
     */
    String refuses(Greeting other, long knownDisk) {
        if (other.cluster != cluster) {
            return "it is of cluster " + Long.toHexString(other.cluster) + ", this is " + Long.toHexString(cluster);
        }
        if (other.to != from) {
            return "it means member " + Long.toHexString(other.to) + ", this is " + Long.toHexString(from);
        }
        if (other.from == from || other.from == 0) {
            return "it says it is member " + Long.toHexString(other.from);
        }
        return knownDisk == 0 || knownDisk == other.disk
                ? ""
                : "member " + Long.toHexString(other.from)
                        + " comes with another disk than it had, and does not know what it promised"
                        + " (expected: to be removed, and a new member to be added)";
    }
}
