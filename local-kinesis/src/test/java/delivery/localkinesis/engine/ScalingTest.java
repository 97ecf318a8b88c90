package delivery.localkinesis.engine;

import static delivery.localkinesis.api.KinesisError.Type.LimitExceededException;
import static delivery.localkinesis.api.KinesisError.Type.ResourceInUseException;
import static delivery.localkinesis.api.KinesisError.Type.ValidationException;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.AccountLimits;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.NewStream;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.shard.HashKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalingTest {
    @Test
    void toDoubleItSplitsEveryShardAndToHalfItMergesThePairs() {
        var local = Engines.withLimits(2);
        local.engine.updateShardCount(Engines.STREAM, 4);
        assertThat(open(local)).extracting(ShardDescription::parentShardId).containsExactly(id(0), id(0), id(1), id(1));
        local.engine.updateShardCount(Engines.STREAM, 2);
        assertThat(open(local)).extracting(ShardDescription::parentShardId).containsExactly(id(2), id(4));
        assertThat(open(local))
                .extracting(ShardDescription::adjacentParentShardId)
                .containsExactly(id(3), id(5));
        assertThat(local.shards(ShardFilter.ALL)).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 4, 6",
        "10, 13, 37",
        "5, 3, 7",
        "10, 3, 17", // verified on AWS, says moto
        "4, 5, 15",
        "4, 2, 6",
        "1, 2, 3",
        "3, 3, 3",
        "7, 4, 10",
        "100, 51, 149",
        "1, 3, 8"
    })
    void itTakesAsManyShardsInAllAsOnAws(int from, int to, int inAll) {
        var local = Engines.withoutLimits(from);
        local.engine.updateShardCount(Engines.STREAM, to);
        assertThat(local.shards(ShardFilter.ALL)).hasSize(inAll);
        assertThat(open(local)).hasSize(to);
        assertCovered(open(local));
        assertLineage(local.shards(ShardFilter.ALL));
    }

    @ParameterizedTest
    @CsvSource({"10,13", "13,10", "7,10", "100,51", "9,5"})
    void whereEqualRangesCannotBeHadNoneIsWiderThanTwoEqualOnes(int from, int to) {
        var local = Engines.withLimits(from);
        local.engine.updateShardCount(Engines.STREAM, to);
        var widest = open(local).stream()
                .map(shard -> new BigInteger(shard.endingHashKey()).subtract(new BigInteger(shard.startingHashKey())))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        assertThat(widest.multiply(BigInteger.valueOf(to))).isLessThan(BigInteger.TWO.pow(129));
    }

    @Test
    void aShardOfOneHashKeyIsLeftWhole() {
        var local = Engines.withoutLimits(1);
        local.engine.splitShard(Engines.STREAM, id(0), "2");
        local.engine.splitShard(Engines.STREAM, id(2), "4");
        local.engine.mergeShards(Engines.STREAM, id(1), id(3)); // 0 to 3
        local.engine.updateShardCount(Engines.STREAM, 4);
        local.engine.updateShardCount(Engines.STREAM, 16);
        assertCovered(open(local));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,2", "2,3", "4,6", "8,10", "4,5", "4,2", "100,50"})
    void whereItCanBeTheRangesAreEqualAfterwardsAndEveryShardHasItsParents(int from, int to) {
        var local = Engines.withLimits(from);
        local.engine.updateShardCount(Engines.STREAM, to);
        var fresh = Engines.withLimits(to);
        var starts = starts(local);
        for (int i = 0; i < to; i++) { // but for a few hash keys, where the space cannot be parted evenly
            assertThat(starts.get(i).subtract(starts(fresh).get(i)).abs()).isLessThan(BigInteger.valueOf(1_000));
        }
        assertThat(local.engine.describeStreamSummary(Engines.STREAM).openShards())
                .isEqualTo(to);
        assertLineage(local.shards(ShardFilter.ALL));
    }

    @Test
    void atAnyTimeTheOpenShardsCoverTheHashKeysOnce() {
        var local = Engines.withLimits(5);
        local.engine.updateShardCount(Engines.STREAM, 7);
        var scaled = local.time.instant();
        local.time.advance(Duration.ofMillis(5));
        for (int ms = 0; ms < 5; ms++) {
            var at = scaled.plusMillis(ms);
            var open = local.shards(new ShardFilter(ShardFilter.Type.AT_TIMESTAMP, null, at));
            var starts = new TreeSet<HashKey>();
            var ends = new TreeSet<HashKey>();
            open.forEach(shard -> {
                starts.add(HashKey.parse(shard.startingHashKey()));
                ends.add(HashKey.parse(shard.endingHashKey()));
            });
            starts.pollFirst();
            ends.pollLast();
            assertThat(starts.stream().map(HashKey::previous)).containsExactlyElementsOf(ends);
        }
    }

    @Test
    void whatWasPutBeforeIsReadBeforeWhatWasPutAfter() {
        var local = Engines.withoutLimits(3);
        var written = new HashMap<String, List<Integer>>();
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 200; i++) {
                var key = "key-" + i;
                local.engine.putRecord(
                        Engines.STREAM, new NewRecord(Integer.toString(round).getBytes(StandardCharsets.UTF_8), key));
                written.computeIfAbsent(key, any -> new ArrayList<>()).add(round);
            }
            local.engine.updateShardCount(Engines.STREAM, round % 2 == 0 ? 5 : 2);
        }
        assertThat(readByLineage(local)).isEqualTo(written);
    }

    @Test
    void moreThanDoubleOrLessThanHalfIsRefused() {
        var local = Engines.withLimits(5);
        Refusals.assertRefused(
                LimitExceededException,
                "cannot scale up over double your current open shard count. Current open shard count: 5 Target shard count: 11",
                () -> local.engine.updateShardCount(Engines.STREAM, 11));
        Refusals.assertRefused(
                LimitExceededException,
                "cannot scale down below half",
                () -> local.engine.updateShardCount(Engines.STREAM, 2));
        Engines.withoutLimits(5).engine.updateShardCount(Engines.STREAM, 11);
    }

    @Test
    void theEleventhTimeInADayIsRefused() {
        var local = Engines.withLimits(2);
        for (int i = 0; i < 10; i++) {
            local.engine.updateShardCount(Engines.STREAM, i % 2 == 0 ? 3 : 2);
            local.time.advance(Duration.ofHours(1));
        }
        Refusals.assertRefused(
                LimitExceededException,
                "more than 10 times in a rolling 24-hour period",
                () -> local.engine.updateShardCount(Engines.STREAM, 3));
        local.time.advance(Duration.ofHours(14));
        local.engine.updateShardCount(Engines.STREAM, 3);
    }

    @Test
    void whileUpdatingItCannotBeScaledAgain() {
        var local = new Engines(EngineOptions.DEFAULT, 1);
        local.engine.updateShardCount(Engines.STREAM, 2);
        assertThat(local.engine.describeStreamSummary(Engines.STREAM).status()).isEqualTo(StreamStatus.UPDATING);
        Refusals.assertRefused(
                ResourceInUseException,
                "not ACTIVE, instead in state UPDATING",
                () -> local.engine.updateShardCount(Engines.STREAM, 4));
    }

    @Test
    void anOnDemandStreamDecidesForItself() {
        var local = Engines.withLimits(1);
        local.engine.createStream(NewStream.onDemand("free"));
        assertThat(local.engine.describeStreamSummary("free").openShards()).isEqualTo(4);
        Refusals.assertRefused(ValidationException, "on-demand", () -> local.engine.updateShardCount("free", 8));
        Refusals.assertRefused(ValidationException, "on-demand", () -> local.engine.splitShard("free", id(0), "7"));
        Refusals.assertRefused(ValidationException, "on-demand", () -> local.engine.mergeShards("free", id(0), id(1)));
        local.engine.updateStreamMode("free", StreamMode.PROVISIONED);
        local.engine.updateShardCount("free", 8);
    }

    @Test
    void theModeIsSwitchedTwiceADay() {
        var local = Engines.withLimits(1);
        local.engine.updateStreamMode(Engines.STREAM, StreamMode.ON_DEMAND);
        local.engine.updateStreamMode(Engines.STREAM, StreamMode.PROVISIONED);
        Refusals.assertRefused(
                LimitExceededException,
                "2 times in 24 hours",
                () -> local.engine.updateStreamMode(Engines.STREAM, StreamMode.ON_DEMAND));
        local.time.advance(Duration.ofHours(24));
        local.engine.updateStreamMode(Engines.STREAM, StreamMode.ON_DEMAND);
        assertThat(local.engine.describeLimits()).isEqualTo(new AccountLimits(20_000, 1, 1, 50));
    }

    @Test
    void fiftyStreamsMayBeOnDemand() {
        var local = Engines.withLimits(1);
        for (int i = 0; i < 50; i++) {
            local.engine.createStream(NewStream.onDemand("s" + i));
        }
        Refusals.assertRefused(
                LimitExceededException, "50 on-demand", () -> local.engine.createStream(NewStream.onDemand("s50")));
        Refusals.assertRefused(
                LimitExceededException,
                "50 on-demand",
                () -> local.engine.updateStreamMode(Engines.STREAM, StreamMode.ON_DEMAND));
    }

    /** A split's children share one parent and part its range; a merged shard's range is its parents' together. */
    private static void assertLineage(List<ShardDescription> shards) {
        var byId = new HashMap<String, ShardDescription>();
        shards.forEach(shard -> byId.put(shard.shardId(), shard));
        for (var shard : shards) {
            if (shard.parentShardId() == null) {
                continue;
            }
            var parent = byId.get(shard.parentShardId());
            assertThat(parent.isOpen()).isFalse();
            var low = HashKey.parse(shard.startingHashKey());
            var high = HashKey.parse(shard.endingHashKey());
            if (shard.adjacentParentShardId() == null) {
                assertThat(low).isGreaterThanOrEqualTo(HashKey.parse(parent.startingHashKey()));
                assertThat(high).isLessThanOrEqualTo(HashKey.parse(parent.endingHashKey()));
            } else {
                var adjacent = byId.get(shard.adjacentParentShardId());
                assertThat(low).isEqualTo(HashKey.parse(parent.startingHashKey()));
                assertThat(high).isEqualTo(HashKey.parse(adjacent.endingHashKey()));
                assertThat(HashKey.parse(adjacent.startingHashKey()).previous())
                        .isEqualTo(HashKey.parse(parent.endingHashKey()));
            }
        }
    }

    /** As a careful consumer does: a shard only once its parents are done; the children are named by their parents. */
    private static Map<String, List<Integer>> readByLineage(Engines local) {
        var read = new HashMap<String, List<Integer>>();
        var done = new HashSet<String>();
        var ready = new ArrayDeque<>(List.of(id(0), id(1), id(2)));
        while (!ready.isEmpty()) {
            var shard = ready.remove();
            if (!done.add(shard)) {
                continue;
            }
            var page = local.engine.getRecords(
                    local.engine.getShardIterator(Engines.STREAM, shard, IteratorType.TRIM_HORIZON, null, null));
            page.records()
                    .forEach(record -> read.computeIfAbsent(record.partitionKey(), any -> new ArrayList<>())
                            .add(Integer.parseInt(new String(record.data(), StandardCharsets.UTF_8))));
            page.childShards().stream()
                    .filter(child -> done.containsAll(child.parentShards()))
                    .forEach(child -> ready.add(child.shardId()));
        }
        return read;
    }

    private static List<ShardDescription> open(Engines local) {
        return local.shards(ShardFilter.of(ShardFilter.Type.AT_LATEST)).stream()
                .sorted(Comparator.comparing(shard -> HashKey.parse(shard.startingHashKey())))
                .toList();
    }

    private static void assertCovered(List<ShardDescription> byHashKey) {
        var next = BigInteger.ZERO;
        for (var shard : byHashKey) {
            assertThat(new BigInteger(shard.startingHashKey())).isEqualTo(next);
            next = new BigInteger(shard.endingHashKey()).add(BigInteger.ONE);
        }
        assertThat(next).isEqualTo(BigInteger.TWO.pow(128));
    }

    private static List<BigInteger> starts(Engines local) {
        return open(local).stream()
                .map(shard -> new BigInteger(shard.startingHashKey()))
                .toList();
    }

    private static String id(int shard) {
        return Engines.id(shard);
    }
}
