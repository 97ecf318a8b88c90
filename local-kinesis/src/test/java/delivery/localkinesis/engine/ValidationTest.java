package delivery.localkinesis.engine;

import static delivery.localkinesis.api.KinesisError.Type.ExpiredIteratorException;
import static delivery.localkinesis.api.KinesisError.Type.InvalidArgumentException;
import static delivery.localkinesis.api.KinesisError.Type.ResourceInUseException;
import static delivery.localkinesis.api.KinesisError.Type.ResourceNotFoundException;
import static delivery.localkinesis.api.KinesisError.Type.ValidationException;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.shard.HashKey;
import java.math.BigInteger;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValidationTest {
    private static final int MIB = 1 << 20;
    private static final String HEAD = "1 validation error detected: Value ";

    private final Engines local = Engines.withoutLimits(4);

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        "no such stream",
                        ResourceNotFoundException,
                        "Stream nope under account 000000000000 not found.",
                        e -> e.putRecord("nope", Engines.entry("x"))),
                refusal(
                        "name in use",
                        ResourceInUseException,
                        "Stream orders under account 000000000000 already exists.",
                        e -> e.createStream("orders", 1)),
                refusal("no name", ValidationException, HEAD + "null at 'streamName'", e -> e.createStream(null, 1)),
                refusal("empty name", ValidationException, "'' at 'streamName'", e -> e.createStream("", 1)),
                refusal(
                        "long name",
                        ValidationException,
                        "length between 1 and 128",
                        e -> e.createStream("a".repeat(129), 1)),
                refusal(
                        "bad name",
                        ValidationException,
                        "regular expression pattern: [a-zA-Z0-9_.-]+",
                        e -> e.createStream("a/b", 1)),
                refusal("no shards", ValidationException, "'0' at 'shardCount'", e -> e.createStream("a", 0)),
                refusal("empty batch", ValidationException, "at 'records'", e -> e.putRecords("orders", List.of())),
                refusal(
                        "501 records",
                        ValidationException,
                        "length less than or equal to 500",
                        e -> e.putRecords("orders", Collections.nCopies(501, Engines.entry("x")))),
                refusal(
                        "no data",
                        ValidationException,
                        HEAD + "null at 'data'",
                        e -> e.putRecord("orders", new NewRecord(null, "k"))),
                refusal(
                        "no data in batch",
                        ValidationException,
                        "null at 'records.2.member.data'",
                        e -> e.putRecords("orders", List.of(Engines.entry("x"), new NewRecord(null, "k")))),
                refusal(
                        "no partition key",
                        ValidationException,
                        "null at 'partitionKey'",
                        e -> e.putRecord("orders", new NewRecord(new byte[0], null))),
                refusal(
                        "empty partition key",
                        ValidationException,
                        "length greater than or equal to 1",
                        e -> e.putRecord("orders", new NewRecord(new byte[0], ""))),
                refusal(
                        "long partition key",
                        ValidationException,
                        "length less than or equal to 256",
                        e -> e.putRecord("orders", new NewRecord(new byte[0], "k".repeat(257)))),
                refusal(
                        "record too large",
                        InvalidArgumentException,
                        "1048577 bytes",
                        e -> e.putRecord("orders", Engines.entryOf(MIB + 1))),
                refusal(
                        "record of a batch too large",
                        InvalidArgumentException,
                        "records.1.member.data",
                        e -> e.putRecords("orders", List.of(Engines.entryOf(MIB + 1)))),
                refusal(
                        "batch too large",
                        InvalidArgumentException,
                        "Records size exceeds 10485760 bytes",
                        e -> e.putRecords("orders", Collections.nCopies(11, Engines.entryOf(MIB)))),
                refusal(
                        "hash key too large",
                        InvalidArgumentException,
                        "[0, 2^128-1]",
                        e -> e.putRecord(
                                "orders", new NewRecord(new byte[0], "k", "340282366920938463463374607431768211456"))),
                refusal(
                        "no shard",
                        ResourceNotFoundException,
                        "Shard shardId-000000000009 in stream orders",
                        e -> e.getShardIterator("orders", Engines.id(9), IteratorType.LATEST, null, null)),
                refusal(
                        "no shard id",
                        ResourceNotFoundException,
                        "Could not find shard ABKLFD8 in stream orders under account 000000000000.",
                        e -> e.getShardIterator("orders", "ABKLFD8", IteratorType.LATEST, null, null)),
                refusal(
                        "no shard of no stream",
                        ResourceNotFoundException,
                        "Shard shardId-000000000007 in stream nobody under account 000000000000 does not exist",
                        e -> e.getShardIterator("nobody", "any-7", IteratorType.LATEST, null, null)),
                refusal(
                        "sequence type without number",
                        InvalidArgumentException,
                        "no StartingSequenceNumber",
                        e -> e.getShardIterator("orders", Engines.id(0), IteratorType.AT_SEQUENCE_NUMBER, null, null)),
                refusal(
                        "number without sequence type",
                        InvalidArgumentException,
                        "also a StartingSequenceNumber",
                        e -> e.getShardIterator("orders", Engines.id(0), IteratorType.TRIM_HORIZON, "1", null)),
                refusal(
                        "time type without time",
                        InvalidArgumentException,
                        "no timestamp",
                        e -> e.getShardIterator("orders", Engines.id(0), IteratorType.AT_TIMESTAMP, null, null)),
                refusal(
                        "garbage number",
                        InvalidArgumentException,
                        "abc used in GetShardIterator on shard shardId-000000000000",
                        e -> e.getShardIterator("orders", Engines.id(0), IteratorType.AT_SEQUENCE_NUMBER, "abc", null)),
                refusal(
                        "foreign number",
                        InvalidArgumentException,
                        "did not come from this stream",
                        e -> e.getShardIterator(
                                "orders",
                                Engines.id(0),
                                IteratorType.AT_SEQUENCE_NUMBER,
                                "49546986683135544286507457936321625675700192471156785154",
                                null)),
                refusal(
                        "garbage iterator",
                        InvalidArgumentException,
                        "Invalid ShardIterator.",
                        e -> e.getRecords("AAAA")),
                refusal(
                        "iterator that is not Base64",
                        InvalidArgumentException,
                        "Invalid ShardIterator.",
                        e -> e.getRecords("???")),
                refusal("limit 0", ValidationException, "'0' at 'limit'", e -> e.getRecords("AAAA", 0)),
                refusal(
                        "limit 10,001",
                        ValidationException,
                        "less than or equal to 10000",
                        e -> e.getRecords("AAAA", 10_001)),
                refusal(
                        "garbage token",
                        InvalidArgumentException,
                        "NextToken is invalid",
                        e -> e.listShards("AAAA", 10)),
                refusal(
                        "0 results",
                        ValidationException,
                        "'0' at 'maxResults'",
                        e -> e.listShards("orders", ShardFilter.ALL, null, 0)),
                refusal(
                        "filter without shard",
                        InvalidArgumentException,
                        "ShardId must be specified",
                        e -> ShardFilter.of(ShardFilter.Type.AFTER_SHARD_ID)),
                refusal(
                        "filter without time",
                        InvalidArgumentException,
                        "Timestamp must be specified",
                        e -> ShardFilter.of(ShardFilter.Type.AT_TIMESTAMP)),
                refusal(
                        "split at the start",
                        InvalidArgumentException,
                        "NewStartingHashKey 0 used in SplitShard() on shard shardId-000000000000",
                        e -> e.splitShard("orders", Engines.id(0), "0")),
                refusal(
                        "split one above the start",
                        InvalidArgumentException,
                        "is not both greater than one plus the shard's StartingHashKey 0 and less than",
                        e -> e.splitShard("orders", Engines.id(0), "1")),
                refusal(
                        "split beyond all hash keys",
                        InvalidArgumentException,
                        "NewStartingHashKey 999999999999999999999999999999999999999 used in SplitShard()",
                        e -> e.splitShard("orders", Engines.id(3), "9".repeat(39))),
                refusal(
                        "merge in the order against the ranges",
                        InvalidArgumentException,
                        "Shards shardId-000000000001 and shardId-000000000000 in stream orders",
                        e -> e.mergeShards("orders", Engines.id(1), Engines.id(0))),
                refusal(
                        "split of no shard",
                        ResourceNotFoundException,
                        "Could not find shard shardId-000000000005 in stream orders under account 000000000000.",
                        e -> e.splitShard("orders", "shardId-5", "7")),
                refusal(
                        "split at the end",
                        InvalidArgumentException,
                        "less than the shard's EndingHashKey",
                        e -> e.splitShard("orders", Engines.id(3), HashKey.MAX.toString())),
                refusal(
                        "split outside",
                        InvalidArgumentException,
                        "used in SplitShard()",
                        e -> e.splitShard("orders", Engines.id(0), HashKey.MAX.toString())),
                refusal(
                        "split at garbage",
                        ValidationException,
                        "at 'newStartingHashKey' failed to satisfy constraint",
                        e -> e.splitShard("orders", Engines.id(0), "x")),
                refusal(
                        "merge not adjacent",
                        InvalidArgumentException,
                        "not an adjacent pair",
                        e -> e.mergeShards("orders", Engines.id(0), Engines.id(2))),
                refusal(
                        "merge first and last",
                        InvalidArgumentException,
                        "not an adjacent pair",
                        e -> e.mergeShards("orders", Engines.id(3), Engines.id(0))),
                refusal(
                        "merge with itself",
                        InvalidArgumentException,
                        "not an adjacent pair",
                        e -> e.mergeShards("orders", Engines.id(0), Engines.id(0))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refusals(String what, KinesisError.Type type, String message, Consumer<Engine> call) {
        Refusals.assertRefused(type, message, () -> call.accept(local.engine));
        assertThat(local.engine.totals().records()).as("nothing is stored").isZero();
    }

    @Test
    void whatIsJustAllowedIsAccepted() {
        local.engine.createStream("a".repeat(128), 1);
        local.engine.putRecords(Engines.STREAM, Collections.nCopies(500, Engines.entry("")));
        local.engine.putRecord(Engines.STREAM, new NewRecord(new byte[0], "🚚".repeat(256)));
        local.engine.putRecords(Engines.STREAM, Collections.nCopies(10, Engines.entryOf(MIB)));
        local.engine.splitShard(Engines.STREAM, Engines.id(0), "2");
    }

    @Test
    void aShardIsSplitOrMergedOnce() {
        local.engine.splitShard(Engines.STREAM, Engines.id(0), "1000");
        Refusals.assertRefused(
                InvalidArgumentException,
                "already been merged or split",
                () -> local.engine.splitShard(Engines.STREAM, Engines.id(0), "2000"));
        Refusals.assertRefused(
                InvalidArgumentException,
                "already been merged or split",
                () -> local.engine.mergeShards(Engines.STREAM, Engines.id(0), Engines.id(1)));
    }

    @Test
    void anIteratorLivesFiveMinutes() {
        local.put("a", "0");
        var iterator = local.iterator(0, IteratorType.TRIM_HORIZON);
        local.time.advance(Duration.ofMinutes(5));
        var next = local.engine.getRecords(iterator).nextShardIterator();
        local.time.advance(Duration.ofMillis(1));
        var times = DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);
        Refusals.assertRefused(
                ExpiredIteratorException,
                "Iterator expired. The iterator was created at time "
                        + times.format(local.time.instant().minus(Duration.ofMinutes(5)))
                        + " while right now it is " + times.format(local.time.instant())
                        + " which is further in the future than the tolerated delay of 300000 milliseconds.",
                () -> local.engine.getRecords(iterator));
        assertThat(local.page(next)).as("each page gives a fresh one").isEmpty();
    }

    @Test
    void aSequenceNumberOfAnotherShardIsRefused() {
        var other = local.put("x", HashKey.MAX.toString()).sequenceNumber();
        Refusals.assertRefused(
                InvalidArgumentException,
                "It encodes shardId-000000000003, while it was used in a call to a shard with shardId-000000000000",
                () -> local.iterator(0, IteratorType.AFTER_SEQUENCE_NUMBER, other));
    }

    @Test
    void aSequenceNumberThatWasNeverGivenOutIsRefused() {
        var start = local.shards(ShardFilter.ALL).get(0).startingSequenceNumber();
        var future = new BigInteger(start).add(BigInteger.ONE.shiftLeft(80)).toString();
        Refusals.assertRefused(
                InvalidArgumentException,
                "did not come from this stream",
                () -> local.iterator(0, IteratorType.AT_SEQUENCE_NUMBER, future));
        local.put("x", "0");
        assertThat(local.page(local.iterator(0, IteratorType.AT_SEQUENCE_NUMBER, future)))
                .containsExactly("x");
    }

    @Test
    void aTimeToComeIsRefused() {
        var now = local.time.instant();
        var later = now.plusMillis(1);
        var message = "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis."
                + " timestampInMillis: " + later.toEpochMilli() + ", currentTimestampInMillis: " + now.toEpochMilli();
        Refusals.assertRefused(
                InvalidArgumentException,
                message,
                () -> local.engine.getShardIterator(
                        Engines.STREAM, Engines.id(0), IteratorType.AT_TIMESTAMP, null, later));
        for (var type : new ShardFilter.Type[] {ShardFilter.Type.AT_TIMESTAMP, ShardFilter.Type.FROM_TIMESTAMP}) {
            Refusals.assertRefused(
                    InvalidArgumentException, message, () -> local.shards(new ShardFilter(type, null, later)));
        }
    }

    private static Arguments refusal(String what, KinesisError.Type type, String message, Consumer<Engine> call) {
        return arguments(what, type, message, call);
    }
}
