package delivery.ranking.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.app.Time;
import delivery.model.Events;
import delivery.ranking.letters.DeadLetters;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.loop.RankingLoop;
import delivery.ranking.loop.RankingThread;
import delivery.ranking.state.Admission;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingState;
import delivery.ranking.web.WebServer.Place;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** "{@code /healthz}: 200 while the ranking is alive, 503 if it has failed." */
@Timeout(60)
class HealthTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Hours pass when a test says so, and for all threads. */
    private static final class Leaping implements Time {
        private volatile Duration leapt = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(Events.START_MILLIS);
        }

        @Override
        public Duration elapsed() {
            return Time.system().elapsed().plus(leapt);
        }
    }

    private final Leaping time = new Leaping();
    private final RankingState state = new RankingState(new Admission("", null), 600, time);
    private final LatestPicture latest = new LatestPicture(state.picture());
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final RankingThread loop = new RankingThread(
                    new RankingLoop(state, time, latest, DeadLetters.withoutFile(time), RankingLoop.PACE),
                    time,
                    failures::add)
            .start();
    private final WebServer web =
            WebServer.start(new Place(LOOPBACK, 0, "", null), latest, new PrometheusRegistry(), loop::fault);

    @AfterEach
    void close() {
        web.close();
        loop.close();
    }

    private String get(String path) throws IOException {
        try (var socket = new Socket(LOOPBACK, web.port())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    /** Runs this on the ranking loop's thread: it is told when a second consumer takes the shard. */
    private void onTheLoop(Consumer<String> work) {
        loop.greet(Hellos.of("s").hello(), work);
        loop.greet(Hellos.of("s").takeover().hello(), name -> {});
    }

    @Test
    void aRankingThatHasFailedIsA503WithTheReasonAndNobodyWaitsForIt() throws IOException {
        web.ready();
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200").endsWith("ok\n");
        assertThat(get("/readyz")).startsWith("HTTP/1.1 200");
        assertThatThrownBy(() -> onTheLoop(name -> {
                    throw new StackOverflowError("deep");
                }))
                .hasMessage("the ranking loop has failed")
                .hasRootCauseInstanceOf(StackOverflowError.class);
        await().dontCatchUncaughtExceptions().until(() -> !loop.isAlive());
        for (var path : List.of("/healthz", "/readyz")) {
            assertThat(get(path)).startsWith("HTTP/1.1 503").endsWith("not ok: the thread ranking-loop has ended\n");
        }
        assertThat(failures).singleElement().isInstanceOfSatisfying(AppException.class, e -> {
            assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(e.getMessage()).contains("deep", "start the server again");
        });
        assertThatThrownBy(() -> loop.leave("s", 1)).hasMessageContaining("the ranking loop has ended");
        assertThat(get("/api/ranking")).as("the last picture").startsWith("HTTP/1.1 200");
    }

    @Test
    void aRankingThatHangsIsA503WithTheReason() throws Exception {
        web.ready();
        var entered = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var asking = new Thread(() -> onTheLoop(name -> {
            entered.countDown();
            await().forever().until(() -> goOn.getCount() == 0);
        }));
        asking.start();
        entered.await();
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200");
        time.leapt = Duration.ofHours(1);
        for (var path : List.of("/healthz", "/readyz")) {
            assertThat(get(path)).startsWith("HTTP/1.1 503").contains("the thread ranking-loop has been stuck for 36");
        }
        goOn.countDown();
        asking.join();
        // Whoever asked has the answer a moment before the turn is over.
        await().until(() -> get("/healthz").startsWith("HTTP/1.1 200"));
        assertThat(failures).isEmpty();
    }
}
