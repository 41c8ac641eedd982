package io.headgate.dns;

import static io.headgate.property.Generators.binary;
import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.lists;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;

class DnsNameTest {
    @HegelTest(testCases = 500)
    void textAndWireGiveTheNameBack(TestCase tc) throws IOException {
        DnsName name = tc.draw(names(), "name");
        assertThat(DnsName.parse(name.toString()).toWire()).isEqualTo(name.toWire());
        assertThat(Name.fromString(name.toString()).toWire())
                .as("what another implementation reads")
                .isEqualTo(name.toWire());
        var lookup = new LookupName();
        byte[] wire = name.toWire();
        assertThat(lookup.read(wire, 0, wire.length)).isEqualTo(wire.length);
        assertThat(lookup.toName()).isEqualTo(name).hasSameHashCodeAs(name);
        assertThat(lookup.labels()).isEqualTo(name.labelCount());
        assertThat(lookup.hash(0)).isEqualTo(name.hashCode());
        for (int cut = 0; cut < wire.length; cut++) {
            assertThat(lookup.read(wire, 0, cut)).isEqualTo(-1);
        }
    }

    @HegelTest(testCases = 500)
    void theOrderIsThatOfAnotherImplementation(TestCase tc) throws IOException {
        DnsName one = tc.draw(names(), "one");
        DnsName other = tc.draw(names(), "other");
        Name judgeOne = new Name(one.toWire());
        Name judgeOther = new Name(other.toWire());
        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(Integer.signum(judgeOne.compareTo(judgeOther)));
        assertThat(one.equals(other)).isEqualTo(judgeOne.equals(judgeOther));
        assertThat(one.isWithin(other)).isEqualTo(judgeOne.subdomain(judgeOther));
    }

    /** Labels of few octets, so that names meet, letters of both cases and digits among them. */
    private static Generator<DnsName> names() {
        return composite(tc -> {
            var sink = new ByteSink(64);
            for (byte[] label : tc.draw(lists(binary().minSize(1).maxSize(3)).maxSize(5))) {
                sink.u8(label.length);
                for (byte octet : label) {
                    sink.u8((octet & 0x80) == 0 ? "aAbB*.0\\ ".charAt((octet & 0x7F) % 9) : octet);
                }
            }
            sink.u8(0);
            byte[] wire = sink.toByteArray();
            return DnsName.ofWire(wire, 0, wire.length);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a..b", ".a", "a b", "a\\25", "a\\256", "a\\", "b\u00fccher.example", "\u0000"})
    void whatIsNoNameIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DnsName.parse(text))
                .withMessageStartingWith("name: " + text + " (expected: ");
    }

    @Test
    void lengthsEndWhereTheProtocolSays() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));
        assertThat(DnsName.parse(longest).length()).isEqualTo(255);
        assertThatIllegalArgumentException().isThrownBy(() -> DnsName.parse(longest + "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> DnsName.parse(label + "a"));
        var most = new byte[256];
        Arrays.fill(most, (byte) 1);
        most[254] = 0;
        assertThat(new LookupName().read(most, 0, 256)).isEqualTo(255);
        most[254] = 1;
        most[255] = 0;
        assertThat(new LookupName().read(most, 0, 256)).isEqualTo(-1);
    }
}
