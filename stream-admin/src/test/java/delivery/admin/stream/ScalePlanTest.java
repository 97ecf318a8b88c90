package delivery.admin.stream;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.kinesis.KinesisLimits;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalePlanTest {
    @ParameterizedTest
    @CsvSource({
        "2, 2, ''",
        "2, 3, 3",
        "2, 4, 4",
        "2, 5, 4 5",
        "2, 8, 4 8",
        "8, 3, 4 3",
        "7, 1, 4 2 1",
        "1, 100, 2 4 8 16 32 64 100"
    })
    void goesToDoubleOrHalfAtMostInOneUpdate(int from, int to, String counts) {
        var steps = ScalePlan.of(equal(from), to).stream()
                .map(step -> Integer.toString(((ScaleStep.Update) step).shards()))
                .toList();
        assertThat(String.join(" ", steps)).isEqualTo(counts);
    }

    @Test
    void goesOnByHandWhenADaysUpdatesAreUsedUp() {
        var steps = ScalePlan.of(equal(1), 1_100);
        assertThat(steps.subList(0, KinesisLimits.SCALINGS_PER_DAY))
                .allMatch(step -> step instanceof ScaleStep.Update)
                .last()
                .isEqualTo(new ScaleStep.Update(1_024));
        assertThat(steps.subList(KinesisLimits.SCALINGS_PER_DAY, steps.size()))
                .isNotEmpty()
                .noneMatch(step -> step instanceof ScaleStep.Update);
        assertThat(startsAfter(steps, 1_024)).isEqualTo(startsOf(equal(1_100)));
    }

    @Test
    void doublingByHandSplitsEachShardAndMergesNone() {
        assertThat(ScalePlan.byHand(equal(4), 8)).hasSize(4).allMatch(step -> step instanceof ScaleStep.Split);
        assertThat(ScalePlan.byHand(equal(8), 4)).hasSize(4).allMatch(step -> step instanceof ScaleStep.Merge);
        assertThat(ScalePlan.byHand(equal(5), 5)).isEmpty();
    }

    @Test
    void fromWhateverShardsThereAreEveryStepIsLegalAndTheLastLeavesEqualOnes() {
        var random = new Random(1);
        for (var run = 0; run < 500; run++) {
            var starts = new TreeSet<>(List.of(BigInteger.ZERO));
            for (var i = random.nextInt(12); i > 0; i--) {
                starts.add(new BigInteger(128, random));
            }
            var target = 1 + random.nextInt(12);
            var most = starts.size() + target - 1;
            for (var step : ScalePlan.byHand(shards(starts), target)) {
                take(step, starts);
                assertThat(starts).as("run %s", run).hasSizeLessThanOrEqualTo(most);
            }
            assertThat(starts).as("run %s", run).isEqualTo(startsOf(equal(target)));
        }
    }

    /** What the service does, and refuses. */
    private static void take(ScaleStep step, TreeSet<BigInteger> starts) {
        if (step instanceof ScaleStep.Split split) {
            assertThat(starts.add(split.at())).as("no shard begins there yet").isTrue();
        } else if (step instanceof ScaleStep.Merge merge) {
            assertThat(merge.at()).isNotEqualTo(BigInteger.ZERO);
            assertThat(starts.remove(merge.at())).as("a shard begins there").isTrue();
        }
    }

    private static TreeSet<BigInteger> startsAfter(List<ScaleStep> steps, int updatedTo) {
        var starts = startsOf(equal(updatedTo));
        steps.forEach(step -> take(step, starts));
        return starts;
    }

    private static TreeSet<BigInteger> startsOf(List<Shard> shards) {
        var starts = new TreeSet<BigInteger>();
        shards.forEach(shard -> starts.add(shard.startingHashKey()));
        return starts;
    }

    private static List<Shard> equal(int count) {
        var starts = new TreeSet<BigInteger>();
        for (var i = 0; i < count; i++) {
            starts.add(HashKeys.startOfRange(i, count));
        }
        return shards(starts);
    }

    private static List<Shard> shards(TreeSet<BigInteger> starts) {
        var shards = new ArrayList<Shard>();
        for (var start : starts) {
            var next = starts.higher(start);
            var end = next == null ? ShardMap.MAX_HASH_KEY : next.subtract(BigInteger.ONE);
            shards.add(new Shard("shardId-" + shards.size(), List.of(), start, end, true));
        }
        return shards;
    }
}
