package io.headgate.server;

import io.headgate.replica.MemberIdentity;
import io.headgate.store.MemberInfo;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a cluster begins: the same on every founder, so that they agree without asking one another. Members' ids go by the order of
 * names, the cluster's comes of everything.
 *
 * @param founders all members and their peer URLs
 * @param token tells this cluster from another one with the same members
 * @param backup digest of the backup that it begins with; empty for none
 */
record Founding(Map<String, URI> founders, String token, String backup) {
    Founding {
        founders = Map.copyOf(founders);
    }

    /** The part of one founder. */
    MemberIdentity identity(String name, List<String> clientUrls) {
        List<MemberInfo> others = new ArrayList<>();
        MemberInfo self = null;
        long id = 0;
        for (Map.Entry<String, URI> founder : new TreeMap<>(founders).entrySet()) {
            id++;
            List<String> peerUrls = List.of(founder.getValue().toString());
            if (founder.getKey().equals(name)) {
                self = new MemberInfo(id, name, peerUrls, clientUrls, false);
            } else {
                others.add(new MemberInfo(id, founder.getKey(), peerUrls, List.of(), false));
            }
        }
        if (self == null) {
            throw new IllegalArgumentException("founders: no " + name);
        }
        return new MemberIdentity(clusterId(), self, others, /* isJoining= */ false);
    }

    /** Comparable by text with that of another start. */
    String origin() {
        return token + " " + new TreeMap<>(founders);
    }

    private long clusterId() {
        try {
            String text = backup.isEmpty() ? origin() : origin() + " " + backup;
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
