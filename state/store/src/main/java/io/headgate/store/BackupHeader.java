package io.headgate.store;

/**
 * What a backup says of itself.
 *
 * @param clusterId the cluster that it was made of
 * @param slot the last slot that was applied
 * @param revision the newest revision in it
 */
public record BackupHeader(long clusterId, long slot, long revision) {}
