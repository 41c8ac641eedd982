package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a scrape gives, and what docs/metrics.md says it does. */
final class MetricsTest {
    private static final Path DOCUMENT = Path.of("../docs/metrics.md");
    private static final String TABLE = "| metric | type | labels | meaning |\n|---|---|---|---|\n";

    private static final String TWO_POOLS = """
            sites: { east: {} }
            listeners:
              web: { bind: "127.0.0.1:8080" }
            hosts:
              shop.example.com:
                routes:
                  - { name: hello, match: { path: /hello }, respond: { status: 200, body: hello } }
                  - { name: all, pool: api }
            pools:
              api: { endpoints: { east: ["127.0.0.1:1"] } }
              old: { endpoints: { east: ["127.0.0.1:2"] } }
            """;
    private static final Pattern HELP = Pattern.compile("# HELP (\\S+) (.*)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"");

    private final RunningNode node = new RunningNode();

    @AfterEach
    void stop() {
        node.close();
    }

    /** With {@code -Dheadgate.rewrite=true} the table is written instead of compared. */
    @Test
    void theDocumentListsEveryMetric() throws IOException {
        String rows = Arrays.stream(Metric.values()).map(MetricsTest::row).collect(Collectors.joining());
        String document = Files.readString(DOCUMENT);
        int start = document.indexOf(TABLE) + TABLE.length();
        assertThat(start).as("the table's head in " + DOCUMENT).isGreaterThan(TABLE.length());
        int end = document.indexOf("\n\n", start) + 1;
        if (Boolean.getBoolean("headgate.rewrite")) {
            Files.writeString(DOCUMENT, document.substring(0, start) + rows + document.substring(end));
        } else {
            assertThat(document.substring(start, end)).isEqualTo(rows);
        }
    }

    private static String row(Metric metric) {
        return "| `" + metric.prometheusName() + "` | " + metric.type().word() + " | "
                + metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")) + " | "
                + metric.help() + " |\n";
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
    void aScrapeGivesEveryListedMetricAndNoOther() throws Exception {
        node.apply(TWO_POOLS, RunningNode.ANY_PORT);
        sendAMalformedRequest();
        String text = scrape();

        Map<String, String> help = pairs(HELP, text);
        Map<String, String> types = pairs(TYPE, text);
        Map<String, String> expectedHelp = new TreeMap<>();
        Map<String, String> expectedTypes = new TreeMap<>();
        for (Metric metric : Metric.values()) {
            expectedHelp.put(metric.prometheusName(), metric.help());
            // The old text format has no info: it is a gauge that is always 1.
            String type =
                    metric.type() == Metric.Type.INFO ? "gauge" : metric.type().word();
            expectedTypes.put(metric.prometheusName(), type);
            assertThat(labelsOf(metric, text))
                    .as(metric.prometheusName())
                    .containsExactlyInAnyOrderElementsOf(metric.labels());
        }
        assertThat(help).isEqualTo(expectedHelp);
        assertThat(types).isEqualTo(expectedTypes);
    }

    @Test
    void aRequestIsCountedWhereItPassed() throws Exception {
        node.apply(TWO_POOLS.replace("shop.example.com", "\"*\""), RunningNode.ANY_PORT);
        node.request("web", "/hello");
        node.request("web", "/else");
        assertThat(scrape().lines())
                .contains(
                        "headgate_config_revision 1.0",
                        "headgate_ready 0.0",
                        "headgate_workers 2.0",
                        "headgate_listener_requests_total{listener=\"web\"} 2.0",
                        "headgate_route_responses_total{code=\"2xx\",host=\"*\",route=\"hello\"} 1.0",
                        "headgate_route_responses_total{code=\"5xx\",host=\"*\",route=\"hello\"} 0.0",
                        "headgate_route_responses_total{code=\"5xx\",host=\"*\",route=\"all\"} 1.0",
                        "headgate_route_duration_seconds_bucket{host=\"*\",route=\"hello\",le=\"+Inf\"} 1",
                        "headgate_route_duration_seconds_count{host=\"*\",route=\"hello\"} 1",
                        "headgate_endpoint_weight{endpoint=\"east/127.0.0.1:1\",pool=\"api\",site=\"east\"} 1.0",
                        "headgate_config_reloads_total{result=\"applied\"} 1.0",
                        "headgate_config_reloads_total{result=\"rejected\"} 0.0");
    }

    @Test
    void whatIsNoLongerConfiguredIsGoneFromTheNextScrape() throws Exception {
        node.apply(TWO_POOLS, RunningNode.ANY_PORT);
        assertThat(scrape()).contains("pool=\"old\"", "127.0.0.1:2");
        node.apply(TWO_POOLS.replaceAll("  old: .*\n", ""), RunningNode.ANY_PORT);
        assertThat(scrape()).doesNotContain("pool=\"old\"", "127.0.0.1:2").contains("headgate_config_revision 2.0");
    }

    @Test
    void theFormatIsTheOneThatIsAskedFor() throws Exception {
        node.apply(TWO_POOLS, RunningNode.ANY_PORT);
        HttpResponse<String> plain = node.ask("/metrics");
        assertThat(plain.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        HttpResponse<String> open = node.ask("/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
        assertThat(open.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
        assertThat(open.body()).contains("# TYPE headgate_build info\n").endsWith("# EOF\n");
    }

    private String scrape() throws IOException, InterruptedException {
        HttpResponse<String> answer = node.ask("/metrics");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private void sendAMalformedRequest() throws IOException {
        var web = node.proxy.localAddress("web");
        try (Socket socket = new Socket(web.getAddress(), web.getPort())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost : a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
    }

    private static Map<String, String> pairs(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2), (a, _) -> a, TreeMap::new));
    }

    /** The names of the labels of all its samples; those that the type brings left out. */
    private static Set<String> labelsOf(Metric metric, String text) {
        List<String> samples = text.lines()
                .filter(line -> line.matches(metric.prometheusName() + "(_bucket|_count|_sum)?[{ ].*"))
                .toList();
        assertThat(samples).as(metric.prometheusName()).isNotEmpty();
        var labels = new TreeSet<String>();
        for (String sample : samples) {
            LABEL.matcher(sample)
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .forEach(labels::add);
        }
        labels.remove("le");
        return labels;
    }
}
