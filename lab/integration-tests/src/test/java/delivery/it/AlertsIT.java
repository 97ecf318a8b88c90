package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult.Stored;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** In a run in which much goes wrong, the alerts fire, in a real Prometheus. A minute, so only when asked for. */
@Timeout(180)
@EnabledIfSystemProperty(named = "alerts", matches = ".*", disabledReason = "run it with -Dalerts")
class AlertsIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");

    @TempDir
    Path folder;

    @Test
    void alertsFireInARunThatProvokesThem() throws Exception {
        assumeThat(PROMETHEUS)
                .as("Prometheus is there (Debian: apt-get install prometheus)")
                .isExecutable();
        var state = Files.createDirectory(folder.resolve("state"));
        try (var suite = Started.onLocalKinesis(2, "--fault", "put:throttle=0.5")) {
            // So short that a position is soon older than half of it.
            var server = suite.startServer("--state-dir", state.toString(), "--window", "1s", "--retention", "30s");
            var prometheus = startPrometheus(suite);
            var api =
                    URI.create("http://" + prometheus.awaitLog("Listening on").replaceAll(".*address=(\\S+).*", "$1"));
            // Nobody reads the other shard.
            var consumer = suite.startConsumer(0);
            var producer = suite.run("producer-main", "--rate", "100");
            suite.awaitRanking(ranking -> ranking.created() > 50);
            putGarbage(suite);
            awaitAlerts(api, "DeliveryKeysUnread", "DeliveryThrottled", "DeliveryRejected");
            // That a source is silent is known only where all that it might have said is read.
            var second = suite.startConsumer(1);
            producer.kill();
            awaitAlerts(api, "DeliverySourceSilent");
            consumer.kill();
            second.kill();
            Files.move(state, folder.resolve("moved-away"));
            awaitAlerts(api, "DeliveryShardUnread", "DeliveryLag", "DeliveryPositionOld");
            server.kill();
            awaitAlerts(api, "DeliveryRankingDown");
            prometheus.terminate();
        }
    }

    /** The rules as they are, but that they wait for seconds where they wait for minutes. */
    private Program startPrometheus(Suite suite) throws IOException {
        var rules = Files.readString(MonitoringFiles.FOLDER.resolve("alerts.yml"))
                .replaceAll("(?m)^( +for:) .*$", "$1 0s")
                .replace("[5m]", "[20s]")
                .replace("lag_seconds > 30", "lag_seconds > 5");
        Files.writeString(folder.resolve("alerts.yml"), rules);
        Files.writeString(
                folder.resolve("prometheus.yml"),
                Files.readString(MonitoringFiles.FOLDER.resolve("prometheus.yml"))
                        .replace(": 5s", ": 1s")
                        .replace("127.0.0.1:8080", suite.page().getAuthority()));
        var command = List.of(
                PROMETHEUS.toString(),
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:0");
        return suite.launcher().command("prometheus", folder, Map.of(), command);
    }

    private static void putGarbage(Suite suite) {
        try (var stream = suite.openStream()) {
            var garbage = new PutEntry("garbage".getBytes(StandardCharsets.UTF_8), "key", "0");
            await().ignoreExceptions().until(() -> stream.put(List.of(garbage)).get(0) instanceof Stored);
        }
    }

    /** Each at some time: one that is over is not waited for again. */
    private static void awaitAlerts(URI api, String... names) {
        var firing = new TreeSet<String>();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    var answer = HTTP.send(
                            HttpRequest.newBuilder(api.resolve("/api/v1/alerts"))
                                    .build(),
                            BodyHandlers.ofString());
                    var alerts = new ObjectMapper().readTree(answer.body()).at("/data/alerts");
                    alerts.forEach(alert -> firing.add(alert.at("/state").asText() + " "
                            + alert.at("/labels/alertname").asText()));
                    assertThat(firing)
                            .contains(List.of(names).stream()
                                    .map("firing "::concat)
                                    .toArray(String[]::new));
                });
    }
}
