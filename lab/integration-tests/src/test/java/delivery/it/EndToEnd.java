package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.lab.launcher.Suite;
import java.util.Arrays;

/** One and the same path, on whichever Kinesis. */
final class EndToEnd {
    static final int SHARDS = 7;

    private EndToEnd() {}

    /** Orders are created, assigned, delivered and ranked, every shard has its share, and nothing is missing. */
    static void ordersAreRankedAndNothingIsMissing(Suite suite) {
        suite.startServer();
        suite.startConsumers(SHARDS);
        var orders = suite.run("producer-main", "--rate", "40", "--seed", "1");
        var drivers = suite.run("producer-driver", "--time-scale", "20", "--seed", "1");

        suite.awaitRanking(ranking -> ranking.created() > 400 && ranking.completed() > 5);

        assertThat(orders.terminate()).isZero();
        assertThat(drivers.terminate()).isZero();
        var audit = suite.audit();
        assertThat(audit.awaitExit()).as(audit.stderr() + audit.stdout()).isZero();
        var ranking = suite.ranking();
        assertThat(ranking.audit("missing")).isZero();
        assertThat(ranking.audit("inFlight")).isZero();
        assertThat(ranking.audit("rejected")).isZero();
        assertThat(ranking.audit("read"))
                .isEqualTo(ranking.audit("applied") + ranking.audit("duplicates") + ranking.audit("control"));
        assertThat(ranking.created() + ranking.assigned() + ranking.completed()).isEqualTo(ranking.audit("applied"));
        assertThat(ranking.completed()).isLessThanOrEqualTo(ranking.assigned());
        assertThat(ranking.json().get("topRegions")).hasSize(10);
        var shares = Arrays.stream(ranking.appliedByShard()).summaryStatistics();
        assertThat(shares.getCount()).isEqualTo(SHARDS);
        assertThat((double) shares.getMax() / shares.getMin()).isLessThanOrEqualTo(1.15);
    }
}
