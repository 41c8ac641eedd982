package io.headgate.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Answers as RFC 1034, section 4.3.2 and RFC 4592 say, slowly: it looks through all records for everything. It reads its records with
 * another implementation than ours.
 */
final class Model {
    private final Name apex = Name.fromConstantString(Zones.APEX);
    private final List<Record> records = new ArrayList<>();

    Model(List<String> lines) {
        var all = new ArrayList<>(lines);
        all.add(Zones.APEX + " 3600 SOA ns1.example.test. admin.example.test. 1 7200 900 1209600 300");
        all.add(Zones.APEX + " 3600 NS ns1.other.test.");
        for (String line : all) {
            String[] fields = line.split(" ", 4);
            try {
                records.add(Record.fromString(
                        Name.fromString(fields[0]),
                        Type.value(fields[2]),
                        DClass.IN,
                        Long.parseLong(fields[1]),
                        fields[3],
                        Name.root));
            } catch (IOException e) {
                throw new UncheckedIOException(line, e);
            }
        }
    }

    /** The response to a question within the zone. */
    Message answer(String question, int type) {
        var response = new Message();
        response.getHeader().setFlag(Flags.AA);
        Name name = Name.fromConstantString(question);
        for (int aliases = 0; aliases < Composer.MAX_ALIASES && name.subdomain(apex); aliases++) {
            Name cut = cut(name);
            if (cut != null && !(type == Type.DS && cut.equals(name))) {
                if (aliases == 0) {
                    response.getHeader().unsetFlag(Flags.AA);
                }
                refer(response, cut);
                return response;
            }
            Name source = exists(name) ? name : wildcard(name);
            if (!exists(source)) {
                response.getHeader().setRcode(Rcode.NXDOMAIN);
                deny(response);
                return response;
            }
            List<Record> here = at(source, name);
            Record alias = here.stream()
                    .filter(CNAMERecord.class::isInstance)
                    .findFirst()
                    .orElse(null);
            if (alias == null || type == Type.CNAME) {
                List<Record> right =
                        here.stream().filter(record -> record.getType() == type).toList();
                right.forEach(record -> response.addRecord(record, Section.ANSWER));
                if (right.isEmpty()) {
                    deny(response);
                }
                return response;
            }
            response.addRecord(alias, Section.ANSWER);
            name = ((CNAMERecord) alias).getTarget();
        }
        return response;
    }

    private boolean exists(Name name) {
        return records.stream().anyMatch(record -> record.getName().subdomain(name));
    }

    private Name wildcard(Name name) {
        Name encloser = new Name(name, 1);
        while (!exists(encloser)) {
            encloser = new Name(encloser, 1);
        }
        try {
            return Name.concatenate(Name.fromConstantString("*"), encloser);
        } catch (NameTooLongException e) {
            throw new AssertionError(e);
        }
    }

    /** The delegation nearest to the apex that the name is at or below. */
    private @Nullable Name cut(Name name) {
        for (int labels = apex.labels() + 1; labels <= name.labels(); labels++) {
            Name ancestor = new Name(name, name.labels() - labels);
            if (records.stream()
                    .anyMatch(record ->
                            record.getType() == Type.NS && record.getName().equals(ancestor))) {
                return ancestor;
            }
        }
        return null;
    }

    private List<Record> at(Name source, Name owner) {
        return records.stream()
                .filter(record -> record.getName().equals(source))
                .map(record -> record.withName(owner))
                .toList();
    }

    private void refer(Message response, Name cut) {
        for (Record server : at(cut, cut)) {
            if (server instanceof NSRecord ns) {
                response.addRecord(server, Section.AUTHORITY);
                for (Record address : at(ns.getTarget(), ns.getTarget())) {
                    if (address.getType() == Type.A || address.getType() == Type.AAAA) {
                        response.addRecord(address, Section.ADDITIONAL);
                    }
                }
            }
        }
    }

    private void deny(Message response) {
        for (Record record : at(apex, apex)) {
            if (record.getType() == Type.SOA) {
                try {
                    response.addRecord(
                            Record.fromString(apex, Type.SOA, DClass.IN, 300, record.rdataToString(), Name.root),
                            Section.AUTHORITY);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
