package io.headgate.log;

import io.headgate.disk.Disk;

/**
 * Makes a name durable that may only seem to be there. When a sync of the folder failed and the process ended, the next process
 * may see the name, sync the folder, be told that it is durable, and lose it when the power fails: what a failed sync has tried
 * is not tried again (Rebello et al., "Can Applications Recover from fsync Failures?", ATC 2020). So it is given away and taken
 * back, which is new to the folder. A crash in between leaves the other name, which stands for the first.
 */
final class RenewedName {
    private static final String SUFFIX = "-renewed";

    private RenewedName() {}

    /** Renames a file to and fro; to be followed by a sync of the folder. */
    static void renew(Disk disk, String name) {
        disk.rename(name, name + SUFFIX);
        disk.rename(name + SUFFIX, name);
    }

    /** The name that a file is meant to have. */
    static String meant(String name) {
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    /** The name under which a file is there, or the one it is meant to have. */
    static String actual(Disk disk, String name) {
        return !disk.exists(name) && disk.exists(name + SUFFIX) ? name + SUFFIX : name;
    }

    /** Gives a file its own name if a crash left it with the other. */
    static void restore(Disk disk, String name) {
        String actual = actual(disk, name);
        if (!actual.equals(name)) {
            disk.rename(actual, name);
        }
    }
}
