package io.headgate.consensus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A {@link Membership} as bytes. Big-endian: version (1 byte, 1); highest id (8); voters and learners, each a count (4)
 * and ids (8 each); kind of quorums (1): 0 majority; 1 weighted, a count and per voter id (8) and weight (4); 2 flexible,
 * electing (4) and deciding (4); 3 families, those that elect and those that decide, each a count of sets.
 */
final class MembershipCodec {
    private static final byte VERSION = 1;
    private static final byte MAJORITY = 0;
    private static final byte WEIGHTED = 1;
    private static final byte FLEXIBLE = 2;
    private static final byte FAMILIES = 3;

    /** More sets of {@link Membership#MOST_VOTERS} voters than this do not exist. */
    private static final int MOST_SETS = 1 << Membership.MOST_VOTERS;

    private MembershipCodec() {}

    static Payload encode(Membership membership) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(membership.highestId());
            writeIds(out, membership.voters());
            writeIds(out, membership.learners());
            switch (membership.quorums()) {
                case QuorumSystem.Majority() -> out.writeByte(MAJORITY);
                case QuorumSystem.Weighted(var weights) -> {
                    out.writeByte(WEIGHTED);
                    out.writeInt(weights.size());
                    for (Map.Entry<Long, Integer> weight : weights.entrySet()) {
                        out.writeLong(weight.getKey());
                        out.writeInt(weight.getValue());
                    }
                }
                case QuorumSystem.Flexible(var electing, var deciding) -> {
                    out.writeByte(FLEXIBLE);
                    out.writeInt(electing);
                    out.writeInt(deciding);
                }
                case QuorumSystem.Families(var electing, var deciding) -> {
                    out.writeByte(FAMILIES);
                    writeSets(out, electing);
                    writeSets(out, deciding);
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return Payload.of(bytes.toByteArray());
    }

    static Membership decode(Payload payload) {
        byte[] bytes = new byte[payload.size()];
        payload.buffer().get(bytes);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("membership: version " + version + " (expected: " + VERSION + ")");
            }
            long highestId = in.readLong();
            Set<Long> voters = readIds(in, Membership.MOST_VOTERS);
            Set<Long> learners = readIds(in, Membership.MOST_LEARNERS);
            QuorumSystem quorums = readQuorums(in);
            if (in.read() != -1) {
                throw new IllegalArgumentException("membership: " + bytes.length + " bytes (expected: fewer)");
            }
            return Membership.of(voters, learners, quorums, highestId);
        } catch (IOException cut) {
            throw new IllegalArgumentException("membership: " + bytes.length + " bytes (expected: more)", cut);
        }
    }

    private static QuorumSystem readQuorums(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case MAJORITY -> QuorumSystem.majority();
            case WEIGHTED -> {
                Map<Long, Integer> weights = new TreeMap<>();
                for (int left = readCount(in, Membership.MOST_VOTERS); left > 0; left--) {
                    weights.put(in.readLong(), in.readInt());
                }
                yield new QuorumSystem.Weighted(weights);
            }
            case FLEXIBLE -> new QuorumSystem.Flexible(in.readInt(), in.readInt());
            case FAMILIES -> new QuorumSystem.Families(readSets(in), readSets(in));
            default -> throw new IllegalArgumentException("membership: quorums of kind " + kind + " (expected: 0..3)");
        };
    }

    private static void writeSets(DataOutputStream out, List<Set<Long>> sets) throws IOException {
        out.writeInt(sets.size());
        for (Set<Long> set : sets) {
            writeIds(out, set);
        }
    }

    private static List<Set<Long>> readSets(DataInputStream in) throws IOException {
        List<Set<Long>> sets = new ArrayList<>();
        for (int left = readCount(in, MOST_SETS); left > 0; left--) {
            sets.add(readIds(in, Membership.MOST_VOTERS));
        }
        return sets;
    }

    private static void writeIds(DataOutputStream out, Collection<Long> ids) throws IOException {
        out.writeInt(ids.size());
        for (long id : ids) {
            out.writeLong(id);
        }
    }

    private static Set<Long> readIds(DataInputStream in, int most) throws IOException {
        Set<Long> ids = new TreeSet<>();
        for (int left = readCount(in, most); left > 0; left--) {
            ids.add(in.readLong());
        }
        return ids;
    }

    private static int readCount(DataInputStream in, int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IllegalArgumentException("membership: a count of " + count + " (expected: 0.." + most + ")");
        }
        return count;
    }
}
