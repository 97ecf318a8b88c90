package delivery.localkinesis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.PutRecordsResult;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.shard.HashKey;
import delivery.localkinesis.shard.SequenceNumber;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PutTest {
    private static final BigInteger TWO_128 = BigInteger.TWO.pow(128);

    private final Engines local = Engines.withoutLimits(4);

    @Test
    void anExplicitHashKeyDecidesTheShardAlsoAtTheEdgesOfItsRange() {
        for (var shard : local.shards(ShardFilter.ALL)) {
            assertThat(local.put("low", shard.startingHashKey()).shardId()).isEqualTo(shard.shardId());
            assertThat(local.put("high", shard.endingHashKey()).shardId()).isEqualTo(shard.shardId());
        }
    }

    @Test
    void theRangesCoverTheWholeSpaceWithoutGapOrOverlap() {
        var three = Engines.withoutLimits(3);
        var expected = BigInteger.ZERO;
        for (var shard : three.shards(ShardFilter.ALL)) {
            assertThat(shard.startingHashKey()).isEqualTo(expected.toString());
            expected = new BigInteger(shard.endingHashKey()).add(BigInteger.ONE);
        }
        assertThat(expected).isEqualTo(TWO_128);
    }

    @ParameterizedTest
    @CsvSource({ // MD5 as any other tool computes it
        "a, 16955237001963240173058271559858726497",
        "order-1, 146877212252092102612564579855103022916",
        "Zürich, 21571439941612705407085021742162426705",
    })
    void withoutOneTheMd5OfThePartitionKeyDecides(String partitionKey, String md5) {
        assertThat(HashKey.ofPartitionKey(partitionKey)).hasToString(md5);
        var byKey = local.engine.putRecord(Engines.STREAM, new NewRecord(new byte[0], partitionKey));
        assertThat(byKey.shardId()).isEqualTo(local.put("", md5).shardId());
    }

    @Test
    void sequenceNumbersLookLikeAwsGrowWithinAShardAndAreUniqueInTheStream() {
        var all = new HashSet<String>();
        var last = BigInteger.ZERO;
        for (int i = 0; i < 1_000; i++) {
            var number = local.put("x", "0").sequenceNumber();
            assertThat(number).matches("49\\d{54}");
            assertThat(new BigInteger(number)).isGreaterThan(last);
            last = new BigInteger(number);
            all.add(number);
            all.add(local.put("x", HashKey.MAX.toString()).sequenceNumber());
        }
        assertThat(all).hasSize(2_000);
    }

    @Test
    void aNumberTellsTheShardItsSecondAndTheRecordsIndexAndSecond() {
        var second = local.time.instant().getEpochSecond();
        local.time.advance(Duration.ofSeconds(100));
        for (int i = 1; i <= 3; i++) {
            var parts =
                    SequenceNumber.parse(local.put("x", HashKey.MAX.toString()).sequenceNumber());
            assertThat(parts).isEqualTo(new SequenceNumber(2, second - 2, i, second + 100, 3));
        }
        // Five shards in a row have one counter.
        assertThat(SequenceNumber.parse(local.put("x", "0").sequenceNumber()).index())
                .isEqualTo(4);
        assertThat(SequenceNumber.parse(local.shards(ShardFilter.ALL).get(3).startingSequenceNumber()))
                .isEqualTo(new SequenceNumber(2, second - 2, 0, second - 2, 3));
    }

    @Test
    void theNumberForOrderingIsOneThatMayHaveBeenGiven() {
        var second = local.time.instant().getEpochSecond();
        for (var allowed : List.of(
                local.put("x").sequenceNumber(),
                new BigInteger("20000000000000000000000000000000000000000000002", 16).toString(),
                new BigInteger("2ffffffffff7fffffffffffffff000000000007fffffff2", 16).toString(),
                timed(second))) {
            local.engine.putRecord(Engines.STREAM, Engines.entry("x"), allowed);
        }
        for (var refused : List.of(
                timed(second + 2),
                new BigInteger("20000000000000000000000000000000000000000000000", 16).toString(),
                new BigInteger("30000000000000000000000000000000000000000000001", 16).toString(),
                new BigInteger("20000000000800000000000000000000000000000000002", 16).toString(),
                new BigInteger("20000000000000000000000000000000000000800000002", 16).toString())) {
            Refusals.assertRefused(
                    KinesisError.Type.InvalidArgumentException,
                    "ExclusiveMinimumSequenceNumber " + refused + " used in PutRecord on stream orders under account"
                            + " 000000000000 is invalid.",
                    () -> local.engine.putRecord(Engines.STREAM, Engines.entry("x"), refused));
        }
    }

    @Test
    void aNumberJustGivenOrdersAlsoWhenShardsWereScaledThisSecond() {
        for (int i = 0; i < 5; i++) {
            local.engine.updateShardCount(Engines.STREAM, 5 - i % 2);
            var last = local.put("x").sequenceNumber();
            local.engine.putRecord(Engines.STREAM, Engines.entry("y"), last);
        }
    }

    private static String timed(long second) {
        return new BigInteger("200000000000000000000000000000" + Long.toHexString(second) + "000000002", 16).toString();
    }

    @Test
    void aBatchIsAnsweredEntryByEntryInItsOrder() {
        var result = local.engine.putRecords(
                Engines.STREAM,
                List.of(
                        new NewRecord("one".getBytes(StandardCharsets.UTF_8), "key", "0"),
                        new NewRecord("two".getBytes(StandardCharsets.UTF_8), "key", HashKey.MAX.toString()),
                        new NewRecord("three".getBytes(StandardCharsets.UTF_8), "key", "1")));
        assertThat(result.failedRecordCount()).isZero();
        assertThat(result.records())
                .extracting(PutRecordsResult.Entry::shardId)
                .containsExactly(Engines.id(0), Engines.id(3), Engines.id(0));
        assertThat(local.all(0)).containsExactly("one", "three");
        assertThat(local.all(3)).containsExactly("two");
    }

    @Test
    void aRecordComesBackAsItWasPut() {
        local.engine.putRecord(Engines.STREAM, new NewRecord(new byte[] {0, -1, 127}, "Zürich 🚚", "5"));
        var record = local.engine
                .getRecords(local.iterator(0, IteratorType.TRIM_HORIZON))
                .records()
                .get(0);
        assertThat(record.data()).containsExactly(0, -1, 127);
        assertThat(record.partitionKey()).isEqualTo("Zürich 🚚");
        assertThat(record.approximateArrival()).isEqualTo(local.time.instant());
    }

    @Test
    void aStreamIsFoundByItsArnToo() {
        var arn = local.engine.describeStreamSummary(Engines.STREAM).arn();
        assertThat(arn).isEqualTo("arn:aws:kinesis:us-east-1:000000000000:stream/orders");
        assertThat(local.engine.putRecord(arn, Engines.entry("x")).shardId()).isNotNull();
    }
}
