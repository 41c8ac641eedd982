package io.headgate.log;

/**
 * Whose log it is. Every checksum covers it, so that a file of another cluster or member is never taken for one's own.
 *
 * @param clusterId the cluster; one that was restored from a backup has an id of its own
 * @param memberId the member; never given twice, not even to the same machine after it lost its disk
 */
public record LogIdentity(long clusterId, long memberId) {}
