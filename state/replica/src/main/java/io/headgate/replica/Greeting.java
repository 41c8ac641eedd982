package io.headgate.replica;

/**
 * The first frame of a connection between members: who speaks to whom.
 *
 * @param cluster the cluster's id
 * @param from the member that opened the connection, and the only one to speak on it
 * @param to the member it means to reach
 */
record Greeting(long cluster, long from, long to) {
    /** This greeting to someone else. */
    Greeting to(long member) {
        return new Greeting(cluster, from, member);
    }

    /** Why the member that greets with this does not listen to the other, or an empty string. */
    String refuses(Greeting other) {
        if (other.cluster != cluster) {
            return "it is of cluster " + Long.toHexString(other.cluster) + ", this is " + Long.toHexString(cluster);
        }
        if (other.to != from) {
            return "it means member " + Long.toHexString(other.to) + ", this is " + Long.toHexString(from);
        }
        return other.from == from || other.from == 0 ? "it is member " + Long.toHexString(other.from) : "";
    }
}
