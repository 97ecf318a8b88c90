package delivery.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.kinesis.write.Routing;
import delivery.simulation.judge.RankingCheck;
import delivery.simulation.world.Seams;
import delivery.simulation.world.SeedPlan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Reshardings that go against the grain, in worlds where nothing else goes wrong. Each world ends by comparing the ranking
 * with all that was stored, record by record: see {@link RankingCheck}.
 */
class ReshardingTest {
    private static final Duration RETENTION = Duration.ofHours(1);

    private Duration chaos = Duration.ofSeconds(60);
    private boolean perShard;
    private Routing routing = Routing.cycle;
    private double rate = 2;
    private SeedRun seed;

    private void aWorld(int shards) {
        var plan = new SeedPlan(
                1,
                shards,
                chaos,
                perShard,
                1,
                rate,
                routing,
                false,
                1_000,
                2,
                10,
                1,
                0.5,
                10_000,
                true,
                Duration.ofSeconds(5),
                RETENTION,
                Duration.ZERO,
                0,
                0,
                0,
                1,
                1);
        seed = new SeedRun(plan, Seams.REAL, null);
        seed.world().weather().calmDown();
    }

    private void after(long seconds, Runnable what) {
        seed.world().clock().after(Duration.ofSeconds(seconds), what);
    }

    private static String shard(int n) {
        return String.format(Locale.ROOT, "shardId-%012d", n);
    }

    private List<String> stored() {
        return seed.world().shards().present().stream()
                .map(shard -> shard.shardId())
                .filter(id -> !seed.world().ledger().of(id).isEmpty())
                .toList();
    }

    @Test
    void anEmptyShardIsSplit() {
        routing = Routing.hot;
        aWorld(2);
        after(20, () -> seed.operator().resharding().split(shard(1)));
        seed.run();
        assertThat(stored()).containsExactly(shard(0));
        assertThat(seed.server().figures().shards()).containsKeys(shard(2), shard(3));
    }

    @Test
    void aMergedShardWaitsForItsSlowParent() {
        perShard = true;
        aWorld(2);
        after(20, () -> seed.operator().stallConsumer(1, Duration.ofSeconds(14)));
        after(21, () -> seed.operator().resharding().merge(shard(0), shard(1)));
        after(
                30,
                () -> assertThat(seed.server().figures().shards().get(shard(0)).position())
                        .isEqualTo("SHARD_END"));
        after(
                30,
                () -> assertThat(seed.server().figures().shards().get(shard(1)).position())
                        .isNotEqualTo("SHARD_END"));
        after(
                30,
                () -> assertThat(seed.server().figures().shards().get(shard(2)).position())
                        .isEqualTo("TRIM_HORIZON"));
        seed.run();
        assertThat(stored()).containsExactly(shard(0), shard(1), shard(2));
    }

    @Test
    void aShardIsSplitAndMergedAgainWhileAllConsumersAreDown() {
        aWorld(1);
        after(10, () -> seed.operator().takeConsumersAway(Duration.ofSeconds(40)));
        after(15, () -> seed.operator().resharding().split(shard(0)));
        after(30, () -> seed.operator().resharding().merge(shard(1), shard(2)));
        seed.run();
        assertThat(stored()).containsExactly(shard(0), shard(1), shard(2), shard(3));
        assertThat(seed.world().ledger().lost()).isZero();
    }

    @Test
    void aParentThatExpiredUnreadIsReportedWithItsExtent() {
        chaos = Duration.ofMinutes(100);
        rate = 0.05;
        aWorld(1);
        after(120, () -> seed.operator().takeConsumersAway(Duration.ofMinutes(90)));
        after(600, () -> seed.operator().resharding().split(shard(0)));
        seed.run();
        assertThat(seed.world().ledger().lost()).isPositive();
        assertThat(seed.server().figures().audit().gaps())
                .isNotEmpty()
                .anySatisfy(gap -> assertThat(gap.shardId()).isEqualTo(shard(0)));
    }
}
