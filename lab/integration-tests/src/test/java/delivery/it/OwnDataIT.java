package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.lab.launcher.RankingAnswer;
import delivery.lab.launcher.Suite;
import delivery.lab.launcher.Wiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run is recorded by {@code tail --ndjson} and played again by {@code producer-main --from}: the ranking is the same. */
@Timeout(180)
class OwnDataIT {
    private static final int ORDERS = 60;

    @TempDir
    Path folder;

    @Test
    void aRecordedRunPlayedAgainEndsInTheSameRanking() throws IOException {
        try (var first = Started.onLocalKinesis(1);
                var second = new Suite(first.launcher(), "Again", Wiring.DIRECT)) {
            first.startServer();
            first.startConsumer(0);
            first.run("producer-main", "--seed", "7", "--count", "" + ORDERS, "--rate", "100")
                    .awaitExit();
            var recorded = first.awaitRanking(ranking -> ranking.created() == ORDERS);
            var tail = first.run("stream-admin", "tail", "--from", "trim-horizon", "--ndjson");
            first.launcher()
                    .await(
                            "all is on stdout",
                            Duration.ofSeconds(30),
                            Duration.ofMillis(100),
                            () -> tail.stdout()
                                            .lines()
                                            .filter(line -> line.contains("order_created"))
                                            .count()
                                    == ORDERS);
            tail.terminate();

            var file = Files.writeString(folder.resolve("run.ndjson"), tail.stdout() + "bad\n");
            second.useKinesis(first.endpoint()).createStream(1);
            second.startServer();
            second.startConsumer("consumer-again", "--shard", "0");
            var replay = second.run("producer-main", "--from", file.toString(), "--speed", "10");
            assertThat(replay.awaitExit()).as("one line is bad").isEqualTo(1);
            assertThat(replay.stderr()).contains("is no order: no JSON object", "1 of ");
            var again = second.awaitRanking(ranking -> ranking.created() == ORDERS);
            assertThat(figures(again)).isEqualTo(figures(recorded));
        }
    }

    private static String figures(RankingAnswer ranking) {
        return ranking.json().at("/totals/created") + " " + ranking.json().at("/topRegions");
    }
}
