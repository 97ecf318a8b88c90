package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The jars as processes on local-kinesis, with the quotas of a real stream. */
@Timeout(240)
class LocalKinesisIT {
    private static final int SHARDS = 3;

    private Suite suite;

    @BeforeEach
    void startKinesis() {
        suite = Started.onLocalKinesis(SHARDS);
    }

    @AfterEach
    void stopEverything() {
        suite.close();
    }

    @Test
    void ordersAreRankedAndNothingIsMissing() {
        try (var seven = Started.onLocalKinesis(EndToEnd.SHARDS)) {
            EndToEnd.ordersAreRankedAndNothingIsMissing(seven);
        }
    }

    @Test
    void aConsumerKilledAndStartedAgainMissesNothing() {
        suite.startServer();
        var consumers = suite.startConsumers(SHARDS);
        var orders = suite.run("producer-main", "--rate", "100");
        suite.awaitRanking(ranking -> ranking.created() > 200);

        consumers.get(1).kill();
        var before = suite.ranking().created();
        suite.awaitRanking(ranking -> ranking.created() > before + 200);
        suite.startConsumer(1);

        assertThat(orders.terminate()).isZero();
        assertThat(suite.audit().awaitExit()).isZero();
        assertThat(suite.ranking().audit("missing")).isZero();
    }

    @Test
    void aRestartedServerRanksTheSameAgain() {
        suite.startServer();
        var consumers = suite.startConsumers(SHARDS);
        assertThat(suite.run("producer-main", "--rate", "200", "--count", "500").awaitExit())
                .isZero();
        assertThat(suite.audit().awaitExit()).isZero();
        var first = suite.ranking();
        consumers.forEach(Program::terminate);

        suite.startServer();
        suite.startConsumers(SHARDS);

        assertThat(suite.audit().awaitExit()).isZero();
        var second = suite.awaitRanking(ranking -> ranking.created() == 500);
        assertThat(second.json().get("topRegions")).isEqualTo(first.json().get("topRegions"));
        assertThat(second.json().get("totals")).isEqualTo(first.json().get("totals"));
    }

    @Test
    void driversKilledWhileDrivingAreFinishedByTheNextRunAndNoOrderIsTakenTwice() {
        suite.startServer();
        suite.startConsumers(SHARDS);
        var orders = suite.run("producer-main", "--rate", "30");
        var drivers = suite.run("producer-driver", "--time-scale", "5", "--rest", "1s");
        suite.awaitRanking(ranking -> ranking.assigned() >= 12);

        drivers.kill();
        var again = suite.run("producer-driver", "--time-scale", "5", "--rest", "1s");
        suite.awaitRanking(ranking -> ranking.assigned() >= 24);
        assertThat(orders.terminate()).isZero();
        assertThat(again.terminate()).isZero();

        // The killed source never says that it is closed: what it had acknowledged has to be there all the same.
        suite.awaitRanking(ranking -> ranking.audit("inFlight") == 0);
        var ranking = suite.ranking();
        assertThat(ranking.audit("missing")).isZero();
        assertThat(ranking.audit("duplicates")).isZero();
        assertThat(ranking.assigned() - ranking.completed())
                .as("under way when the second run ended, at most one a driver")
                .isBetween(0L, 10L);
        assertThat(again.stderr()).containsPattern("[1-9][0-9]* deliveries under way from earlier runs");
    }

    @Test
    void aSplitWhileEverythingRunsLosesNothing() {
        suite.startServer();
        suite.startConsumers(SHARDS);
        var orders = suite.run("producer-main", "--rate", "100");
        suite.awaitRanking(ranking -> ranking.created() > 200);

        assertThat(suite.run("stream-admin", "split", "--shard", "2").awaitExit())
                .isZero();

        suite.awaitRanking(ranking -> ranking.appliedByShard().length == SHARDS + 2
                && List.of(3, 4).stream().allMatch(shard -> ranking.appliedByShard()[shard] > 20));
        assertThat(orders.terminate()).isZero();
        assertThat(suite.audit().awaitExit()).isZero();
        assertThat(suite.ranking().audit("missing")).isZero();
    }

    /** One consumer an open shard, as scripts/consumers.sh starts them, on a stream that was resharded unread. */
    @Test
    void consumersOfTheOpenShardsReadUnreadParentsFirst() {
        assertThat(suite.run("producer-main", "--count", "300", "--rate", "500").awaitExit())
                .isZero();
        assertThat(suite.run("stream-admin", "split", "--shard", "1", "--wait").awaitExit())
                .isZero();
        assertThat(suite.run("stream-admin", "merge", "--shard", "4", "--with", "2", "--wait")
                        .awaitExit())
                .isZero();
        assertThat(suite.run("producer-main", "--count", "300", "--rate", "500").awaitExit())
                .isZero();

        suite.startServer();
        List.of(0, 3, 5).forEach(suite::startConsumer);

        assertThat(suite.audit().awaitExit()).isZero();
        var ranking = suite.awaitRanking(seen -> seen.created() == 600);
        assertThat(ranking.audit("missing")).isZero();
        assertThat(ranking.audit("duplicates")).isZero();
        assertThat(ranking.appliedByShard()).hasSize(6);
    }
}
