package io.headgate.dns;

import java.util.HashMap;
import java.util.Map;

/**
 * Renders records ahead, so that an answer is a copy and a few pointers set. Confined to one thread.
 *
 * <p>Where a template will stand in a message is not known, but three things are: where the owner's name is (usually the
 * question), that the zone's apex is the end of the question, and where names within the template are. So:
 *
 * <ul>
 *   <li>an owner is the pointer {@link #OWNER}, right as it is for answers to the question, and found again by walking over the records
 *       if they answer for the target of a CNAME;
 *   <li>names end with a pointer to the apex (16 bits, {@link #APEX}) or to a name in the same template (16 bits, its offset). The places
 *       of both are listed as patches.
 * </ul>
 *
 * <p>Compressed are only names that RFC 3597, section 4 lets be: those of the types of RFC 1035.
 */
final class TemplateWriter {
    /** A pointer to the name of the question, which always stands behind the header. */
    static final int OWNER = 0xC00C;

    /** Stands for a pointer to the apex. */
    static final int APEX = 0xFFFF;

    /**
     * Names behind this offset are not pointed to, so that pointers, of 14 bits, reach them wherever the template stands: behind the
     * header, the question and as many CNAMEs as are followed.
     */
    static final int MAX_TARGET = 8_192;

    /** The most octets of a template, so that a message over TCP always has room for it. */
    static final int MAX_OCTETS = 60_000;

    /** Where a record's data begins when its owner is a pointer. */
    static final int DATA_OFFSET = 12;

    private static final int CLASS_IN = 1;

    private final DnsName apex;
    private final ByteSink body = new ByteSink(32);
    private final ByteSink patches = new ByteSink(16);
    private final Map<DnsName, Integer> offsets = new HashMap<>();

    TemplateWriter(DnsName apex) {
        this.apex = apex;
    }

    /** Appends a record whose owner is that of the template. */
    void own(int ttlSeconds, RecordData data) {
        body.u16(OWNER);
        record(ttlSeconds, data);
    }

    /** Appends a record of another owner: glue. */
    void other(DnsName owner, int ttlSeconds, RecordData data) {
        compressed(owner);
        record(ttlSeconds, data);
    }

    private void record(int ttlSeconds, RecordData data) {
        body.u16(data.type().code());
        body.u16(CLASS_IN);
        body.u32(ttlSeconds);
        int lengthAt = body.length();
        body.u16(0);
        data(data);
        body.setU16(lengthAt, body.length() - lengthAt - 2);
    }

    private void data(RecordData data) {
        switch (data) {
            case RecordData.A(var address) -> body.u32(address.bits() & 0xFFFF_FFFFL);
            case RecordData.Aaaa(var address) -> {
                u64(address.high());
                u64(address.low());
            }
            case RecordData.Ns(var host) -> compressed(host);
            case RecordData.Cname(var target) -> compressed(target);
            case RecordData.Ptr(var target) -> compressed(target);
            case RecordData.Mx(int preference, var exchange) -> {
                body.u16(preference);
                compressed(exchange);
            }
            case RecordData.Txt(var strings) -> strings.forEach(this::string);
            case RecordData.Srv(int priority, int weight, int port, var target) -> {
                body.u16(priority);
                body.u16(weight);
                body.u16(port);
                target.appendTo(body);
            }
            case RecordData.Caa(int flags, var tag, var value) -> {
                body.u8(flags);
                string(Octets.ofText(tag));
                value.appendTo(body);
            }
            case RecordData.Https(int priority, var target, var parameters) -> {
                body.u16(priority);
                target.appendTo(body);
                for (var parameter : parameters) {
                    body.u16(parameter.key());
                    body.u16(parameter.value().length());
                    parameter.value().appendTo(body);
                }
            }
            case RecordData.Soa soa -> soa(soa);
        }
    }

    private void soa(RecordData.Soa soa) {
        compressed(soa.primary());
        compressed(soa.mailbox());
        body.u32(soa.serial());
        body.u32(soa.refreshSeconds());
        body.u32(soa.retrySeconds());
        body.u32(soa.expireSeconds());
        body.u32(soa.minimumSeconds());
    }

    private void u64(long value) {
        body.u32(value >>> 32);
        body.u32(value & 0xFFFF_FFFFL);
    }

    private void string(Octets string) {
        body.u8(string.length());
        string.appendTo(body);
    }

    private void compressed(DnsName name) {
        DnsName suffix = name;
        int before = body.length();
        while (!suffix.isRoot()) {
            Integer known = offsets.get(suffix);
            if (known != null || suffix.equals(apex)) {
                name.appendTo(body, suffix.length());
                patches.u16(body.length());
                body.u16(known != null ? known : APEX);
                return;
            }
            int offset = before + name.length() - suffix.length();
            if (offset < MAX_TARGET) {
                offsets.put(suffix, offset);
            }
            suffix = suffix.parent();
        }
        name.appendTo(body);
    }

    int length() {
        return body.length();
    }

    /** The body alone; whole if no name was compressed. */
    byte[] body() {
        return body.toByteArray();
    }

    /**
     * Appends the template to the arena as {@link Zone} reads it.
     *
     * @param type the type's code, or {@link Zone#REFERRAL}
     * @param count records of the template's owner
     * @param glue records after them
     */
    void store(ByteSink arena, int type, int count, int glue) {
        arena.u16(type);
        arena.u16(count);
        arena.u16(glue);
        arena.u16(patches.length() / 2);
        arena.u16(body.length());
        arena.bytes(patches.toByteArray());
        arena.bytes(body.toByteArray());
    }
}
