package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.lab.launcher.Program;
import delivery.lab.launcher.Wiring;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README promises of every program: SIGTERM ends it within 10 s, with exit code 0, also when nobody reads what
 * it says.
 */
@Timeout(300)
class StopIT {
    private static final Wiring PIPES = new Wiring() {
        @Override
        public boolean pipes() {
            return true;
        }
    };

    private static final int SHARDS = 2;
    private static final Duration PROMISED = Duration.ofSeconds(10);

    @TempDir
    private Path state;

    /** Each at work, and the rest of the suite with it. */
    @Test
    void everyProgramEndsWithinTenSecondsAndWithCodeZero() {
        try (var suite = Started.onLocalKinesis(SHARDS)) {
            var server = suite.startServer("--state-dir", state.toString());
            var tail = suite.run("stream-admin", "tail");
            var all = suite.run("consumer", "--all-shards", "--server", suite.socket());
            var orders = suite.run("producer-main", "--rate", "300");
            var drivers = suite.run("producer-driver", "--time-scale", "20");
            suite.awaitRanking(ranking -> ranking.created() > 300 && ranking.assigned() > 3);

            stops("consumer --all-shards", all);
            var one = suite.startConsumer(0);
            suite.awaitRanking(ranking -> ranking.consumerPid("shardId-000000000000") == one.pid());
            stops("consumer", one);
            stops("producer-driver", drivers);
            stops("producer-main", orders);
            stops("stream-admin tail", tail);
            stops("ranking-server", server);
            stops("local-kinesis", suite.kinesis());
        }
    }

    @Test
    void aServerWhoseWordsNobodyReadsGoesOnRankingAndStopsAllTheSame() {
        try (var suite = Started.onLocalKinesis(SHARDS, PIPES)) {
            var server = suite.startServer("--state-dir", state.toString());
            suite.startConsumers(SHARDS);
            suite.run("producer-main", "--rate", "100");
            suite.awaitRanking(ranking -> ranking.created() > 100);

            server.stopReadingLog();
            // Each that comes and goes is worth some lines.
            for (var i = 0; i < 3; i++) {
                var before = suite.ranking().created();
                suite.startConsumer(0, "--takeover");
                suite.awaitRanking(ranking -> ranking.created() > before + 100);
            }
            stops("ranking-server", server);
        }
    }

    private static void stops(String name, Program program) {
        var began = System.nanoTime();
        program.signal("TERM");
        assertThat(program.awaitExit(PROMISED.plusSeconds(20)))
                .as(name + ": " + program.lastWords())
                .isZero();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                .as(name)
                .isLessThanOrEqualTo(PROMISED.toMillis());
    }
}
