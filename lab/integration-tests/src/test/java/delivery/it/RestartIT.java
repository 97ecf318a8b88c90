package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.lab.judge.Judgement;
import delivery.lab.judge.StreamReading;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped as planned, one server too many, and a consumer that does not know that it was replaced. */
@Timeout(240)
class RestartIT {
    private static final int SHARDS = 3;
    private static final Pattern APPLIED =
            Pattern.compile("^delivery_consumer_records_total\\{[^}]*} ([0-9.E]+)$", Pattern.MULTILINE);

    @TempDir
    private Path state;

    private Suite suite;

    @BeforeEach
    void startKinesis() {
        suite = Started.onLocalKinesis(SHARDS);
    }

    @AfterEach
    void stopEverything() {
        suite.close();
    }

    /** Each record that a consumer brings and gets acknowledged is counted by it; brought twice, it would count twice. */
    @Test
    void aPlannedRestartReplaysNoRecord() {
        var server = suite.startServer("--state-dir", state.toString());
        var consumers = IntStream.range(0, SHARDS)
                .mapToObj(shard -> suite.startConsumer(shard, "--metrics-port", "0"))
                .toList();
        var orders = suite.run("producer-main", "--rate", "200");
        suite.awaitRanking(ranking -> ranking.created() > 500);
        var before = suite.ranking();

        assertThat(server.terminate()).as(server.stderr()).isZero();
        suite.startServerAgain("--state-dir", state.toString()).awaitLine("listening on");

        assertThat(suite.ranking().audit("read")).isGreaterThanOrEqualTo(before.audit("read"));
        suite.awaitRanking(ranking -> ranking.created() > before.created() + 500);
        assertThat(orders.terminate()).isZero();
        assertThat(suite.audit().awaitExit()).isZero();
        assertThat(broughtBy(consumers)).isEqualTo(suite.ranking().audit("read"));
        assertThat(new Judgement(StreamReading.of(suite.endpoint(), suite.stream()), suite.ranking(), "none").isGood())
                .isTrue();
    }

    @Test
    void aSecondServerOnTheSameStateIsRefused() {
        suite.startServer("--state-dir", state.toString());

        try (var second =
                Started.jar("ranking-server", "--port", "0", "--http-port", "0", "--state-dir", state.toString())) {
            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(second.stderr()).contains("error: ", state.toString(), "another ranking server");
        }
    }

    @Test
    void aConsumerThatWasStoppedAndReplacedEndsWhenItGoesOnAndNothingCountsTwice() {
        suite.startServer();
        var consumers = suite.startConsumers(SHARDS);
        var orders = suite.run("producer-main", "--rate", "200");
        suite.awaitRanking(ranking -> ranking.created() > 200);
        var shardId = "shardId-000000000001";
        var zombie = consumers.get(1);

        zombie.signal("STOP");
        var successor = suite.startConsumer(1, "--takeover");
        var before = suite.awaitRanking(ranking -> ranking.consumerPid(shardId) == successor.pid());
        suite.awaitRanking(ranking -> ranking.read(shardId) > before.read(shardId) + 20);
        zombie.signal("CONT");

        assertThat(zombie.awaitExit()).isEqualTo(1);
        assertThat(zombie.stderr()).contains(shardId + " was taken over by");
        assertThat(suite.ranking().consumerPid(shardId)).isEqualTo(successor.pid());
        assertThat(orders.terminate()).isZero();
        assertThat(suite.audit().awaitExit()).isZero();
        assertThat(new Judgement(StreamReading.of(suite.endpoint(), suite.stream()), suite.ranking(), "none").isGood())
                .isTrue();
    }

    private static long broughtBy(List<Program> consumers) {
        return consumers.stream()
                .mapToLong(consumer -> {
                    var line = consumer.stderr()
                            .lines()
                            .filter(each -> each.contains("metrics on "))
                            .findFirst()
                            .orElseThrow();
                    var metrics = get(URI.create(line.substring(line.indexOf("http"))));
                    return APPLIED.matcher(metrics)
                            .results()
                            .mapToLong(found -> (long) Double.parseDouble(found.group(1)))
                            .sum();
                })
                .sum();
    }

    private static String get(URI uri) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
