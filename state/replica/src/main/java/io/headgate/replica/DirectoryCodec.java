package io.headgate.replica;

import io.headgate.store.MemberInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An entry of the directory as bytes: disk 8 · id 8 · learner 1 · name · peer URLs · client URLs; texts and lists with their length 2 before them. */
final class DirectoryCodec {
    /** More than one member could have a use for, and what a stranger's bytes may ask for. */
    static final int MOST_URLS = 64;

    /** Longer than any name and URL that works. */
    static final int LONGEST_TEXT = 2_048;

    private DirectoryCodec() {}

    static int size(DirectoryEntry entry) {
        MemberInfo member = entry.member();
        return 2 * Long.BYTES + 1 + size(member.name()) + size(member.peerUrls()) + size(member.clientUrls());
    }

    private static int size(String text) {
        return Short.BYTES + text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static int size(List<String> texts) {
        return Short.BYTES + texts.stream().mapToInt(DirectoryCodec::size).sum();
    }

    static void encode(DirectoryEntry entry, ByteBuffer into) {
        MemberInfo member = entry.member();
        into.putLong(entry.disk()).putLong(member.id()).put((byte) (member.learner() ? 1 : 0));
        encode(member.name(), into);
        encode(member.peerUrls(), into);
        encode(member.clientUrls(), into);
    }

    private static void encode(String text, ByteBuffer into) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        into.putShort((short) within("length of a text", bytes.length, LONGEST_TEXT))
                .put(bytes);
    }

    private static void encode(List<String> texts, ByteBuffer into) {
        into.putShort((short) within("URLs of a member", texts.size(), MOST_URLS));
        texts.forEach(text -> encode(text, into));
    }

    static DirectoryEntry decode(ByteBuffer from) {
        long disk = from.getLong();
        long id = from.getLong();
        boolean learner = from.get() != 0;
        return new DirectoryEntry(new MemberInfo(id, text(from), texts(from), texts(from), learner), disk);
    }

    private static String text(ByteBuffer from) {
        byte[] bytes = new byte[within("length of a text", from.getShort(), LONGEST_TEXT)];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<String> texts(ByteBuffer from) {
        int count = within("URLs of a member", from.getShort(), MOST_URLS);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text(from));
        }
        return texts;
    }

    private static int within(String what, int number, int most) {
        if (number < 0 || number > most) {
            throw new IllegalArgumentException(what + ": " + number + " (expected: 0.." + most + ")");
        }
        return number;
    }
}
