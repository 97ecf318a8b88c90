package delivery.ranking.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.app.FakeTime;
import delivery.app.tls.TestCertificate;
import delivery.model.Events;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.state.Admission;
import delivery.ranking.state.RankingState;
import delivery.ranking.web.WebServer.Place;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page in TLS. */
@Timeout(60)
class TlsPageTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    static Path folder;

    private static TestCertificate certificate;
    private static LatestPicture latest;
    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        certificate = TestCertificate.server(folder);
        var state =
                new RankingState(new Admission("", null), 600, new FakeTime(Instant.ofEpochMilli(Events.START_MILLIS)));
        latest = new LatestPicture(state.picture());
        server = start(PageConnections.Limits.USUAL);
    }

    private static WebServer start(PageConnections.Limits limits) {
        return WebServer.start(
                new Place(LOOPBACK, 0, "s3cret", certificate.identity()),
                latest,
                new PrometheusRegistry(),
                () -> null,
                limits);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(WebServer server, String scheme, String path) throws Exception {
        var http = HttpClient.newBuilder()
                .sslContext(certificate.trust().context())
                .build();
        var request = HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Bearer s3cret");
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void pageAndFiguresAreThereForWhoSpeaksTls() throws Exception {
        assertThat(get(server, "https", "/api/ranking").body()).contains("\"audit\"");
        assertThat(get(server, "https", "/").body()).contains("<html");
        assertThat(get(server, "https", "/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void whoDoesNotIsShownNothingButThatItIsTls() throws Exception {
        for (var path : new String[] {"/", "/api/ranking", "/metrics", "/healthz", "/api/ranking/stream"}) {
            var answer = get(server, "http", path);
            assertThat(answer.statusCode()).as(path).isEqualTo(426);
            assertThat(answer.body()).isEqualTo("this port speaks TLS: ask for https://\n");
        }
    }

    /** Half of them begin a handshake and say no more, half of them say nothing. */
    @Test
    void thoseWhoNeverShakeHandsKeepNobodyOutAndAreClosedAtTheDeadline() throws Exception {
        var brief = Duration.ofSeconds(2);
        var sockets = new ArrayList<Socket>();
        try (var hurried = start(new PageConnections.Limits(64, 64, brief, brief))) {
            for (var i = 0; i < 100; i++) {
                var socket = new Socket(LOOPBACK, hurried.port());
                sockets.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream().write("\u0016\u0003\u0001".getBytes(StandardCharsets.US_ASCII));
                }
            }
            assertThat(get(hurried, "https", "/healthz").statusCode()).isEqualTo(200);
            await().atMost(brief.multipliedBy(5)).until(() -> hurried.connections() <= 1);
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}
