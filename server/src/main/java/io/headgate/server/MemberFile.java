package io.headgate.server;

import io.headgate.replica.MemberIdentity;
import io.headgate.store.MemberInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Who the member of a folder is, written before anything else is: JSON in {@value #NAME}. Later starts go by it, so that flags that
 * have changed meanwhile cannot make it another member, with the other's promises.
 *
 * @param format {@value #FORMAT}
 * @param cluster the cluster's id, hexadecimal
 * @param member the member's id, hexadecimal
 * @param name the member's name
 * @param peer where others reached it when it began
 * @param origin how the cluster, or the member in it, began; for comparing with flags and for people
 * @param joining whether the cluster was there before it
 * @param others the other members that it knew then
 */
record MemberFile(
        int format,
        String cluster,
        String member,
        String name,
        String peer,
        String origin,
        boolean joining,
        List<Other> others) {
    static final String NAME = "member.json";
    private static final int FORMAT = 1;
    private static final String UNFINISHED = "member-unfinished";

    /** What a member leaves behind that is not the mark of a start. */
    private static final List<String> NOT_STATE = List.of("lock", UNFINISHED);

    /** Another member. */
    record Other(String id, String name, List<String> peerUrls) {}

    /** What to write for a member that has not been started yet. */
    static MemberFile of(MemberIdentity identity, String origin) {
        return new MemberFile(
                FORMAT,
                StoreText.id(identity.clusterId()),
                StoreText.id(identity.self().id()),
                identity.self().name(),
                identity.self().peerUrls().getFirst(),
                origin,
                identity.isJoining(),
                identity.others().stream()
                        .map(other -> new Other(StoreText.id(other.id()), other.name(), other.peerUrls()))
                        .toList());
    }

    /** The member, which serves clients there now. */
    MemberIdentity identity(List<String> clientUrls) {
        var self = new MemberInfo(Long.parseUnsignedLong(member, 16), name, List.of(peer), clientUrls, false);
        return new MemberIdentity(
                Long.parseUnsignedLong(cluster, 16),
                self,
                others.stream()
                        .map(other -> new MemberInfo(
                                Long.parseUnsignedLong(other.id(), 16),
                                other.name(),
                                other.peerUrls(),
                                List.of(),
                                false))
                        .toList(),
                joining);
    }

    /**
     * What stands in a folder; empty if that is empty or not there.
     *
     * @throws IOException if the folder has something else, or the file is unreadable
     */
    static Optional<MemberFile> read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            String stranger = stranger(folder);
            if (stranger != null) {
                throw new IOException(folder + ": holds " + stranger + " but no " + NAME
                        + " (expected: an empty folder, or a member's; a restore that was broken off is begun anew"
                        + " in an empty folder)");
            }
            return Optional.empty();
        }
        try {
            MemberFile read = Json.read(Files.readAllBytes(file), MemberFile.class);
            if (read.format != FORMAT) {
                throw new IOException(file + " format: " + read.format + " (expected: " + FORMAT + ")");
            }
            read.identity(List.of());
            return Optional.of(read);
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new IOException(file + ": " + e.getMessage() + " (expected: what a member wrote there)", e);
        }
    }

    private static @Nullable String stranger(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> folder.relativize(entry).toString())
                    .filter(name -> !NOT_STATE.contains(name))
                    .sorted()
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Makes it durable in a folder that is there, whole or not at all. */
    void write(Path folder) throws IOException {
        Path unfinished = folder.resolve(UNFINISHED);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(Json.page(this));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(unfinished, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public String toString() {
        return new String(Json.page(this), StandardCharsets.UTF_8).strip();
    }
}
