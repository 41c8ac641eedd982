package io.headgate.store;

/**
 * One record of a checkpoint. In a stream each stands after its size, an unsigned varint. Version 1, in this order:
 *
 * <pre>
 * kind 1  header    version (1)  slot  revision  compacted revision  log time  last fencing token  forgotten through
 *      2  alarm     member  kind (1 byte, as {@link CommandCodec} writes it)
 *      3  lease     id  ttl  fencing token                          by id
 *      4  outcome   id (2 numbers)  revision  time                  oldest first
 *      5  base      key  value  created  modified  version  lease   what the compacted revision left, by key
 *      6  trace     as base                                         what the compacted revision itself changed, in order
 *      7  change    as base                                         what later revisions changed, in order
 *      8  nothing   a later revision that changed nothing           in its place among the changes
 *      9  end       number of records before
 * </pre>
 *
 * Numbers are signed varints, bytes stand after their number. A key's tombstone is a version 0.
 */
sealed interface StateRecord {
    /** Version of the format. */
    int VERSION = 1;

    /** Bytes of one record at most: a command's key and value, and some numbers. */
    int MAX_BYTES = Limits.MAX_COMMAND_BYTES + 256;

    record Header(
            long slot, long revision, long compactedRevision, long logTimeMillis, long lastToken, long forgottenThrough)
            implements StateRecord {}

    record Raised(Alarm alarm) implements StateRecord {}

    record Granted(LeaseTable.Terms terms) implements StateRecord {}

    record Remembered(OutcomeTable.Outcome outcome) implements StateRecord {}

    record Base(KeyValue version) implements StateRecord {}

    record Trace(KeyValue version) implements StateRecord {}

    record Change(KeyValue version) implements StateRecord {}

    record Nothing(long revision) implements StateRecord {}

    record End(long records) implements StateRecord {}

    /** Puts a record into a sink. */
    static void write(StateRecord record, Sink sink) {
        switch (record) {
            case Header header -> {
                sink.octet(1);
                sink.octet(VERSION);
                sink.signed(header.slot());
                sink.signed(header.revision());
                sink.signed(header.compactedRevision());
                sink.signed(header.logTimeMillis());
                sink.signed(header.lastToken());
                sink.signed(header.forgottenThrough());
            }
            case Raised(var alarm) -> {
                sink.octet(2);
                sink.signed(alarm.member());
                sink.octet(CommandCodec.ALARMS.indexOf(alarm.kind()));
            }
            case Granted(var terms) -> {
                sink.octet(3);
                sink.signed(terms.id());
                sink.signed(terms.ttlSeconds());
                sink.signed(terms.fencingToken());
            }
            case Remembered(var outcome) -> {
                sink.octet(4);
                sink.signed(outcome.id().high());
                sink.signed(outcome.id().low());
                sink.signed(outcome.revision());
                sink.signed(outcome.timeMillis());
            }
            case Base(var version) -> write(5, version, sink);
            case Trace(var version) -> write(6, version, sink);
            case Change(var version) -> write(7, version, sink);
            case Nothing(var revision) -> {
                sink.octet(8);
                sink.signed(revision);
            }
            case End(var records) -> {
                sink.octet(9);
                sink.signed(records);
            }
        }
    }

    private static void write(int kind, KeyValue version, Sink sink) {
        sink.octet(kind);
        sink.bytes(version.key());
        sink.bytes(version.value());
        sink.signed(version.createRevision());
        sink.signed(version.modRevision());
        sink.signed(version.version());
        sink.signed(version.lease());
    }

    /** Reads a record that fills the rest of a source. */
    static StateRecord read(Source source) {
        StateRecord record = content(source);
        source.end();
        return record;
    }

    private static StateRecord content(Source source) {
        int kind = source.octet();
        return switch (kind) {
            case 1 -> header(source);
            case 2 -> new Raised(new Alarm(source.signed(), source.oneOf(CommandCodec.ALARMS, "alarm")));
            case 3 -> new Granted(new LeaseTable.Terms(source.signed(), source.signed(), source.signed()));
            case 4 ->
                new Remembered(new OutcomeTable.Outcome(
                        new TransactionId(source.signed(), source.signed()), source.signed(), source.signed()));
            case 5 -> new Base(version(source));
            case 6 -> new Trace(version(source));
            case 7 -> new Change(version(source));
            case 8 -> new Nothing(source.signed());
            case 9 -> new End(source.signed());
            default -> throw source.wrong("record " + kind, "1..9");
        };
    }

    private static Header header(Source source) {
        int version = source.octet();
        if (version != VERSION) {
            throw source.wrong("version " + version, "at most " + VERSION);
        }
        return new Header(
                source.signed(), source.signed(), source.signed(), source.signed(), source.signed(), source.signed());
    }

    private static KeyValue version(Source source) {
        return new KeyValue(
                source.bytes(), source.bytes(), source.signed(), source.signed(), source.signed(), source.signed());
    }
}
