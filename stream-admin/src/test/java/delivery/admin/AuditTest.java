package delivery.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AuditTest {
    private final Deque<String> answers = new ArrayDeque<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/ranking", exchange -> {
            var body = (answers.size() > 1 ? answers.remove() : answers.peek()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aSoundRunIsReportedAndExitsWithZero() {
        answers.add(ranking(10, 8, 0, 0, 8, true));
        var audit = audit();
        assertThat(audit.exitCode()).isZero();
        assertThat(audit.out())
                .contains("created    3       12.34")
                .contains("response    1.50     1.00  2.00  3.00")
                .contains("(3,17)  42      driver_3  12         240.00")
                .contains("k3v9    8         8                  0          0        closed")
                .contains("records per open shard: 4 to 6, max/min 1.500")
                .contains("missing 0, nothing lost, nothing counted twice");
    }

    @Test
    void missingEventsAreExitCodeThree() {
        answers.add(ranking(10, 8, 0, 2, 10, true));
        var audit = audit();
        assertThat(audit.exitCode()).isEqualTo(3);
        assertThat(audit.error()).contains("2 event(s) missing");
        assertThat(audit.out()).contains("k3v9");
    }

    @Test
    void aSumThatDoesNotAddUpIsExitCodeThree() {
        answers.add(ranking(11, 8, 0, 0, 8, true));
        assertThat(audit().exitCode()).isEqualTo(3);
        assertThat(audit().error()).contains("read 11 records").contains("make 10");
    }

    @Test
    void moreAppliedThanASourceProducedIsExitCodeThree() {
        answers.add(ranking(10, 8, 0, 0, 7, true));
        assertThat(audit().exitCode()).isEqualTo(3);
        assertThat(audit().error()).contains("source k3v9 produced 7 events, but 8 were applied");
    }

    @Test
    void waitsUntilNothingIsInFlight() {
        answers.addAll(
                List.of(ranking(10, 8, 2, 0, 10, true), ranking(10, 8, 1, 0, 9, true), ranking(10, 8, 0, 0, 8, true)));
        assertThat(audit("--wait", "30s").exitCode()).isZero();
        assertThat(answers).hasSize(1);
    }

    @Test
    void waitsUntilEverySourceHasClosedIfAsked() {
        answers.addAll(List.of(ranking(10, 8, 0, 0, 8, false), ranking(10, 8, 0, 0, 8, true)));
        assertThat(audit("--wait", "30s", "--closed").exitCode()).isZero();
        assertThat(answers).hasSize(1);
    }

    @Test
    void waitsUntilEveryShardHasBeenReadPastTheQuestion() {
        answers.addAll(List.of(
                readThrough("null"),
                readThrough("\"2026-01-01T00:00:00.999Z\""),
                readThrough("\"2026-01-01T00:00:01Z\""),
                readThrough("\"2027-01-01T00:00:00Z\"")));
        assertThat(audit("--wait", "30s", "--closed").exitCode()).isZero();
        assertThat(answers).hasSize(1);
    }

    @Test
    void aSourceOfWhichNothingWasReadMayStillExist() {
        answers.add(readThrough("null"));
        var audit = audit("--closed");
        assertThat(audit.exitCode()).isEqualTo(1);
        assertThat(audit.error()).contains("not all shards have been read past 2026-01-01T00:00:00Z");
    }

    private static String readThrough(String moment) {
        return ranking(10, 8, 0, 0, 8, true).replace("\"audit\":{", "\"audit\":{\"readThrough\":" + moment + ",");
    }

    @Test
    void aGapIsExitCodeThreeAndIsShown() {
        answers.add(ranking(10, 8, 0, 0, 8, true).replace("\"audit\":{", """
                "audit":{"gaps":[{"shardId":"shardId-000000000007","from":"4956","to":"SHARD_END","fromTime":null,
                "toTime":"2026-01-01T00:00:00Z","what":"expired before it was read to its end"}],"""));
        var audit = audit();
        assertThat(audit.exitCode()).isEqualTo(3);
        assertThat(audit.error()).contains("records of shardId-000000000007 after 4956 are lost: expired before");
        assertThat(audit.out())
                .contains("shardId-000000000007  4956   SHARD_END  the beginning  2026-01-01T00:00:00Z  expired");
    }

    @Test
    void aSourceThatDoesNotAddUpIsExitCodeThree() {
        answers.add(ranking(10, 8, 0, 0, 9, true).replace("\"closed\":true", "\"closed\":true,\"rejected\":0"));
        assertThat(audit().exitCode()).isEqualTo(3);
        assertThat(audit().error())
                .contains("source k3v9: produced 9 events, but")
                .contains("make 8");
    }

    @Test
    void forgottenSourcesAreShownWithTheirSums() {
        answers.add(ranking(10, 8, 0, 0, 8, true).replace("\"audit\":{", """
                "audit":{"forgotten":{"sources":4,"applied":700,"rejected":1,"missing":0},"""));
        assertThat(audit().out()).contains("4 idle for long            700      1");
    }

    @Test
    void eventsStillInFlightWhenTheTimeIsUpAreNoSuccess() {
        answers.add(ranking(10, 8, 2, 0, 10, true));
        var audit = audit("--wait", "1s");
        assertThat(audit.exitCode()).isEqualTo(1);
        assertThat(audit.error()).contains("2 event(s) in flight");
    }

    @Test
    void printsWhatTheServerSaysForMachines() throws IOException {
        answers.add(ranking(10, 8, 0, 0, 8, true));
        var json = Json.MAPPER.readTree(audit("--json").out());
        assertThat(json.path("audit").path("read").asInt()).isEqualTo(10);
    }

    @Test
    void aServerThatIsNotThereIsExitCodeFour() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var audit = Program.run("audit", "--server", "127.0.0.1:" + port);
        assertThat(audit.exitCode()).isEqualTo(4);
        assertThat(audit.error()).contains("does not answer");
    }

    @Test
    void somethingElseAtThatPortIsExitCodeFour() {
        answers.add("<html>");
        assertThat(audit().exitCode()).isEqualTo(4);
        answers.clear();
        answers.add("{}");
        assertThat(audit().error()).contains("sends no audit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:", ":8080", "localhost:99999", "a b:1"})
    void aServerThatIsNoHostAndPortIsBadUsage(String given) {
        assertThat(Program.run("audit", "--server", given).exitCode()).isEqualTo(2);
    }

    private Program audit(String... args) {
        var all = new ArrayList<>(
                List.of("audit", "--server", "127.0.0.1:" + server.getAddress().getPort()));
        all.addAll(List.of(args));
        return Program.run(all.toArray(String[]::new));
    }

    private static String ranking(int read, int applied, int inFlight, int missing, int produced, boolean closed) {
        return String.format(
                Locale.ROOT, """
                {"asOf":"2026-01-01T00:00:00Z","windowSeconds":600,
                 "topRegions":[{"x":3,"y":17,"orders":42}],
                 "topDrivers":[{"driver":"driver_3","completed":12,"earned":24000}],
                 "totals":{"created":{"orders":3,"price":1234},"assigned":{"orders":1},"completed":{"orders":1,"price":1}},
                 "averages":{"responseSeconds":1.5,"completionSeconds":20.1},
                 "percentiles":{"response":{"p50":1,"p95":2,"p99":3},"completion":{"p50":1,"p95":2,"p99":3}},
                 "audit":{"read":%d,"applied":%d,"duplicates":1,"rejected":0,"control":1,"inFlight":%d,"missing":%d,
                          "sources":[{"source":"k3v9","produced":%d,"applied":%d,"closed":%b,"inFlight":%d,"missing":%d}]},
                 "shards":[{"shardId":"shardId-000000000000","state":"OPEN","position":"4956","read":6,"applied":5,"duplicates":0,"rejected":0,"control":1,"lagSeconds":0.1},
                           {"shardId":"shardId-000000000001","state":"OPEN","position":"4956","read":4,"applied":3,"duplicates":1,"rejected":0,"control":0,"lagSeconds":null}]}
                """, read, applied, inFlight, missing, produced, applied, closed, inFlight, missing);
    }
}
