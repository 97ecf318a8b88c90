package delivery.ranking.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.app.AppException;
import delivery.app.FakeTime;
import delivery.app.Time;
import delivery.model.Events;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.snapshot.SnapshotFigures;
import delivery.ranking.socket.SocketCounters;
import delivery.ranking.state.Admission;
import delivery.ranking.state.DirectConsumer;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingState;
import delivery.ranking.web.WebServer.Place;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final FakeTime time = new FakeTime(Instant.ofEpochMilli(Events.START_MILLIS));
    private final RankingState state = new RankingState(new Admission("", null), 600, time);
    private final LatestPicture latest = new LatestPicture(state.picture());
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AtomicReference<String> fault = new AtomicReference<>();
    private final WebServer server = WebServer.start(new Place(LOOPBACK, 0, "", null), latest, registry, fault::get);

    @AfterEach
    void stop() {
        server.close();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("web")));
    }

    /** An answer as it came over the wire. */
    private record Answer(int status, String head, String body) {}

    private Answer get(String path, String... headers) throws IOException {
        return get(server, path, headers);
    }

    private static Answer get(WebServer server, String path, String... headers) throws IOException {
        try (var socket = new Socket(LOOPBACK, server.port())) {
            ask(socket, path, headers);
            var text = new String(socket.getInputStream().readAllBytes(), UTF_8);
            var end = text.indexOf("\r\n\r\n");
            return new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
        }
    }

    private static void ask(Socket socket, String path, String... headers) throws IOException {
        var host = headers.length == 0 || !headers[0].startsWith("Host:") ? "Host: localhost\r\n" : "";
        var request = "GET " + path + " HTTP/1.1\r\n" + host + String.join("\r\n", headers)
                + (headers.length == 0 ? "" : "\r\n") + "Connection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(UTF_8));
    }

    private void somethingHappens() {
        var consumer =
                new DirectConsumer(state, Hellos.of("shardId-000000000000").holder("amber/17"));
        consumer.bring(consumer.batch()
                .event(Events.created(1))
                .event(Events.assigned(1))
                .event(Events.completed(1))
                .progress(Events.closed(Events.PRODUCER, 1), Events.START_MILLIS)
                .behind(100)
                .to(49));
        time.advanceTo(Instant.ofEpochMilli(Events.START_MILLIS + 60_000));
        state.advanceTo(time);
        consumer.bring(consumer.batch().behind(100));
        latest.put(state.picture());
    }

    @Test
    void theRankingHasTheseFieldsInThisOrder() throws IOException {
        somethingHappens();
        var answer = get("/api/ranking");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head()).contains("Content-Type: application/json");
        assertThat(answer.body()).isEqualTo("""
            {"asOf":"2026-01-01T00:01:00Z","windowSeconds":600,
            "topRegions":[{"x":3,"y":17,"orders":1}],
            "topDrivers":[{"driver":"driver_3","completed":1,"earned":1000}],
            "totals":{"created":{"orders":1,"price":1000},"assigned":{"orders":1},
            "completed":{"orders":1,"price":1000}},
            "averages":{"responseSeconds":2.0,"completionSeconds":18.0},
            "percentiles":{"response":{"p50":2.0,"p95":2.0,"p99":2.0},
            "completion":{"p50":18.0,"p95":18.0,"p99":18.0}},
            "audit":{"verdict":{"word":"nothing proved","reasons":[
            "source d7r2 is silent for 59 s, and has not closed"],"beside":[]},
            "read":4,"applied":3,"duplicates":0,"rejected":0,"control":1,"inFlight":0,"missing":0,
            "sources":[
            {"source":"d7r2","produced":2,"applied":2,"closed":false,"inFlight":0,"missing":0,"rejected":0,
            "acknowledged":0,"state":"silent","silentSeconds":59,"writtenOff":false},
            {"source":"k3v9","produced":1,"applied":1,"closed":true,"inFlight":0,"missing":0,"rejected":0,
            "acknowledged":1,"state":"closed","silentSeconds":59,"writtenOff":false}],
            "conflicts":0,"late":0,"future":0,"skew":0,"unknownFields":0,"covered":true,"garbage":0,
            "coverage":1.0,"unread":[],"readThrough":null,"streamTime":"2026-01-01T00:01:00Z","forgotten":{"sources":0,"applied":0,"rejected":0,"missing":0},"gaps":[],
            "deadLetters":{"kept":0,"dropped":0,"bytes":0},"rejectAlarm":false},
            "shards":[{"shardId":"shardId-000000000000","state":"OPEN","position":"49","applied":3,
            "lagSeconds":0.1,"consumer":"amber/17","read":4,"duplicates":0,"rejected":0,"control":1,
            "durable":"TRIM_HORIZON"}],
            "stream":{"name":"DeliveryStream","arn":"arn:aws:kinesis:eu-west-1:000000000000:stream/DeliveryStream"}}\
            """.replace("\n", ""));
    }

    @Test
    void everyNewPictureIsPushed() throws IOException {
        try (var socket = new Socket(LOOPBACK, server.port())) {
            ask(socket, "/api/ranking/stream");
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            var head = lines.readLine();
            for (var line = head; !line.isEmpty(); line = lines.readLine()) {
                head += line + "\n";
            }
            assertThat(head).contains("text/event-stream").contains("X-Accel-Buffering: no");
            assertThat(nextPicture(lines).at("/totals/created/orders").asInt()).isZero();
            somethingHappens();
            assertThat(nextPicture(lines).at("/totals/created/orders").asInt()).isOne();
        }
        latest.put(state.picture());
        await().until(() -> {
            latest.put(state.picture());
            return server.streamClients() == 0;
        });
    }

    @Test
    void thePageIsSentEverythingOnceAndThenWhatChanged() throws IOException {
        try (var socket = new Socket(LOOPBACK, server.port())) {
            ask(socket, "/api/page/stream");
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            var first = nextPicture(lines);
            assertThat(first.path("whole").asBoolean()).isTrue();
            assertThat(first.path("heat")).hasSize(900);
            somethingHappens();
            var second = nextPicture(lines);
            assertThat(second.has("whole")).isFalse();
            assertThat(second.at("/totals/created").asInt()).isOne();
            assertThat(second.path("heatChanges")).hasSize(2);
        }
        await().until(() -> {
            latest.put(state.picture());
            return server.streamClients() == 0;
        });
    }

    @Test
    void whoeverTakesGzipReadsEachPictureWhenItComes() throws IOException {
        var url = URI.create("http://127.0.0.1:" + server.port() + "/api/page/stream");
        var connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setRequestProperty("Accept-Encoding", "gzip");
        var lines = new BufferedReader(new InputStreamReader(asItComes(connection.getInputStream()), UTF_8));
        assertThat(connection.getContentEncoding()).isEqualTo("gzip");
        assertThat(connection.getHeaderField("Vary")).isEqualTo("Accept-Encoding");
        assertThat(nextPicture(lines).path("whole").asBoolean()).isTrue();
        somethingHappens();
        assertThat(nextPicture(lines).at("/totals/created").asInt()).isOne();
        connection.disconnect();
        await().until(() -> {
            latest.put(state.picture());
            return server.streamClients() == 0;
        });
    }

    @Test
    void thePageThatIsOpenedLaterSeesTheMinutesBefore() throws IOException {
        time.advanceTo(Instant.ofEpochMilli(Events.START_MILLIS + 1_000));
        state.advanceTo(time);
        latest.put(state.picture());
        await().untilAsserted(() -> {
            time.advance(Duration.ofSeconds(1));
            state.advanceTo(time);
            latest.put(state.picture());
            assertThat(new ObjectMapper().readTree(get("/api/history").body())).isNotEmpty();
        });
    }

    /** GZIPInputStream always says that there is more, and who believes it waits for more. */
    private static InputStream asItComes(InputStream gzip) throws IOException {
        return new FilterInputStream(new GZIPInputStream(gzip)) {
            @Override
            public int available() {
                return 0;
            }
        };
    }

    private static JsonNode nextPicture(BufferedReader lines) throws IOException {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data: ")) {
                return new ObjectMapper().readTree(line.substring(6));
            }
        }
        throw new IOException("the stream has ended");
    }

    @Test
    void readersThatDoNotReadHoldNobodyUpAndThereIsAnEndToThem() throws IOException {
        var lazy = new ArrayList<Socket>();
        try {
            for (var i = 0; i < PictureStream.MAX_CLIENTS; i++) {
                var socket = new Socket(LOOPBACK, server.port());
                lazy.add(socket);
                ask(socket, "/api/ranking/stream");
            }
            await().until(() -> server.streamClients() == PictureStream.MAX_CLIENTS);
            var refused = get("/api/ranking/stream");
            assertThat(refused.status()).isEqualTo(503);
            somethingHappens();
            for (var i = 0; i < 3_000; i++) {
                latest.put(state.picture());
            }
            assertThat(get("/api/ranking").body()).contains("\"created\":{\"orders\":1,");
        } finally {
            for (var socket : lazy) {
                socket.close();
            }
        }
        await().until(() -> {
            latest.put(state.picture());
            return server.streamClients() == 0;
        });
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "localhost:8080, 200",
        "LOCALHOST, 200",
        "127.0.0.1:8080, 200",
        "[::1]:8080, 200",
        "evil.example, 421",
        "evil.example:8080, 421",
        "localhost.evil.example, 421",
        "127.0.0.1.evil.example, 421",
        "192.168.1.7, 421",
        "localhost:, 400",
    })
    void onlyWhoAsksByANameOfOursIsAnswered(String host, int status) throws IOException {
        for (var path : List.of("/", "/api/ranking", "/healthz", "/metrics")) {
            assertThat(get(path, "Host: " + host).status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, http://localhost:8080, 200",
        "LOCALHOST:8080, http://localhost:8080, 200",
        "localhost:80, http://localhost, 200",
        "localhost, https://localhost, 200",
        "127.0.0.1:8080, http://127.0.0.1:8080, 200",
        "[::1]:8080, http://[::1]:8080, 200",
        "localhost:8080, http://localhost:3000, 403",
        "localhost:8080, http://localhost, 403",
        "localhost:8080, http://127.0.0.1:8080, 403",
        "localhost:8080, http://evil.example, 403",
        "localhost:8080, http://203.0.113.7:8080, 403",
        "localhost:8080, null, 403",
        "localhost:8080, file://, 403",
        "localhost:8080, http://localhost.evil.example, 403"
    })
    void pagesOfOtherSitesAreRefused(String host, String origin, int status) throws IOException {
        assertThat(get("/api/ranking", "Host: " + host, "Origin: " + origin).status())
                .isEqualTo(status);
    }

    /** Bound to all addresses, it is found by any of them; but a page of another machine is another's all the same. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1:8080, , 200",
        "192.0.2.1:8080, http://192.0.2.1:8080, 200",
        "192.0.2.1:8080, http://203.0.113.7:8080, 403",
        "192.0.2.1:8080, http://192.0.2.1, 403",
        "localhost:8080, http://203.0.113.7, 403",
        "[2001:db8::1]:8080, http://[2001:db8::1]:8080, 200",
        "evil.example, , 421"
    })
    void onAllAddressesTheOriginIsTheOneThatIsAskedFor(String host, String origin, int status) throws IOException {
        var all = InetAddress.getByName("0.0.0.0");
        try (var open = WebServer.start(new Place(all, 0, "", null), latest, registry, fault::get)) {
            var headers = origin == null
                    ? new String[] {"Host: " + host}
                    : new String[] {"Host: " + host, "Origin: " + origin};
            assertThat(get(open, "/api/ranking", headers).status()).isEqualTo(status);
        }
    }

    /** The page may ask the launcher of a demo, and no other address; without a demo nobody. */
    @Test
    void thePageIsToldOfItsLauncherAndMayAskNoOther() throws IOException {
        var launcher = "http://127.0.0.1:45678";
        try (var ofDemo = WebServer.start(new Place(LOOPBACK, 0, "", null, launcher), latest, registry, fault::get)) {
            assertThat(get(ofDemo, "/api/launcher").body()).isEqualTo("{\"url\":\"" + launcher + "\"}");
            assertThat(get(ofDemo, "/").head()).contains("connect-src 'self' " + launcher + ";");
        }
        assertThat(get("/api/launcher").body()).isEqualTo("{\"url\":\"\"}");
        assertThat(get("/").head()).contains("connect-src 'self';");
    }

    @Test
    void healthAndReadinessAreTwoQuestions() throws IOException {
        assertThat(get("/healthz").status()).isEqualTo(200);
        assertThat(get("/readyz").status()).isEqualTo(503);
        server.ready();
        assertThat(get("/readyz").status()).isEqualTo(200);
        fault.set("the thread ranking-loop has ended");
        for (var path : List.of("/healthz", "/readyz")) {
            var answer = get(path);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("not ok: the thread ranking-loop has ended\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/page.js",
                "/city.js",
                "/clock.js",
                "/replay.js",
                "/charts.js",
                "/feed.js",
                "/figures.js",
                "/hurt.js",
                "/lanes.js",
                "/proof.js",
                "/replicas.js",
                "/text.js",
                "/page.css"
            })
    void thePageRunsOnlyItsOwnCode(String path) throws IOException {
        var answer = get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head())
                .contains("default-src 'none'; script-src 'self'")
                .contains("X-Content-Type-Options: nosniff")
                .doesNotContain("Jetty")
                .doesNotContain("Access-Control");
        assertThat(answer.body())
                .doesNotContain("innerHTML")
                .doesNotContain("onclick=")
                .doesNotContain("<script>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/ranking",
                "/api/ranking/stream",
                "/api/page/stream",
                "/api/history",
                "/metrics",
                "/page.js"
            })
    void whereATokenIsAskedForNothingIsShownWithoutIt(String path) throws IOException {
        try (var asks = WebServer.start(new Place(LOOPBACK, 0, "s3cret:7", null), latest, registry, fault::get)) {
            for (var wrong : List.of(
                    "",
                    "Bearer",
                    "Bearer s3cret",
                    "Bearer s3cret:77",
                    "Basic ???",
                    basic("s3cret"),
                    "Digest s3cret:7")) {
                var answer = get(asks, path, wrong.isEmpty() ? "X: y" : "Authorization: " + wrong);
                assertThat(answer.status()).as(wrong).isEqualTo(401);
                assertThat(answer.head()).contains("WWW-Authenticate: Basic");
                assertThat(answer.body()).doesNotContain("s3cret");
            }
        }
    }

    @Test
    void whoKnowsTheTokenIsLetInUnderWhateverNameAndHealthIsForEveryone() throws IOException {
        try (var asks = WebServer.start(new Place(LOOPBACK, 0, "s3cret:7", null), latest, registry, fault::get)) {
            for (var right : List.of("Bearer s3cret:7", "bearer  s3cret:7", basic("s3cret:7"))) {
                assertThat(get(asks, "/api/ranking", "Host: ranking.example", "Authorization: " + right)
                                .status())
                        .as(right)
                        .isEqualTo(200);
            }
            asks.ready();
            assertThat(get(asks, "/healthz", "X: y").status()).isEqualTo(200);
            assertThat(get(asks, "/readyz", "X: y").status()).isEqualTo(200);
        }
    }

    /** As a browser says it. */
    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("me:" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException {
        assertThat(get("/nothing").status()).isEqualTo(404);
        assertThat(get("/..%2f..%2fetc/passwd").status()).isIn(400, 404);
    }

    @Test
    void metricsAreReadOffThePicture() throws IOException {
        registry.register(new RankingMetrics(
                latest, new SocketCounters(), new SnapshotFigures(Time.system()), () -> 3, Duration.ofHours(24)));
        somethingHappens();
        var answer = get("/metrics");
        assertThat(answer.head()).contains("text/plain");
        assertThat(answer.body())
                .contains("delivery_ranking_orders_created_total 1.0")
                .contains("delivery_ranking_events_applied_total{shard=\"shardId-000000000000\"} 3.0")
                .contains("delivery_ranking_lag_seconds{shard=\"shardId-000000000000\"} 0.1")
                .contains("delivery_ranking_missing_events 0.0")
                .contains("delivery_ranking_silent_sources 1.0")
                .contains("delivery_ranking_retention_seconds 86400.0")
                .contains("delivery_ranking_throttled_records_total{shard=\"shardId-000000000000\"} 0.0")
                .contains("delivery_ranking_connections 3.0")
                .contains("delivery_build_info{version=")
                .doesNotContain("driver_3")
                .doesNotContain("k3v9");
    }

    @Test
    void aPortThatIsTakenIsAFailureOfOneLine() {
        assertThatThrownBy(() ->
                        WebServer.start(new Place(LOOPBACK, server.port(), "", null), latest, registry, fault::get))
                .isInstanceOf(AppException.class)
                .hasMessageContaining("cannot listen on port " + server.port())
                .hasMessageContaining("--http-port");
    }
}
