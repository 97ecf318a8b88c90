package delivery.localkinesis.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.api.ShardStats;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadTest {
    private final Engines local = Engines.withoutLimits(1);

    /** By the examples of the API reference, whose stream is called myStream or so. */
    @Test
    void anIteratorIsAsLongAsThatOfAws() {
        assertThat(local.iterator(0, IteratorType.TRIM_HORIZON)).hasSize(204).startsWith("AAAAAAAAAA");
    }

    @Test
    void eachTypeOfIteratorBeginsWhereItsNameSays() {
        local.put("a");
        local.time.advance(Duration.ofSeconds(1));
        var b = local.put("b").sequenceNumber();
        var atB = local.time.instant();
        local.time.advance(Duration.ofSeconds(1));
        var latest = local.iterator(0, IteratorType.LATEST);
        local.put("c");

        assertThat(local.all(0)).containsExactly("a", "b", "c");
        assertThat(local.page(latest)).containsExactly("c");
        assertThat(local.page(local.iterator(0, IteratorType.AT_SEQUENCE_NUMBER, b)))
                .containsExactly("b", "c");
        assertThat(local.page(local.iterator(0, IteratorType.AFTER_SEQUENCE_NUMBER, b)))
                .containsExactly("c");
        assertThat(local.page(at(atB.minusMillis(1)))).containsExactly("b", "c");
        assertThat(local.page(at(atB))).containsExactly("b", "c");
        assertThat(local.page(at(atB.plusMillis(1)))).containsExactly("c");
        assertThat(local.page(at(local.time.instant()))).containsExactly("c");
        assertThat(local.page(at(atB.minusSeconds(3_600)))).containsExactly("a", "b", "c");
    }

    @Test
    void theStartOfAShardIsAPositionBeforeItsFirstRecord() {
        var start = local.shards(ShardFilter.ALL).get(0).startingSequenceNumber();
        local.put("a");
        assertThat(local.page(local.iterator(0, IteratorType.AT_SEQUENCE_NUMBER, start)))
                .containsExactly("a");
        assertThat(local.page(local.iterator(0, IteratorType.AFTER_SEQUENCE_NUMBER, start)))
                .containsExactly("a");
    }

    @Test
    void followingTheIteratorsReadsEveryRecordOnceInOrderWhateverThePageSize() {
        var put = new ArrayList<String>();
        for (int i = 0; i < 1_000; i++) {
            put.add("record " + i + " " + "x".repeat(i % 700));
            local.put(put.get(i));
        }
        for (var limit : List.of(1, 7, 999, 1_000, 10_000)) {
            var read = new ArrayList<String>();
            var iterator = local.iterator(0, IteratorType.TRIM_HORIZON);
            for (var behind = 1L; behind > 0; ) {
                var page = local.engine.getRecords(iterator, limit);
                assertThat(page.records()).hasSizeLessThanOrEqualTo(limit);
                read.addAll(Engines.texts(page));
                iterator = page.nextShardIterator();
                behind = page.millisBehindLatest();
            }
            assertThat(read).isEqualTo(put);
        }
    }

    @Test
    void aPageHasTenThousandRecordsAtMost() {
        for (int i = 0; i < 10_001; i++) {
            local.put("x");
        }
        var first = local.engine.getRecords(local.iterator(0, IteratorType.TRIM_HORIZON));
        assertThat(first.records()).hasSize(10_000);
        assertThat(local.page(first.nextShardIterator())).hasSize(1);
    }

    @Test
    void aPageHasTenMebibytesAtMost() {
        for (int i = 0; i < 11; i++) {
            local.engine.putRecord(Engines.STREAM, Engines.entryOf(1 << 20));
        }
        var first = local.engine.getRecords(local.iterator(0, IteratorType.TRIM_HORIZON));
        assertThat(first.records()).hasSize(10);
        assertThat(local.page(first.nextShardIterator())).hasSize(1);
    }

    @Test
    void millisBehindLatestIsTheAgeOfTheNextUnreadRecordAndZeroAtTheTip() {
        local.put("a");
        local.put("b");
        local.time.advance(Duration.ofSeconds(3));
        var first = local.engine.getRecords(local.iterator(0, IteratorType.TRIM_HORIZON), 1);
        assertThat(first.millisBehindLatest()).isEqualTo(3_000);
        assertThat(local.engine.getRecords(first.nextShardIterator()).millisBehindLatest())
                .isZero();
    }

    @Test
    void unreadRecordsOfThisVeryMillisecondAreNotTheTip() {
        local.put("a");
        local.put("b");
        assertThat(local.engine
                        .getRecords(local.iterator(0, IteratorType.TRIM_HORIZON), 1)
                        .millisBehindLatest())
                .isPositive();
    }

    @Test
    void anOpenShardAlwaysHasANextIteratorAlsoAfterAnEmptyPage() {
        var page = local.engine.getRecords(local.iterator(0, IteratorType.LATEST));
        assertThat(page.records()).isEmpty();
        assertThat(page.nextShardIterator()).isNotNull();
        assertThat(page.childShards()).isEmpty();
        local.put("a");
        assertThat(local.page(page.nextShardIterator())).containsExactly("a");
    }

    @Test
    void recordsOlderThanTheRetentionAreGoneAndReadersGoOnAtTheHorizon() {
        var a = local.put("a").sequenceNumber();
        local.time.advance(Duration.ofHours(23));
        local.put("b");
        local.time.advance(Duration.ofHours(1));
        assertThat(local.all(0)).containsExactly("a", "b");
        local.time.advance(Duration.ofMillis(1));
        assertThat(local.all(0)).containsExactly("b");
        assertThat(local.page(local.iterator(0, IteratorType.AT_SEQUENCE_NUMBER, a)))
                .containsExactly("b");
        local.time.advance(Duration.ofHours(30));
        assertThat(local.all(0)).isEmpty();
        local.put("c");
        assertThat(local.all(0)).containsExactly("c");
    }

    @Test
    void arrivalNeverGoesBackWhenTheClockDoes() {
        local.put("a");
        local.time.advance(Duration.ofSeconds(-5));
        local.put("b");
        var records = local.engine
                .getRecords(local.iterator(0, IteratorType.TRIM_HORIZON))
                .records();
        assertThat(records.get(1).approximateArrival()).isEqualTo(records.get(0).approximateArrival());
        assertThat(new BigInteger(records.get(1).sequenceNumber()))
                .isGreaterThan(new BigInteger(records.get(0).sequenceNumber()));
    }

    @Test
    void whenMemoryIsUsedUpTheOldestRecordsOfAllStreamsGoFirst() {
        var small = new Engines(EngineOptions.DEFAULT.withLimits(false).withRetainBytes(4 << 20), 1);
        small.engine.createActiveStream("other", 1);
        small.engine.putRecord("other", Engines.entry("oldest of all"));
        var last = "";
        for (int i = 0; i < 200; i++) {
            small.time.advance(Duration.ofMillis(1));
            last = small.put("n" + i + "x".repeat(100_000)).sequenceNumber();
        }
        assertThat(small.engine.retainedBytes()).isBetween(3L << 20, 4L << 20);
        var kept = small.all(0);
        assertThat(kept.size()).isBetween(25, 40);
        assertThat(kept.get(kept.size() - 1)).startsWith("n199x");
        assertThat(small.engine.shardStats())
                .extracting(ShardStats::stream, ShardStats::droppedEarly)
                .containsExactlyInAnyOrder(tuple(Engines.STREAM, 200L - kept.size()), tuple("other", 1L));
        var other = small.engine.getShardIterator("other", Engines.id(0), IteratorType.TRIM_HORIZON, null, null);
        assertThat(small.page(other)).isEmpty();
        assertThat(small.page(small.iterator(0, IteratorType.AT_SEQUENCE_NUMBER, last)))
                .hasSize(1);
    }

    @Test
    void aPageStaysAsItWasReadWhileItsMemoryIsNeededAgain() {
        var small = new Engines(EngineOptions.DEFAULT.withLimits(false).withRetainBytes(2 << 20), 1);
        fill(small, 'a');
        var iterator = small.iterator(0, IteratorType.TRIM_HORIZON);
        var page = small.engine.readPage(iterator, 10_000);
        fill(small, 'b');
        fill(small, 'c'); // all that was read is dropped by now
        assertThat(Engines.texts(page.copied()))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).isEqualTo("a".repeat(1_000)));
        fill(small, 'd'); // over what is not held any more
        assertThat(small.all(0))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).isIn("c".repeat(1_000), "d".repeat(1_000)));
    }

    /** Twice as much as is kept. */
    private static void fill(Engines engines, char letter) {
        for (int i = 0; i < 4_000; i++) {
            engines.time.advance(Duration.ofMillis(1));
            engines.put(String.valueOf(letter).repeat(1_000));
        }
    }

    private String at(Instant instant) {
        return local.engine.getShardIterator(Engines.STREAM, Engines.id(0), IteratorType.AT_TIMESTAMP, null, instant);
    }

    @Test
    void anIteratorBeginsAndIsAsLongAsOneOfAws() {
        for (var length : new int[] {1, 13, 14, 29, 30, 128}) {
            var name = "n".repeat(length);
            local.engine.createActiveStream(name, 1);
            var bytes = Base64.getDecoder()
                    .decode(local.engine.getShardIterator(name, "0", IteratorType.LATEST, null, null));
            assertThat(bytes).startsWith(0, 0, 0, 0, 0, 0, 0, 1).hasSize(152 + (length + 2) / 16 * 16);
        }
    }
}
