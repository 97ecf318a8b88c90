package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.lab.judge.Judgement;
import delivery.lab.judge.StreamReading;
import delivery.lab.launcher.Suite;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Consumers that are sent the records by enhanced fan-out. */
@Timeout(240)
class FanOutIT {
    private static final Pattern READS = Pattern.compile("local_kinesis_read_calls_total\\{[^}]*} (\\d+)");

    @TempDir
    private Path state;

    private Suite suite;

    @BeforeEach
    void startKinesis() {
        suite = Started.onLocalKinesis(2);
    }

    @AfterEach
    void stopEverything() {
        suite.close();
    }

    @Test
    void nothingIsLostOrCountedTwiceThroughASplitAKillOfTheServerAndOneOfTheConsumerAndNothingIsAskedFor()
            throws IOException, InterruptedException {
        var server = suite.startServer("--state-dir", state.toString());
        var consumer = suite.startConsumer("sent", "--all-shards", "--fan-out", "ranking");
        var orders = suite.run("producer-main", "--rate", "100");
        suite.awaitRanking(ranking -> ranking.created() > 200);
        assertThat(reads()).isZero();

        suite.admin("split", "--shard", "0", "--wait");
        awaitMore(300);
        server.kill();
        suite.startServerAgain("--state-dir", state.toString()).awaitLine("listening on");
        awaitMore(300);
        consumer.kill();
        suite.startConsumer("sent-again", "--all-shards", "--fan-out", "ranking", "--takeover");
        awaitMore(300);
        assertThat(reads()).isZero();

        assertThat(orders.terminate()).isZero();
        assertThat(suite.audit().awaitExit()).isZero();
        assertThat(new Judgement(StreamReading.of(suite.endpoint(), suite.stream()), suite.ranking(), "none").isGood())
                .isTrue();
    }

    private void awaitMore(int orders) {
        var before = suite.ranking().created();
        suite.awaitRanking(ranking -> ranking.created() > before + orders);
    }

    private int reads() throws IOException, InterruptedException {
        var asked = HttpRequest.newBuilder(URI.create(suite.endpoint() + "/metrics"))
                .build();
        var said =
                HttpClient.newHttpClient().send(asked, BodyHandlers.ofString()).body();
        return READS.matcher(said)
                .results()
                .mapToInt(each -> Integer.parseInt(each.group(1)))
                .sum();
    }
}
