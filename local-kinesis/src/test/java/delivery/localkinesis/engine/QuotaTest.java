package delivery.localkinesis.engine;

import static delivery.localkinesis.api.KinesisError.Type.ProvisionedThroughputExceededException;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.PutRecordsResult;
import delivery.localkinesis.api.ShardStats;
import delivery.localkinesis.shard.HashKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuotaTest {
    private final Engines local = Engines.withLimits(2);

    @Test
    void ofFifteenHundredPutsInOneSecondToOneShardFiveHundredAreRefused() {
        var accepted = 0;
        for (int i = 0; i < 1_500; i++) {
            if (i % 150 == 149) {
                local.time.advance(Duration.ofMillis(99)); // spread over the second, not all at its start
            }
            accepted += accepts("0") ? 1 : 0;
        }
        assertThat(accepted).isEqualTo(1_000);
        assertThat(stats(0).records()).isEqualTo(1_000);
        assertThat(stats(0).throttledPuts()).isEqualTo(500);
        assertThat(accepts(HashKey.MAX.toString()))
                .as("the other shard has its own")
                .isTrue();
        local.time.advance(Duration.ofSeconds(1));
        assertThat(accepts("0")).isTrue();
    }

    @Test
    void aShardTakesOneMebibyteASecondPartitionKeysIncluded() {
        var quarter = Engines.entryOf(256 << 10);
        var five = local.engine.putRecords(
                Engines.STREAM, Collections.nCopies(5, new NewRecord(quarter.data(), "k", "0")));
        assertThat(five.failedRecordCount()).isEqualTo(1);
        assertThat(five.records())
                .extracting(PutRecordsResult.Entry::isStored)
                .containsExactly(true, true, true, true, false);
        assertThat(five.records().get(4).errorCode()).isEqualTo("ProvisionedThroughputExceededException");
        assertThat(five.records().get(4).errorMessage())
                .isEqualTo("Rate exceeded for shard shardId-000000000000 in stream orders under account 000000000000.");
        Refusals.assertRefused(
                ProvisionedThroughputExceededException, "Rate exceeded for shard", () -> local.put("", "0"));
    }

    @Test
    void anEntryThatIsRefusedDoesNotTakeTheOthersWithIt() {
        local.put("x".repeat(1 << 19), "0");
        var result = local.engine.putRecords(
                Engines.STREAM,
                List.of(
                        new NewRecord(new byte[600 << 10], "k", "0"),
                        new NewRecord(new byte[1], "k", "0"),
                        new NewRecord(new byte[600 << 10], "k", HashKey.MAX.toString())));
        assertThat(result.records())
                .extracting(PutRecordsResult.Entry::isStored)
                .containsExactly(false, true, true);
    }

    @Test
    void underThreefoldOverloadTheQuotaIsAcceptedWithinOnePercent() {
        var accepted = 0;
        for (int ms = 0; ms < 60_000; ms += 10) {
            for (int i = 0; i < 30; i++) {
                accepted += accepts("0") ? 1 : 0;
            }
            local.time.advance(Duration.ofMillis(10));
        }
        assertThat(accepted / 60.0).isCloseTo(1_000, within(10.0));
    }

    @Test
    void underThreefoldOverloadSevenShardsTakeSevenThousandASecondWithinOnePercent() {
        var seven = Engines.withLimits(7);
        var random = new Random(5);
        var seconds = 30;
        for (var end = seven.time.instant().plusSeconds(seconds);
                seven.time.instant().isBefore(end); ) {
            // 21,000 records a second, in batches at uneven times as a network makes them.
            var gap = 1 + random.nextInt(40);
            for (var left = 21 * gap; left > 0; left -= 500) {
                var batch = new ArrayList<NewRecord>();
                for (int i = 0; i < Math.min(500, left); i++) {
                    batch.add(new NewRecord(new byte[100], "key-" + random.nextInt(100_000)));
                }
                seven.engine.putRecords(Engines.STREAM, batch);
            }
            seven.time.advance(Duration.ofMillis(gap));
        }
        assertThat(seven.engine.totals().records() / (double) seconds).isCloseTo(7_000, within(70.0));
    }

    @Test
    void theSixthReadOfAShardInOneSecondIsRefusedWhoeverReads() {
        var one = local.iterator(0, IteratorType.LATEST);
        var two = local.iterator(0, IteratorType.TRIM_HORIZON);
        for (int i = 0; i < 5; i++) {
            local.engine.getRecords(i % 2 == 0 ? one : two);
            local.time.advance(Duration.ofMillis(190));
        }
        Refusals.assertRefused(
                ProvisionedThroughputExceededException, "Rate exceeded for shard", () -> local.engine.getRecords(one));
        local.engine.getRecords(local.iterator(1, IteratorType.LATEST));
        assertThat(stats(0).readCalls()).isEqualTo(5);
        assertThat(stats(0).throttledReads()).isEqualTo(1);
        local.time.advance(Duration.ofMillis(50));
        local.engine.getRecords(one);
    }

    @Test
    void fiveReadsASecondForAMinuteAreNeverRefused() {
        var iterator = local.iterator(0, IteratorType.LATEST);
        for (int i = 0; i < 300; i++) {
            iterator = local.engine.getRecords(iterator).nextShardIterator();
            local.time.advance(Duration.ofMillis(200));
        }
    }

    @Test
    void aReadBeyondTwoMebibytesIsPaidForByThoseThatFollow() {
        fill(3);
        var iterator = local.iterator(0, IteratorType.TRIM_HORIZON);
        assertThat(local.page(iterator)).hasSize(3);
        Refusals.assertRefused(ProvisionedThroughputExceededException, "", () -> local.engine.getRecords(iterator));
        local.time.advance(Duration.ofSeconds(1));
        assertThat(local.page(iterator)).as("1 of 2 MiB is left").hasSize(3);
        local.time.advance(Duration.ofSeconds(1));
        Refusals.assertRefused(ProvisionedThroughputExceededException, "", () -> local.engine.getRecords(iterator));
    }

    @Test
    void afterAFullPageAShardGivesNothingForFiveSeconds() {
        fill(11);
        var iterator = local.iterator(0, IteratorType.TRIM_HORIZON);
        var page = local.engine.getRecords(iterator);
        assertThat(page.records()).hasSize(10);
        local.time.advance(Duration.ofMillis(4_999));
        Refusals.assertRefused(
                ProvisionedThroughputExceededException, "", () -> local.engine.getRecords(page.nextShardIterator()));
        local.time.advance(Duration.ofMillis(1));
        assertThat(local.page(page.nextShardIterator())).hasSize(1);
    }

    @Test
    void withoutLimitsNothingIsRefused() {
        var free = Engines.withoutLimits(1);
        for (int i = 0; i < 3_000; i++) {
            free.put("x".repeat(1_000));
        }
        var iterator = free.iterator(0, IteratorType.TRIM_HORIZON);
        for (int i = 0; i < 20; i++) {
            assertThat(free.page(iterator)).hasSize(3_000);
        }
        assertThat(free.engine.totals().throttledPuts()).isZero();
        assertThat(free.engine.totals().throttledReads()).isZero();
    }

    @Test
    void aClockSetBackDoesNotStopTheShard() {
        for (int i = 0; i < 1_000; i++) {
            local.put("x", "0");
        }
        local.time.step(Duration.ofHours(-1));
        assertThat(accepts("0")).isFalse();
        local.time.advance(Duration.ofSeconds(1));
        assertThat(accepts("0")).isTrue();
    }

    @Test
    void anIdleShardSavesNothingUp() {
        local.put("x", "0");
        local.time.advance(Duration.ofHours(1));
        var accepted = 0;
        for (int i = 0; i < 2_500; i++) {
            accepted += accepts("0") ? 1 : 0;
        }
        assertThat(accepted).isEqualTo(1_000);
    }

    /** So many records of a mebibyte in shard 0. */
    private void fill(int mebibytes) {
        for (int i = 0; i < mebibytes; i++) {
            local.engine.putRecord(Engines.STREAM, new NewRecord(new byte[(1 << 20) - 1], "k", "0"));
            local.time.advance(Duration.ofSeconds(1));
        }
    }

    private boolean accepts(String hashKey) {
        try {
            local.put("x", hashKey);
            return true;
        } catch (KinesisError e) {
            assertThat(e.type()).isEqualTo(ProvisionedThroughputExceededException);
            return false;
        }
    }

    private ShardStats stats(int shard) {
        return local.engine.shardStats().get(shard);
    }
}
