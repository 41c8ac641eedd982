package io.headgate.http;

import static io.headgate.property.Generators.lists;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    @HegelTest(testCases = 500)
    void aTableChoosesWhatTheLinearReferenceChooses(TestCase tc) {
        List<RouteMatch> routes = tc.draw(HttpGenerators.routeTables(), "routes");
        RouteTable<Integer> table = table(routes);
        assertThat(table.all()).hasSameSizeAs(routes).isSorted();
        for (String request :
                tc.draw(lists(HttpGenerators.requestsTo(routes)).minSize(1).maxSize(5), "requests")) {
            RequestHead head = parse(request);
            assertThat(find(table, head)).as(request).isEqualTo(ReferenceRouter.find(routes, head));
        }
    }

    @HegelTest(testCases = 1_000)
    void aShadowedRouteIsNeverChosenBesideWhatShadowsIt(TestCase tc) {
        List<RouteMatch> routes = tc.draw(HttpGenerators.routeTables(), "routes");
        for (Shadowed shadow : RouteTable.shadowed(routes)) {
            assertThat(shadow.by()).isNotEqualTo(shadow.index());
            boolean declaredFirst = shadow.by() < shadow.index();
            RouteMatch shadowed = routes.get(shadow.index());
            RouteMatch by = routes.get(shadow.by());
            List<RouteMatch> both = declaredFirst ? List.of(by, shadowed) : List.of(shadowed, by);
            String request = tc.draw(HttpGenerators.requestsTo(List.of(shadowed)), "request");
            Integer loser = declaredFirst ? 1 : 0;
            assertThat(ReferenceRouter.find(both, parse(request)))
                    .as("%s: %s", shadow, request)
                    .isNotEqualTo(loser);
        }
    }

    @Test
    void theUsualMistakesAreReportedAsShadowed() {
        var api = new RouteMatch(new PathMatch.Prefix("/api"), Set.of(), List.of(), List.of());
        var sameApi = new RouteMatch(new PathMatch.Prefix("/api/"), Set.of(), List.of(), List.of());
        var get = new RouteMatch(new PathMatch.Prefix("/api"), Set.of("GET"), List.of(), List.of());
        var all = new RouteMatch(new PathMatch.Regex("/.*"), Set.of(), List.of(), List.of());
        assertThat(RouteTable.shadowed(List.of(api, sameApi))).containsExactly(new Shadowed(1, 0));
        assertThat(RouteTable.shadowed(List.of(api, get))).isEmpty();
        assertThat(RouteTable.shadowed(List.of(get, api, get))).containsExactly(new Shadowed(2, 0));
        assertThat(RouteTable.shadowed(List.of(api, all))).containsExactly(new Shadowed(0, 1));
        assertThat(RouteTable.shadowed(List.of(all, all))).containsExactly(new Shadowed(1, 0));
    }

    @Test
    void prefixesEndAtSegments() {
        var table = table(List.of(prefix("/"), prefix("/api/"), prefix("/api/v1")));
        assertThat(find(table, get("/"))).isZero();
        assertThat(find(table, get("/apix"))).isZero();
        assertThat(find(table, get("/api"))).isEqualTo(1);
        assertThat(find(table, get("/api/"))).isEqualTo(1);
        assertThat(find(table, get("/api/v11"))).isEqualTo(1);
        assertThat(find(table, get("/api/v1"))).isEqualTo(2);
        assertThat(find(table, get("/api/v1/a/b/c"))).isEqualTo(2);
    }

    @Test
    void tenThousandRoutesAreEachFound() {
        var routes = new ArrayList<RouteMatch>();
        for (int i = 0; i < 10_000; i++) {
            PathMatch path = i % 2 == 0 ? new PathMatch.Exact("/s" + i + "/x") : new PathMatch.Prefix("/s" + i);
            routes.add(new RouteMatch(path, Set.of(), List.of(), List.of()));
        }
        RouteTable<Integer> table = table(routes);
        for (int i = 0; i < routes.size(); i++) {
            assertThat(find(table, get("/s" + i + "/x"))).isEqualTo(i);
        }
        assertThat(find(table, get("/s10000/x"))).isNull();
    }

    @Test
    void aRegexThatBacktracksWithoutEndGivesUpAndIsCounted() {
        var table = table(List.of(regex("/(.*)(.*)(.*)(.*)(.*)b"), regex("/(x|y)*z"), prefix("/")));
        assertThat(find(table, get("/" + "a".repeat(60)))).isEqualTo(2);
        assertThat(table.regexesGivenUp()).isEqualTo(1);
        assertThat(find(table, get("/aab"))).isZero();
        find(table, get("/" + "xy".repeat(4_000)));
        assertThat(find(table, get("/xyz"))).isEqualTo(1);
    }

    @Test
    void parametersAreComparedDecodedAndTheFirstOfANameDecides() {
        var match = new RouteMatch(
                new PathMatch.Prefix("/"),
                Set.of(),
                List.of(),
                List.of(new FieldMatch("a b", new ValueMatch.Exact("\u00e9 &"))));
        var table = table(List.of(match));
        assertThat(find(table, get("/?a+b=%C3%A9+%26"))).isZero();
        assertThat(find(table, get("/?x&&a%20b=%c3%a9%20%26&a+b=2"))).isZero();
        assertThat(find(table, get("/?a+b=2&a+b=%C3%A9+%26"))).isNull();
        assertThat(find(table, get("/?a+b"))).isNull();
        assertThat(find(table, get("/"))).isNull();
    }

    @Test
    void whatCouldNeverMatchIsRefused() {
        for (String path : new String[] {"", "a", "/a//b", "/a/../b", "/%61", "/%2f", "/a?b", "/\u00e9"}) {
            assertThatIllegalArgumentException()
                    .as(path)
                    .isThrownBy(() -> new PathMatch.Exact(path))
                    .withMessageContaining("path: " + path);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PathMatch.Regex("("))
                .withMessageContaining("(");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ValueMatch.Regex("a".repeat(513)))
                .withMessageContaining("513");
        assertThatIllegalArgumentException().isThrownBy(() -> new FieldMatch("", new ValueMatch.Present()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RouteMatch(new PathMatch.Prefix("/"), Set.of("G T"), List.of(), List.of()))
                .withMessageContaining("G T");
    }

    private static RouteMatch prefix(String path) {
        return new RouteMatch(new PathMatch.Prefix(path), Set.of(), List.of(), List.of());
    }

    private static RouteMatch regex(String pattern) {
        return new RouteMatch(new PathMatch.Regex(pattern), Set.of(), List.of(), List.of());
    }

    private static RequestHead get(String target) {
        return parse("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    private static RouteTable<Integer> table(List<RouteMatch> routes) {
        var entries = new ArrayList<Map.Entry<RouteMatch, Integer>>();
        for (int i = 0; i < routes.size(); i++) {
            entries.add(Map.entry(routes.get(i), i));
        }
        return RouteTable.of(entries);
    }

    private static @Nullable Integer find(RouteTable<Integer> table, RequestHead head) {
        return table.find(head, head.bytes(), head.pathStart(), head.pathEnd());
    }

    private static RequestHead parse(String text) {
        var head = new RequestHead(HeadLimits.DEFAULT);
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(head.parse(octets, 0, octets.length)).as(text).isEqualTo(octets.length);
        return head;
    }
}
