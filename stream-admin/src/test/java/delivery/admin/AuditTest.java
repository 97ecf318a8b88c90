package delivery.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import delivery.admin.command.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void anExactRunIsReportedAndExitsWithZero() {
        answers.add(ranking("exact"));
        var audit = audit();
        assertThat(audit.exitCode()).isZero();
        assertThat(audit.out())
                .contains("created    3       12.34")
                .contains("response    1.50     1.00  2.00  3.00")
                .contains("(3,17)  42      driver_3  12         240.00")
                .contains("k3v9    8         8        0         0          0        closed")
                .contains("records per open shard: 4 to 6, max/min 1.500")
                .contains("audit: exact: missing 0, nothing lost, nothing counted twice");
    }

    /** The server's word is what counts, whatever the figures beside it look like. */
    @ParameterizedTest
    @CsvSource({"exact, 0", "catching up, 1", "nothing proved, 1", "loss, 3", "splendid, 1"})
    void theWordOfTheServerIsTheExitCode(String word, int exitCode) {
        answers.add(ranking(word, "nobody reads 2 of 2 shards", "and more"));
        var audit = audit();
        assertThat(audit.exitCode()).isEqualTo(exitCode);
        if (exitCode > 0) {
            assertThat(audit.error()).isEqualTo("error: audit: " + word + ": nobody reads 2 of 2 shards; and more");
            assertThat(audit.out()).contains("k3v9").doesNotContain("nothing lost");
        }
    }

    @Test
    void aServerWithoutAVerdictProvesNothing() {
        answers.add(ranking("exact").replace("\"verdict\"", "\"another\""));
        var audit = audit();
        assertThat(audit.exitCode()).isEqualTo(1);
        assertThat(audit.error()).contains("no verdict", "older than this program");
        assertThat(audit.out()).doesNotContain("nothing lost");
    }

    @Test
    void waitsUntilItIsExact() {
        answers.addAll(List.of(ranking("nothing proved"), ranking("catching up"), ranking("exact")));
        assertThat(audit("--wait", "30s").exitCode()).isZero();
        assertThat(answers).hasSize(1);
    }

    @Test
    void aLossThatIsGoneAtTheNextLookWasNone() {
        answers.addAll(List.of(ranking("loss"), ranking("exact")));
        assertThat(audit("--wait", "30s").exitCode()).isZero();
    }

    @Test
    void aLossThatStaysIsNotWaitedFor() {
        answers.add(ranking("loss", "3 events of source k3v9 missing"));
        var audit = audit("--wait", "10m");
        assertThat(audit.exitCode()).isEqualTo(3);
        assertThat(audit.error()).contains("3 events of source k3v9 missing");
    }

    @Test
    void whatIsBesideTheVerdictIsTold() {
        answers.add(ranking("exact").replace("\"beside\":[]", "\"beside\":[\"source x is written off\"]"));
        assertThat(audit().out()).contains("note: source x is written off");
    }

    @Test
    void whatTheServerSaysCannotDriveTheTerminal() {
        answers.add(ranking("nothing proved", "\\u001b[2J"));
        assertThat(audit().error()).doesNotContain("\u001b").contains("[2J");
    }

    @Test
    void waitsUntilEverySourceHasClosedIfAsked() {
        answers.addAll(List.of(open(ended()), ended()));
        assertThat(audit("--wait", "30s", "--closed").exitCode()).isZero();
        assertThat(answers).hasSize(1);
    }

    @Test
    void namesTheSourceThatHasNotClosed() {
        answers.add(open(ended()));
        assertThat(audit().exitCode()).isZero();
        var audit = audit("--closed");
        assertThat(audit.exitCode()).isEqualTo(1);
        assertThat(audit.error()).contains("source k3v9 has not closed");
        assertThat(audit.out()).doesNotContain("nothing lost");
    }

    private static String open(String ranking) {
        return ranking.replace("\"closed\":true", "\"closed\":false");
    }

    private static String ended() {
        return readThrough("\"2027-01-01T00:00:00Z\"");
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
        assertThat(audit.error()).contains("not all shards have been read past the moment of the question");
    }

    private static String readThrough(String moment) {
        return ranking("exact")
                .replace(
                        "\"audit\":{",
                        "\"audit\":{\"streamTime\":\"2026-01-01T00:00:00Z\",\"readThrough\":" + moment + ",");
    }

    @Test
    void aGapIsShown() {
        answers.add(ranking("loss").replace("\"audit\":{", """
                "audit":{"gaps":[{"shardId":"shardId-000000000007","from":"4956","to":"SHARD_END","fromTime":null,
                "toTime":"2026-01-01T00:00:00Z","what":"expired before it was read to its end"}],"""));
        assertThat(audit().out())
                .contains("shardId-000000000007  4956   SHARD_END  the beginning  2026-01-01T00:00:00Z  expired");
    }

    @Test
    void aSilentSourceIsShown() {
        answers.add(ranking("nothing proved").replace("\"state\":\"closed\"", "\"state\":\"silent\""));
        assertThat(audit().out()).contains("silent for 31 s");
    }

    @Test
    void forgottenSourcesAreShownWithTheirSums() {
        answers.add(ranking("exact").replace("\"audit\":{", """
                "audit":{"forgotten":{"sources":4,"applied":700,"rejected":1,"missing":0},"""));
        assertThat(audit().out()).contains("4 idle for long            700      1");
    }

    @Test
    void printsWhatTheServerSaysForMachines() throws IOException {
        answers.add(ranking("exact"));
        var json = Json.MAPPER.readTree(audit("--json").out());
        assertThat(json.path("audit").path("read").asInt()).isEqualTo(10);
    }

    @Test
    void aServerThatIsNotThereIsExitCodeFour() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var audit = AdminRun.run("audit", "--server", "127.0.0.1:" + port);
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
        assertThat(AdminRun.run("audit", "--server", given).exitCode()).isEqualTo(2);
    }

    private AdminRun audit(String... args) {
        var all = new ArrayList<>(
                List.of("audit", "--server", "127.0.0.1:" + server.getAddress().getPort()));
        all.addAll(List.of(args));
        return AdminRun.run(all.toArray(String[]::new));
    }

    private static String ranking(String word, String... reasons) {
        var quoted = Arrays.stream(reasons).map(reason -> "\"" + reason + "\"").collect(Collectors.joining(","));
        return String.format(Locale.ROOT, """
                {"asOf":"2026-01-01T00:00:00Z","windowSeconds":600,
                 "topRegions":[{"x":3,"y":17,"orders":42}],
                 "topDrivers":[{"driver":"driver_3","completed":12,"earned":24000}],
                 "totals":{"created":{"orders":3,"price":1234},"assigned":{"orders":1},"completed":{"orders":1,"price":1}},
                 "averages":{"responseSeconds":1.5,"completionSeconds":20.1},
                 "percentiles":{"response":{"p50":1,"p95":2,"p99":3},"completion":{"p50":1,"p95":2,"p99":3}},
                 "audit":{"verdict":{"word":"%s","reasons":[%s],"beside":[]},
                          "read":10,"applied":8,"duplicates":1,"rejected":0,"control":1,"inFlight":0,"missing":0,
                          "sources":[{"source":"k3v9","produced":8,"applied":8,"closed":true,"inFlight":0,"missing":0,
                                      "rejected":0,"acknowledged":8,"state":"closed","silentSeconds":31,"writtenOff":false}]},
                 "shards":[{"shardId":"shardId-000000000000","state":"OPEN","position":"4956","read":6,"applied":5,"duplicates":0,"rejected":0,"control":1,"lagSeconds":0.1},
                           {"shardId":"shardId-000000000001","state":"OPEN","position":"4956","read":4,"applied":3,"duplicates":1,"rejected":0,"control":0,"lagSeconds":null}]}
                """, word, quoted);
    }
}
