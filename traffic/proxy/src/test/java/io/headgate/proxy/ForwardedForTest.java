package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.balance.Policy;
import io.headgate.http.HeadLimits;
import io.headgate.http.RequestHead;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which address stands for the client when sources are hashed. */
class ForwardedForTest {
    private static final TrustedProxies TRUSTED = TrustedProxies.of(List.of("10.0.0.0/8", "fd00::/8"));

    @AutoClose
    private final RunningProxy proxy = new RunningProxy(1);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    203.0.113.9                          | 203.0.113.9
                    6.6.6.6, 203.0.113.9                 | 203.0.113.9
                    6.6.6.6, 203.0.113.9, 10.1.2.3       | 203.0.113.9
                    203.0.113.9,10.1.2.3 , fd00::7       | 203.0.113.9
                    10.0.0.5, 10.0.0.6                   | 10.0.0.5
                    2001:db8::1, 10.0.0.6                | 2001:db8::1
                    [2001:db8::1]:443                    | 2001:db8::1
                    203.0.113.9:5678                     | 203.0.113.9
                    203.0.113.9, unknown, 10.0.0.6       | 10.0.0.6
                    203.0.113.9, , 10.0.0.6              | 10.0.0.6
                    unknown                              |
                    ''                                   |
                    ::ffff:203.0.113.9                   | 203.0.113.9
                    999.1.1.1                            |
                    """)
    void theRightmostAddressThatIsNotTrustedIsTheClient(String value, @Nullable String expected) throws Exception {
        byte[] found = ForwardedFor.client(head("X-Forwarded-For: " + value + "\r\n"), TRUSTED);
        if (expected == null) {
            assertThat(found).isNull();
        } else {
            assertThat(found).isEqualTo(InetAddress.getByName(expected).getAddress());
        }
    }

    @Test
    void severalLinesAreOneList() throws Exception {
        assertThat(ForwardedFor.client(
                        head("X-Forwarded-For: 203.0.113.9\r\nX: y\r\nX-Forwarded-For: 10.0.0.9\r\n"), TRUSTED))
                .isEqualTo(InetAddress.getByName("203.0.113.9").getAddress());
        assertThat(ForwardedFor.client(head(""), TRUSTED)).isNull();
    }

    @Test
    void clientsBehindATrustedProxyAreSpreadByTheirOwnAddressesAndStrangersAreNotBelieved() throws Exception {
        try (ScriptedEndpoint one = ScriptedEndpoint.saying("one");
                ScriptedEndpoint two = ScriptedEndpoint.saying("two");
                ScriptedEndpoint three = ScriptedEndpoint.saying("three")) {
            SnapshotBuilder hashed = SnapshotBuilder.to(one, two, three).policy(new Policy.Maglev(2039));
            proxy.serve(hashed.trusted("127.0.0.0/8"));
            assertThat(endpointsOfFortyClients()).hasSize(3);
            proxy.serve(hashed.trusted());
            assertThat(endpointsOfFortyClients()).hasSize(1);
        }
    }

    /** One connection carries forty clients, each twice. */
    private Set<String> endpointsOfFortyClients() throws Exception {
        Set<String> endpoints = new HashSet<>();
        try (Wire wire = proxy.connect()) {
            for (int i = 0; i < 40; i++) {
                String request = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113." + i + "\r\n\r\n";
                String first = wire.send(request).read().body();
                assertThat(wire.send(request).read().body()).isEqualTo(first);
                endpoints.add(first);
            }
        }
        return endpoints;
    }

    private static RequestHead head(String lines) {
        RequestHead head = new RequestHead(HeadLimits.DEFAULT);
        byte[] bytes = ("GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n").getBytes(ISO_8859_1);
        assertThat(head.parse(bytes, 0, bytes.length)).isEqualTo(bytes.length);
        return head;
    }
}
