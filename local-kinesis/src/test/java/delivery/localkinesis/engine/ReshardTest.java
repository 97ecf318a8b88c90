package delivery.localkinesis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.GetRecordsResult;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.shard.HashKey;
import delivery.localkinesis.shard.SequenceNumber;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReshardTest {
    private static final String MIDDLE = BigInteger.TWO.pow(127).toString();
    private static final String BELOW_MIDDLE =
            BigInteger.TWO.pow(127).subtract(BigInteger.ONE).toString();

    private static final Duration UPDATING = EngineOptions.DEFAULT.transition();

    private final Engines local = Engines.withoutLimits(1);

    @Test
    void aSplitClosesTheParentAndPartsItsRangeAtTheNewKey() {
        local.engine.splitShard(Engines.STREAM, Engines.id(0), MIDDLE);
        var shards = local.shards(ShardFilter.ALL);
        assertThat(shards).extracting(ShardDescription::isOpen).containsExactly(false, true, true);
        assertThat(shards)
                .extracting(ShardDescription::parentShardId)
                .containsExactly(null, Engines.id(0), Engines.id(0));
        assertThat(shards).extracting(ShardDescription::adjacentParentShardId).containsOnlyNulls();
        assertThat(shards.get(1).startingHashKey()).isEqualTo("0");
        assertThat(shards.get(1).endingHashKey()).isEqualTo(BELOW_MIDDLE);
        assertThat(shards.get(2).startingHashKey()).isEqualTo(MIDDLE);
        assertThat(shards.get(2).endingHashKey()).isEqualTo(HashKey.MAX.toString());
        assertThat(local.put("low", BELOW_MIDDLE).shardId()).isEqualTo(Engines.id(1));
        assertThat(local.put("high", MIDDLE).shardId()).isEqualTo(Engines.id(2));
    }

    @Test
    void aClosedShardIsReadToItsEndAndOnlyThereNamesItsChildren() {
        local.put("a");
        local.put("b");
        local.engine.splitShard(Engines.STREAM, Engines.id(0), MIDDLE);
        var first = local.engine.getRecords(local.iterator(0, IteratorType.TRIM_HORIZON), 1);
        assertThat(first.nextShardIterator()).isNotNull();
        assertThat(first.childShards()).isEmpty();
        var last = local.engine.getRecords(first.nextShardIterator(), 1);
        assertThat(Engines.texts(last)).containsExactly("b");
        assertThat(last.nextShardIterator()).isNull();
        assertThat(last.childShards())
                .containsExactly(
                        new GetRecordsResult.ChildShard(Engines.id(1), List.of(Engines.id(0)), "0", BELOW_MIDDLE),
                        new GetRecordsResult.ChildShard(
                                Engines.id(2), List.of(Engines.id(0)), MIDDLE, HashKey.MAX.toString()));
    }

    @Test
    void anIteratorFromBeforeTheSplitEndsAtTheEndOfTheParent() {
        var latest = local.iterator(0, IteratorType.LATEST);
        local.put("a");
        local.engine.splitShard(Engines.STREAM, Engines.id(0), MIDDLE);
        var page = local.engine.getRecords(latest);
        assertThat(Engines.texts(page)).containsExactly("a");
        assertThat(page.nextShardIterator()).isNull();
    }

    @Test
    void theEndingNumberIsAboveEveryRecordOfTheParentAndBelowEveryNumberOfItsChildren() {
        var last = number(local.put("a").sequenceNumber());
        local.engine.splitShard(Engines.STREAM, Engines.id(0), MIDDLE);
        var shards = local.shards(ShardFilter.ALL);
        var end = number(shards.get(0).endingSequenceNumber());
        assertThat(end).isGreaterThan(last);
        assertThat(number(shards.get(1).startingSequenceNumber())).isGreaterThan(end);
        assertThat(number(local.put("b", "0").sequenceNumber()))
                .isGreaterThan(number(shards.get(1).startingSequenceNumber()));
        var atEnd = local.iterator(0, IteratorType.AT_SEQUENCE_NUMBER, end.toString());
        assertThat(local.engine.getRecords(atEnd).nextShardIterator()).isNull();
    }

    @Test
    void aMergeJoinsTheRangesAndItsChildNamesBothParents() {
        local.engine.splitShard(Engines.STREAM, Engines.id(0), MIDDLE);
        var last = number(local.put("x", MIDDLE).sequenceNumber());
        local.engine.mergeShards(Engines.STREAM, Engines.id(1), Engines.id(2));
        var merged = local.shards(ShardFilter.of(ShardFilter.Type.AT_LATEST));
        assertThat(merged).hasSize(1);
        assertThat(merged.get(0).parentShardId()).isEqualTo(Engines.id(1));
        assertThat(merged.get(0).adjacentParentShardId()).isEqualTo(Engines.id(2));
        assertThat(merged.get(0).startingHashKey()).isEqualTo("0");
        assertThat(merged.get(0).endingHashKey()).isEqualTo(HashKey.MAX.toString());
        assertThat(number(merged.get(0).startingSequenceNumber())).isGreaterThan(last);
        for (var parent : List.of(1, 2)) {
            var end = local.engine.getRecords(local.iterator(parent, IteratorType.TRIM_HORIZON));
            assertThat(end.nextShardIterator()).isNull();
            assertThat(end.childShards())
                    .extracting(GetRecordsResult.ChildShard::parentShards)
                    .containsExactly(List.of(Engines.id(1), Engines.id(2)));
        }
    }

    @Test
    void untilTheEndOfUpdatingTheParentIsOpenAndTakesRecords() {
        var slow = new Engines(EngineOptions.DEFAULT, 1);
        var before = slow.time.instant();
        slow.engine.splitShard(Engines.STREAM, Engines.id(0), MIDDLE);
        slow.time.advance(UPDATING.minusMillis(1));
        assertThat(slow.put("meanwhile").shardId()).isEqualTo(Engines.id(0));
        assertThat(slow.engine.describeStreamSummary(Engines.STREAM).openShards())
                .isEqualTo(1);
        assertThat(slow.shards(ShardFilter.ALL)).hasSize(1).allMatch(ShardDescription::isOpen);
        var atTip = slow.engine.getRecords(slow.iterator(0, IteratorType.LATEST));
        assertThat(atTip.nextShardIterator()).isNotNull();
        slow.time.advance(Duration.ofMillis(1));
        assertThat(slow.shards(ShardFilter.ALL)).hasSize(3);
        assertThat(slow.put("after").shardId()).isEqualTo(Engines.id(1));
        assertThat(slow.all(0)).containsExactly("meanwhile");
        assertThat(slow.engine.getRecords(atTip.nextShardIterator()).childShards())
                .hasSize(2);
        assertThat(slow.indexes(
                        at(ShardFilter.Type.AT_TIMESTAMP, before.plus(UPDATING).minusMillis(1))))
                .as("it was closed then, not when it was asked for")
                .containsExactly(0);
    }

    @Test
    void itIsDoneAtItsTimeHoweverLateSomebodyLooks() {
        var slow = new Engines(EngineOptions.DEFAULT, 1);
        var before = slow.time.instant();
        slow.engine.splitShard(Engines.STREAM, Engines.id(0), MIDDLE);
        slow.time.advance(Duration.ofHours(1));
        assertThat(slow.indexes(at(ShardFilter.Type.AT_TIMESTAMP, before.plusSeconds(1))))
                .containsExactly(1, 2);
    }

    @Test
    void aStreamDeletedWhileUpdatingIsSplitNoMore() {
        var slow = new Engines(EngineOptions.DEFAULT, 1);
        slow.engine.splitShard(Engines.STREAM, Engines.id(0), MIDDLE);
        slow.engine.deleteStream(Engines.STREAM);
        slow.time.advance(UPDATING);
        assertThat(slow.engine.listStreams(null, 10).streams()).isEmpty();
    }

    @Test
    void theNumbersOfAChildBeginASecondAfterItsParentsEnd() {
        local.put("a");
        local.engine.splitShard(Engines.STREAM, Engines.id(0), MIDDLE);
        var shards = local.shards(ShardFilter.ALL);
        var end = SequenceNumber.parse(shards.get(0).endingSequenceNumber());
        assertThat(end.index()).isEqualTo(SequenceNumber.END);
        assertThat(end.second()).isEqualTo(local.time.instant().getEpochSecond());
        for (var child : shards.subList(1, 3)) {
            var start = SequenceNumber.parse(child.startingSequenceNumber());
            assertThat(start.shardSecond()).isEqualTo(start.second()).isEqualTo(end.second() + 1);
            assertThat(start.index()).isZero();
        }
    }

    @Test
    void theChildOfAMergeStartsAboveTheEndOfBothParents() {
        local.engine.splitShard(Engines.STREAM, Engines.id(0), MIDDLE);
        for (int i = 0; i < 10; i++) {
            local.put("only in the adjacent one", MIDDLE);
        }
        local.engine.mergeShards(Engines.STREAM, Engines.id(1), Engines.id(2));
        var shards = local.shards(ShardFilter.ALL);
        assertThat(number(shards.get(3).startingSequenceNumber()))
                .isGreaterThan(number(shards.get(1).endingSequenceNumber()))
                .isGreaterThan(number(shards.get(2).endingSequenceNumber()));
    }

    @Test
    void filtersSelectShardsByTimeAndPlace() {
        var created = local.time.instant();
        local.time.advance(Duration.ofMinutes(1));
        local.engine.splitShard(Engines.STREAM, Engines.id(0), MIDDLE); // 0 -> 1, 2
        local.time.advance(Duration.ofMinutes(1));
        local.engine.mergeShards(Engines.STREAM, Engines.id(1), Engines.id(2)); // 1, 2 -> 3
        local.time.advance(Duration.ofMinutes(1));

        assertThat(indexes(ShardFilter.Type.FROM_TRIM_HORIZON)).containsExactly(0, 1, 2, 3);
        assertThat(indexes(ShardFilter.Type.AT_TRIM_HORIZON)).containsExactly(0);
        assertThat(indexes(ShardFilter.Type.AT_LATEST)).containsExactly(3);
        assertThat(local.indexes(new ShardFilter(ShardFilter.Type.AFTER_SHARD_ID, Engines.id(1), null)))
                .containsExactly(2, 3);
        assertThat(local.indexes(at(ShardFilter.Type.AT_TIMESTAMP, created.plusSeconds(30))))
                .containsExactly(0);
        assertThat(local.indexes(at(ShardFilter.Type.AT_TIMESTAMP, created.plusSeconds(90))))
                .containsExactly(1, 2);
        assertThat(local.indexes(at(ShardFilter.Type.AT_TIMESTAMP, created.plusSeconds(150))))
                .containsExactly(3);
        assertThat(local.indexes(at(ShardFilter.Type.FROM_TIMESTAMP, created.plusSeconds(90))))
                .containsExactly(1, 2, 3);
    }

    @Test
    void aClosedShardExpiresWithItsLastRecord() {
        local.put("a");
        local.engine.splitShard(Engines.STREAM, Engines.id(0), MIDDLE);
        local.time.advance(Duration.ofHours(24));
        assertThat(indexes(ShardFilter.Type.FROM_TRIM_HORIZON)).containsExactly(0, 1, 2);
        local.time.advance(Duration.ofMillis(1));
        assertThat(indexes(ShardFilter.Type.FROM_TRIM_HORIZON)).containsExactly(1, 2);
        Refusals.assertRefused(
                KinesisError.Type.ResourceNotFoundException,
                "does not exist",
                () -> local.iterator(0, IteratorType.TRIM_HORIZON));
    }

    @Test
    void listsArePagedAndTheTokenCarriesTheFilter() {
        var seven = Engines.withoutLimits(7);
        seven.engine.splitShard(Engines.STREAM, Engines.id(0), "1000");
        var first = seven.engine.listShards(Engines.STREAM, ShardFilter.of(ShardFilter.Type.AT_LATEST), null, 5);
        assertThat(first.shards())
                .extracting(ShardDescription::shardId)
                .startsWith(Engines.id(1))
                .hasSize(5);
        var second = seven.engine.listShards(first.nextToken(), 5);
        assertThat(second.shards())
                .extracting(ShardDescription::shardId)
                .containsExactly(Engines.id(6), Engines.id(7), Engines.id(8));
        assertThat(second.nextToken()).isNull();
        seven.time.advance(Duration.ofMillis(300_001));
        Refusals.assertRefused(
                KinesisError.Type.ExpiredNextTokenException,
                "expired",
                () -> seven.engine.listShards(first.nextToken(), 5));
        assertThat(seven.engine
                        .listShards(Engines.STREAM, ShardFilter.ALL, Engines.id(7), 10)
                        .shards())
                .extracting(ShardDescription::shardId)
                .containsExactly(Engines.id(8));
    }

    private List<Integer> indexes(ShardFilter.Type type) {
        return local.indexes(ShardFilter.of(type));
    }

    private static ShardFilter at(ShardFilter.Type type, Instant instant) {
        return new ShardFilter(type, null, instant);
    }

    private static BigInteger number(String sequenceNumber) {
        return new BigInteger(sequenceNumber);
    }
}
