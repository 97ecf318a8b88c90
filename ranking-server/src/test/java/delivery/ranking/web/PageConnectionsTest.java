package delivery.ranking.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.state.Admission;
import delivery.ranking.state.RankingState;
import delivery.ranking.web.PageConnections.Limits;
import delivery.ranking.web.WebServer.Place;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers can do to the page with sockets alone. */
@Timeout(60)
class PageConnectionsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final RankingState state =
            new RankingState(new Admission("", null), 600, new FakeTime(Instant.ofEpochMilli(Events.START_MILLIS)));
    private final LatestPicture latest = new LatestPicture(state.picture());
    private final List<Socket> sockets = new ArrayList<>();
    private WebServer server;

    private void open(Limits limits) throws IOException {
        server =
                WebServer.start(new Place(LOOPBACK, 0, "", null), latest, new PrometheusRegistry(), () -> null, limits);
        server.ready();
        assertHealthAnswers(LONG); // the first request loads classes
    }

    @AfterEach
    void close() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        server.close();
    }

    private Socket connect(String text) throws IOException {
        var socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(LOOPBACK, server.port()));
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        return socket;
    }

    private void connect(int count, String text) throws IOException {
        for (var i = 0; i < count; i++) {
            connect(text);
        }
    }

    /** One more byte each; who has been closed is left out from then on. */
    private void dribble() {
        sockets.removeIf(socket -> {
            try {
                socket.getOutputStream().write('a');
                return false;
            } catch (IOException e) {
                return true;
            }
        });
    }

    /** It takes milliseconds; but machines that run tests have other work, too. */
    private void assertHealthAnswersSoon() throws IOException {
        assertHealthAnswers(Duration.ofSeconds(3));
    }

    private void assertHealthAnswers(Duration within) throws IOException {
        for (var path : List.of("/healthz", "/readyz", "/metrics")) {
            var began = System.nanoTime();
            try (var socket = new Socket(LOOPBACK, server.port())) {
                socket.setSoTimeout((int) within.toMillis());
                var request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                        .startsWith("HTTP/1.1 200");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).as(path).isLessThan(within);
        }
    }

    @Test
    void fiveHundredThatDribbleAHeaderKeepNobodyOutAndAreClosedAtTheDeadline() throws IOException {
        open(new Limits(512, 64, SHORT, LONG));
        connect(512, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ");
        assertHealthAnswersSoon();
        await().atMost(SHORT.multipliedBy(4)).untilAsserted(() -> {
            dribble();
            assertHealthAnswersSoon();
            assertThat(server.connections()).isLessThanOrEqualTo(3);
        });
    }

    @Test
    void whenThereIsNoRoomTheOneThatHasAskedForNothingForLongestMakesIt() throws IOException {
        open(new Limits(64, 64, LONG, LONG));
        connect("GET /api/ranking/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await().until(() -> server.streamClients() == 1);
        connect(200, "G");
        assertHealthAnswersSoon();
        assertThat(server.streamClients()).as("whoever is being answered stays").isOne();
        await().untilAsserted(() -> assertThat(server.connections()).isLessThanOrEqualTo(64));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HT",
                "POST /api/ranking HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\na",
                "POST /api/ranking/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\na",
                "PURGE /nothing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void whateverIsBegunAndNotEndedIsClosed(String begun) throws IOException {
        open(new Limits(64, 64, SHORT, SHORT));
        connect(16, begun);
        await().atMost(SHORT.multipliedBy(4)).untilAsserted(() -> {
            dribble();
            assertThat(server.connections()).isZero();
        });
    }

    /** Ten times as many as there are threads, each owed more than any buffer holds. */
    @Test
    void whoAsksForMuchAndTakesNothingHoldsNoThread() throws IOException {
        open(new Limits(512, 64, LONG, SHORT));
        connect(120, "GET /uplot.js HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50));
        assertHealthAnswersSoon();
        await().atMost(SHORT.multipliedBy(4)).until(() -> server.connections() == 0);
    }

    @Test
    void readersThatTakeNothingGiveTheirPlacesBack() throws IOException {
        open(new Limits(512, 64, SHORT, SHORT));
        connect(PictureStream.MAX_CLIENTS, "GET /api/ranking/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await().until(() -> server.streamClients() == PictureStream.MAX_CLIENTS);
        await().atMost(SHORT.multipliedBy(8)).pollInterval(Duration.ofMillis(1)).until(() -> {
            latest.put(state.picture());
            return server.streamClients() == 0;
        });
        await().until(() -> server.connections() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: %s\r\n\r\n"
            })
    void anAddressOrAHeaderThatIsTooLongIsRefusedAtOnce(String request) throws IOException {
        open(new Limits(64, 64, LONG, LONG));
        var socket = connect(String.format(Locale.ROOT, request, "a".repeat(20_000)));
        assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII)).isIn("HTTP/1.1 414", "HTTP/1.1 431");
    }
}
