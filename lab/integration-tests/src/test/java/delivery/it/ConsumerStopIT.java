package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.lab.launcher.Line;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * SIGTERM ends a consumer within 10 s, with exit code 0, whatever it waits for: an answer of the stream may take fifteen
 * seconds, and one of the server a minute.
 */
@Timeout(240)
class ConsumerStopIT {
    private static final Duration PROMISED = Duration.ofSeconds(10);
    private static final String SHARD = "shardId-000000000000";

    @Test
    void aReadThatIsNotAnsweredKeepsNobody() {
        try (var suite = Started.onLocalKinesis(2);
                var line = new Line("127.0.0.1", suite.endpoint().getPort())) {
            suite.startServer();
            suite.run("producer-main", "--rate", "100");
            try (var consumer = consumer(suite, line)) {
                suite.awaitRanking(ranking -> ranking.created() > 100);
                line.setRate(Line.FROZEN);
                // It reads three times a second: now it waits for an answer, since nothing comes to the ranking.
                var seen = new long[] {-1};
                await().atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> seen[0] == (seen[0] = suite.ranking().created()));
                stops("in a read", consumer);
            }
        }
    }

    @Test
    void aStartThatIsNotAnsweredKeepsNobody() {
        try (var suite = Started.onLocalKinesis(2);
                var line = new Line("127.0.0.1", suite.endpoint().getPort())) {
            line.setRate(Line.FROZEN);
            suite.startServer();
            try (var consumer = consumer(suite, line)) {
                await().atMost(Duration.ofSeconds(60)).until(line::isUsed);
                stops("at its start", consumer);
            }
        }
    }

    @Test
    void aServerThatHasStalledKeepsNobody() {
        try (var suite = Started.onLocalKinesis(2);
                var line = new Line("127.0.0.1", suite.endpoint().getPort())) {
            var server = suite.startServer();
            suite.run("producer-main", "--rate", "100");
            try (var consumer = consumer(suite, line)) {
                suite.awaitRanking(ranking -> ranking.created() > 100 && ranking.consumerPid(SHARD) == consumer.pid());
                server.signal("STOP");
                try {
                    // Each shard brings a page, if only an empty one, three times a second.
                    await().pollDelay(Duration.ofSeconds(2)).until(consumer::isAlive);
                    stops("with a stalled server", consumer);
                } finally {
                    server.signal("CONT");
                }
            }
        }
    }

    private static Program consumer(Suite suite, Line line) {
        return Started.jar(
                "consumer",
                "--all-shards",
                "--server",
                suite.socket(),
                "--stream-name",
                Suite.STREAM,
                "--endpoint-url",
                "http://127.0.0.1:" + line.port());
    }

    private static void stops(String when, Program consumer) {
        var began = System.nanoTime();
        consumer.signal("TERM");
        assertThat(consumer.awaitExit(PROMISED.plusSeconds(20)))
                .as(when + ": " + consumer.lastWords())
                .isZero();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                .as(when)
                .isLessThanOrEqualTo(PROMISED.toMillis());
    }
}
