package io.headgate.replica;

import java.io.IOException;
import java.util.List;

/** Tells a full disk from a broken one. The JDK gives the operating system's words and nothing else. */
final class FullDisk {
    /** ENOSPC, EDQUOT and EFBIG as glibc, musl and macOS say them in the C locale, in which a JVM runs its errors. */
    private static final List<String> WORDS = List.of(
            "No space left on device",
            "Disk quota exceeded",
            "Disc quota exceeded",
            "Quota exceeded",
            "File too large");

    private FullDisk() {}

    static boolean is(IOException failed) {
        String message = String.valueOf(failed.getMessage());
        return WORDS.stream().anyMatch(message::contains);
    }
}
