package io.headgate.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Zones that are drawn are served by Knot and by us; every question of interest gets the same answer from both. */
class KnotTest {
    private static final int[] TYPES = {
        Type.A, Type.AAAA, Type.NS, Type.CNAME, Type.SOA, Type.MX, Type.TXT, Type.SRV, Type.DS, Type.HTTPS
    };

    /** Of all questions of all zones. */
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

    @TempDir
    Path folder;

    @BeforeEach
    void requireKnot() {
        Knot.require();
    }

    @AfterEach
    void lookAtWhatWasAsked() {
        assumeThat(outcomes).isNotEmpty();
        assertThat(outcomes.keySet()).contains(Outcome.ANSWER, Outcome.NO_DATA, Outcome.NAME_ERROR, Outcome.REFERRAL);
        assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum())
                .as("questions, by outcome %s", outcomes)
                .isGreaterThan(2_000);
    }

    @HegelTest(testCases = 60)
    void knotAnswersWhatWeAnswer(TestCase tc) throws IOException, InterruptedException {
        List<String> lines = Zones.drawLines(tc);
        List<String> all = new ArrayList<>(lines);
        all.addFirst(Zones.APEX + " 3600 SOA ns1.example.test. admin.example.test. 1 7200 900 1209600 300");
        all.add(Zones.APEX + " 3600 NS ns1.other.test.");
        Asked asked = Asked.plain(Zones.zone(lines.toArray(String[]::new)));
        try (Knot knot = Knot.serve(Files.createTempDirectory(folder, "knot"), all)) {
            for (String name : interesting(lines)) {
                for (int type : TYPES) {
                    Message query = Asked.question(name, type, 1_232);
                    Message answer = Asked.read(asked.tcp(query.toWire()));
                    outcomes.merge(asked.responder.outcome(), 1, Integer::sum);
                    assertThat(comparable(answer))
                            .as("%s %s of %s", name, Type.string(type), lines)
                            .isEqualTo(comparable(knot.ask(query)));
                }
            }
        }
    }

    /** Owners and targets, what is above and below them, and what is next to them. */
    private static Set<String> interesting(List<String> lines) {
        var names = new LinkedHashSet<String>();
        names.add(Zones.APEX);
        names.add("nothing." + Zones.APEX);
        for (String line : lines) {
            String[] fields = line.split(" ", -1);
            for (String text : List.of(fields[0], fields[fields.length - 1])) {
                if (!text.endsWith(Zones.APEX)) {
                    continue;
                }
                names.add(text);
                names.add("Q." + text);
                names.add("*." + text);
                names.add("x.y." + text);
                DnsName parent = DnsName.parse(text).parent();
                if (parent.isWithin(DnsName.parse(Zones.APEX))) {
                    names.add(parent.toString());
                    names.add("q." + parent);
                }
            }
        }
        return names;
    }

    /** Additional records beyond glue are a server's choice, and we send none. */
    private static String comparable(Message message) {
        if (message.getHeader().getFlag(Flags.AA)) {
            message.removeAllRecords(Section.ADDITIONAL);
        }
        return Asked.describe(message);
    }
}
