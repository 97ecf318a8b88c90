package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import delivery.lab.judge.Judgement;
import delivery.lab.judge.StreamReading;
import delivery.lab.launcher.OwnClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine whose language has digits of its own, whose clocks are put forward and back, and whose charset is not
 * UTF-8: what machines read of each other is the same there.
 */
@Timeout(300)
class ForeignMachineIT {
    private static final int SHARDS = 2;
    private static final Map<String, String> MACHINE = Map.of(
            "JAVA_TOOL_OPTIONS",
            "-Duser.language=ar -Duser.country=EG -Duser.timezone=Europe/Berlin -Dfile.encoding=ISO-8859-1",
            "LC_ALL",
            "C");

    @TempDir
    private Path state;

    @Test
    void ordersAreRankedASnapshotIsFoundAgainAndTheAuditIsExact() {
        try (var kinesis = Started.jar(MACHINE, "local-kinesis", "--port", "0");
                var suite = Started.on(
                                URI.create(kinesis.awaitLine("listening on").replaceAll(".* ", "")))
                        .in(MACHINE)) {
            suite.createStream(SHARDS);
            var server = suite.startServer("--state-dir", state.toString());
            suite.startConsumers(SHARDS);
            var orders = suite.run("producer-main", "--rate", "100");
            var drivers = suite.run("producer-driver", "--time-scale", "20");
            var before = suite.awaitRanking(ranking -> ranking.created() > 300 && ranking.completed() > 3);

            assertThat(server.terminate()).as(server.stderr()).isZero();
            suite.startServerAgain("--state-dir", state.toString()).awaitLine("listening on");
            assertThat(suite.ranking().audit("read")).isGreaterThanOrEqualTo(before.audit("read"));
            suite.awaitRanking(ranking -> ranking.created() > before.created() + 100);

            assertThat(orders.terminate()).as(orders.stderr()).isZero();
            assertThat(drivers.terminate()).as(drivers.stderr()).isZero();
            var audit = suite.audit();
            assertThat(audit.awaitExit()).as(audit.stdout() + audit.stderr()).isZero();
            assertThat(suite.ranking().json().toString()).matches("\\p{ASCII}*").contains("shardId-000000000001");
            var verdict = new Judgement(StreamReading.of(suite.endpoint(), suite.stream()), suite.ranking(), "none");
            assertThat(verdict.disagreements()).isEmpty();
            assertThat(verdict.lost()).isZero();
            assertThat(verdict.countedTwice()).isZero();
            var described = suite.run("stream-admin", "describe");
            assertThat(described.awaitExit()).isZero();
            assertThat(described.stdout()).contains("shardId-000000000001").matches("(?s)\\p{ASCII}*");
        }
    }

    /** Drivers go by the stream's clock, and so does what their source says of how far it has got. */
    @Test
    void aClockOfTheDriversThatIsAheadSpoilsNoAudit() {
        assumeTrue(OwnClock.isPossible(), "no C compiler (cc) here, or no Linux");
        var clock = OwnClock.of("drivers", state);
        clock.setOff(Duration.ofMinutes(50));
        try (var suite = Started.onLocalKinesis(SHARDS)) {
            suite.startServer();
            suite.startConsumers(SHARDS);
            var orders = suite.run("producer-main", "--rate", "100");
            var endpoint = suite.endpoint().toString();
            try (var drivers = Started.jar(
                    clock.environment(),
                    "producer-driver",
                    "--time-scale",
                    "20",
                    "--endpoint-url",
                    endpoint,
                    "--stream-name",
                    suite.stream())) {
                suite.awaitRanking(ranking -> ranking.completed() > 3);
                assertThat(orders.terminate()).as(orders.stderr()).isZero();
                assertThat(drivers.terminate()).as(drivers.stderr()).isZero();
                assertThat(drivers.stderr()).contains("clock is");
            }
            var audit = suite.audit();
            assertThat(audit.awaitExit()).as(audit.stdout() + audit.stderr()).isZero();
            assertThat(suite.ranking().audit("rejected")).isZero();
        }
    }
}
