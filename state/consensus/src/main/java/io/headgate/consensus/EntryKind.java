package io.headgate.consensus;

/** What an entry is. The order is part of disk and wire formats: new kinds go to the end. */
public enum EntryKind {
    /** The users' commands, opaque here. */
    COMMANDS,
    /** Nothing: fills a slot. */
    NOOP,
    /** A {@link Membership}, which holds from this slot on. */
    MEMBERSHIP
}
