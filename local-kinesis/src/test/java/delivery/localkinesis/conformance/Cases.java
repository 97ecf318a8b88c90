package delivery.localkinesis.conformance;

import static delivery.localkinesis.conformance.Probe.MIDDLE;
import static delivery.localkinesis.conformance.Probe.entry;
import static delivery.localkinesis.conformance.Probe.id;
import static delivery.localkinesis.conformance.Probe.index;
import static delivery.localkinesis.conformance.Probe.indexes;
import static software.amazon.awssdk.services.kinesis.model.ShardIteratorType.AFTER_SEQUENCE_NUMBER;
import static software.amazon.awssdk.services.kinesis.model.ShardIteratorType.AT_SEQUENCE_NUMBER;
import static software.amazon.awssdk.services.kinesis.model.ShardIteratorType.AT_TIMESTAMP;
import static software.amazon.awssdk.services.kinesis.model.ShardIteratorType.LATEST;
import static software.amazon.awssdk.services.kinesis.model.ShardIteratorType.TRIM_HORIZON;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.StreamSummary;

/** What any Kinesis is expected to do: one table, for local-kinesis, for others, for AWS itself. */
public final class Cases {
    private static final String DONE = "done";
    private static final String INVALID = "InvalidArgumentException";
    private static final String VALIDATION = "ValidationException";
    private static final String IN_USE = "ResourceInUseException";
    private static final String NOT_FOUND = "ResourceNotFoundException";
    private static final String BEYOND = BigInteger.TWO.pow(128).toString();
    private static final String LAST =
            BigInteger.TWO.pow(128).subtract(BigInteger.ONE).toString();

    private Cases() {}

    public static List<Case> all() {
        return List.of(
                // streams
                new Case("a stream's name may not be empty", VALIDATION, "API_CreateStream", p -> created(p, "", 1)),
                new Case(
                        "a stream's name may not hold a slash",
                        VALIDATION,
                        "API_CreateStream",
                        p -> created(p, "a/b", 1)),
                new Case(
                        "a stream's name has at most 128 characters",
                        VALIDATION,
                        "API_CreateStream",
                        p -> created(p, "x".repeat(129), 1)),
                new Case(
                        "a stream has at least one shard",
                        VALIDATION,
                        "API_CreateStream",
                        p -> created(p, p.name(), 0)),
                new Case("a name is taken once", IN_USE, "API_CreateStream", p -> created(p, p.shared(), 1)),
                new Case("a stream that is not there is not described", NOT_FOUND, "API_DescribeStream", p -> {
                    p.client.describeStream(r -> r.streamName("nobody"));
                    return DONE;
                }),
                new Case("a stream that is not there is not summed up", NOT_FOUND, "API_DescribeStreamSummary", p -> {
                    p.client.describeStreamSummary(r -> r.streamName("nobody"));
                    return DONE;
                }),
                new Case("a stream that is not there is not deleted", NOT_FOUND, "API_DeleteStream", p -> {
                    p.client.deleteStream(r -> r.streamName("nobody"));
                    return DONE;
                }),
                new Case(
                        "a new stream is ACTIVE, PROVISIONED, unencrypted and keeps records for 24 hours",
                        "ACTIVE PROVISIONED NONE 24 2",
                        "API_StreamDescriptionSummary",
                        p -> {
                            var summary = p.client
                                    .describeStreamSummary(r -> r.streamName(p.shared()))
                                    .streamDescriptionSummary();
                            return summary.streamStatus() + " "
                                    + summary.streamModeDetails().streamMode() + " "
                                    + summary.encryptionType() + " " + summary.retentionPeriodHours() + " "
                                    + summary.openShardCount();
                        }),
                new Case("a deleted stream takes no records", NOT_FOUND, "API_DeleteStream", p -> {
                    var stream = p.stream(1);
                    p.delete(stream);
                    return p.put(stream, "a");
                }),
                new Case("a stream made anew under an old name is empty", "", "API_DeleteStream", p -> {
                    var stream = p.stream(1);
                    p.put(stream, "a");
                    p.delete(stream);
                    p.create(stream, 1);
                    return Probe.texts(
                            p.page(p.iterator(stream, 0, TRIM_HORIZON)).records());
                }),
                new Case("streams are listed by name and by page", "1 true", "API_ListStreams", p -> {
                    var first = p.stream(1);
                    p.stream(1);
                    var before = first.substring(0, first.length() - 1);
                    var page = p.client.listStreams(
                            r -> r.exclusiveStartStreamName(before).limit(1));
                    return page.streamNames().size() + " " + page.hasMoreStreams();
                }),
                new Case("streams are listed with their state and mode", "ACTIVE PROVISIONED", "API_ListStreams", p -> {
                    var name = p.shared();
                    var before = name.substring(0, name.length() - 1);
                    return p.client.listStreams(r -> r.exclusiveStartStreamName(before)).streamSummaries().stream()
                            .filter(one -> one.streamName().equals(name))
                            .map(Cases::stateAndMode)
                            .collect(Collectors.joining());
                }),
                new Case("a page of streams has at least one", VALIDATION, "API_ListStreams", p -> {
                    p.client.listStreams(r -> r.limit(0));
                    return DONE;
                }),
                // by ARN
                new Case("a stream is described by its ARN", "true", "API_DescribeStream", p -> {
                    var arn = p.arn(p.shared());
                    return Boolean.toString(p.client
                            .describeStream(r -> r.streamARN(arn))
                            .streamDescription()
                            .streamName()
                            .equals(p.shared()));
                }),
                new Case("a record is put and read by ARN", "a", "API_PutRecord", p -> {
                    var stream = p.stream(1);
                    var arn = p.arn(stream);
                    p.client.putRecord(r -> r.streamARN(arn).partitionKey("k").data(SdkBytes.fromUtf8String("a")));
                    var iterator = p.client
                            .getShardIterator(
                                    r -> r.streamARN(arn).shardId(id(0)).shardIteratorType(TRIM_HORIZON))
                            .shardIterator();
                    return p.read(iterator, 1);
                }),
                new Case("shards are listed by ARN", "0,1", "API_ListShards", p -> {
                    var arn = p.arn(p.shared());
                    return indexes(p.client.listShards(r -> r.streamARN(arn)).shards());
                }),
                // puts
                new Case("a batch has at least one record", VALIDATION, "API_PutRecords", p -> {
                    p.client.putRecords(r -> r.streamName(p.shared()).records(List.of()));
                    return DONE;
                }),
                new Case("a batch has at most 500 records", VALIDATION, "API_PutRecords", p -> {
                    p.client.putRecords(
                            r -> r.streamName(p.shared()).records(Collections.nCopies(501, entry("x", "0"))));
                    return DONE;
                }),
                new Case("a partition key may not be empty", VALIDATION, "API_PutRecord", p -> putWithKey(p, "")),
                new Case(
                        "a partition key has at most 256 characters",
                        VALIDATION,
                        "API_PutRecord",
                        p -> putWithKey(p, "k".repeat(257))),
                new Case(
                        "a partition key of 256 characters is taken",
                        DONE,
                        "API_PutRecord",
                        p -> putWithKey(p, "k".repeat(256))),
                new Case("a partition key need not be ASCII", DONE, "API_PutRecord", p -> putWithKey(p, "Zürich 🚚")),
                new Case("a record may be empty", "1", "API_PutRecord", p -> {
                    var stream = p.stream(1);
                    p.put(stream, "");
                    return Integer.toString(p.page(p.iterator(stream, 0, TRIM_HORIZON))
                            .records()
                            .size());
                }),
                new Case(
                        "an explicit hash key is a decimal number",
                        VALIDATION,
                        "API_PutRecord",
                        p -> p.put(p.shared(), "x", "seven")),
                new Case(
                        "an explicit hash key is not negative",
                        VALIDATION,
                        "API_PutRecord",
                        p -> p.put(p.shared(), "x", "-1")),
                new Case(
                        "an explicit hash key is below 2^128",
                        INVALID,
                        "API_PutRecord",
                        p -> p.put(p.shared(), "x", BEYOND)),
                new Case(
                        "the greatest hash key belongs to the last shard",
                        "1",
                        "API_PutRecord",
                        p -> shardOf(p, "k", LAST)),
                new Case(
                        "a shard's starting hash key belongs to it",
                        "1",
                        "API_HashKeyRange",
                        p -> shardOf(p, "k", MIDDLE)),
                new Case(
                        "the key before it belongs to the shard before",
                        "0",
                        "API_HashKeyRange",
                        p -> shardOf(
                                p,
                                "k",
                                new BigInteger(MIDDLE).subtract(BigInteger.ONE).toString())),
                new Case(
                        "partition keys go by their MD5",
                        "0 1",
                        "API_PutRecord",
                        p -> shardOf(p, "a", null) + " " + shardOf(p, "b", null)), // 0cc1..., 92eb...
                new Case(
                        "an explicit hash key outweighs the partition key",
                        "1",
                        "API_PutRecord",
                        p -> shardOf(p, "a", MIDDLE)),
                new Case(
                        "a put to a stream that is not there is refused",
                        NOT_FOUND,
                        "API_PutRecord",
                        p -> p.put("nobody", "x")),
                new Case("a batch is answered in its own order", "0,1,1,0", "API_PutRecords", p -> {
                    var answer = p.client.putRecords(r -> r.streamName(p.shared())
                            .records(entry("a", "0"), entry("b", MIDDLE), entry("c", MIDDLE), entry("d", "0")));
                    return answer.records().stream()
                            .map(one -> index(one.shardId()))
                            .collect(Collectors.joining(","));
                }),
                new Case("a batch that is stored has no errors", "0 null null", "API_PutRecords", p -> {
                    var answer =
                            p.client.putRecords(r -> r.streamName(p.shared()).records(entry("a", "0")));
                    var first = answer.records().get(0);
                    return answer.failedRecordCount() + " " + first.errorCode() + " " + first.errorMessage();
                }),
                new Case(
                        "one bad entry refuses the whole batch and stores nothing",
                        "InvalidArgumentException then nothing",
                        "API_PutRecords",
                        p -> {
                            var stream = p.stream(1);
                            var refused = DONE;
                            try {
                                p.client.putRecords(
                                        r -> r.streamName(stream).records(entry("a", "0"), entry("b", BEYOND)));
                            } catch (KinesisException e) {
                                refused = e.awsErrorDetails().errorCode();
                            }
                            var stored =
                                    p.page(p.iterator(stream, 0, TRIM_HORIZON)).records();
                            return refused + " then " + (stored.isEmpty() ? "nothing" : stored.size());
                        }),
                new Case("sequence numbers grow within a shard", "true", "API_PutRecord", p -> {
                    var numbers = IntStream.range(0, 5)
                            .mapToObj(i -> new BigInteger(p.put(p.shared(), "x")))
                            .toList();
                    return Boolean.toString(numbers.stream().sorted().toList().equals(numbers)
                            && numbers.stream().distinct().count() == 5);
                }),
                // iterators
                new Case(
                        "TRIM_HORIZON begins with the oldest record",
                        "a,b,c",
                        "API_GetShardIterator",
                        p -> p.all(abc(p), 0, 3)),
                new Case("LATEST begins after the newest record", "d", "API_GetShardIterator", p -> {
                    var stream = abc(p);
                    var latest = p.iterator(stream, 0, LATEST);
                    p.put(stream, "d");
                    return p.read(latest, 1);
                }),
                new Case("AT_SEQUENCE_NUMBER begins with that record", "b,c", "API_GetShardIterator", p -> {
                    var stream = p.stream(1);
                    p.put(stream, "a");
                    var second = p.put(stream, "b");
                    p.put(stream, "c");
                    return p.read(p.iterator(stream, 0, AT_SEQUENCE_NUMBER, second), 2);
                }),
                new Case("AFTER_SEQUENCE_NUMBER begins behind it", "c", "API_GetShardIterator", p -> {
                    var stream = p.stream(1);
                    p.put(stream, "a");
                    var second = p.put(stream, "b");
                    p.put(stream, "c");
                    return p.read(p.iterator(stream, 0, AFTER_SEQUENCE_NUMBER, second), 1);
                }),
                new Case(
                        "the shard's starting sequence number is a place to begin",
                        "a,b,c",
                        "API_GetShardIterator",
                        p -> {
                            var stream = abc(p);
                            var start = p.shards(stream)
                                    .get(0)
                                    .sequenceNumberRange()
                                    .startingSequenceNumber();
                            return p.read(p.iterator(stream, 0, AT_SEQUENCE_NUMBER, start), 3);
                        }),
                new Case(
                        "AT_TIMESTAMP before the first record begins with it",
                        "a,b,c",
                        "API_GetShardIterator",
                        p -> p.read(at(p, abc(p), Instant.ofEpochSecond(1_600_000_000)), 3)),
                new Case(
                        "AT_TIMESTAMP may not be in the future",
                        INVALID,
                        "API_GetShardIterator",
                        p -> at(p, p.shared(), Instant.now().plus(Duration.ofDays(1)))),
                new Case(
                        "AT_TIMESTAMP needs a timestamp",
                        INVALID,
                        "API_GetShardIterator",
                        p -> p.iterator(p.shared(), 0, AT_TIMESTAMP)),
                new Case(
                        "AT_SEQUENCE_NUMBER needs a sequence number",
                        INVALID,
                        "API_GetShardIterator",
                        p -> p.iterator(p.shared(), 0, AT_SEQUENCE_NUMBER)),
                new Case(
                        "a sequence number is a number",
                        VALIDATION,
                        "API_GetShardIterator",
                        p -> p.iterator(p.shared(), 0, AT_SEQUENCE_NUMBER, "seven")),
                new Case(
                        "a sequence number belongs to its shard",
                        INVALID,
                        "API_GetShardIterator",
                        p -> p.iterator(p.shared(), 0, AT_SEQUENCE_NUMBER, p.put(p.shared(), "x", MIDDLE))),
                new Case("there are no other iterator types", VALIDATION, "API_GetShardIterator", p -> {
                    p.client.getShardIterator(
                            r -> r.streamName(p.shared()).shardId(id(0)).shardIteratorType("NEWEST"));
                    return DONE;
                }),
                new Case(
                        "a shard that is not there has no iterator",
                        NOT_FOUND,
                        "API_GetShardIterator",
                        p -> p.iterator(p.shared(), 9, TRIM_HORIZON)),
                new Case("an iterator may be used twice", "a,b,c a,b,c", "API_GetRecords", p -> {
                    var iterator = p.iterator(abc(p), 0, TRIM_HORIZON);
                    return p.read(iterator, 3) + " " + p.read(iterator, 3);
                }),
                new Case("what is not an iterator is refused", INVALID, "API_GetRecords", p -> {
                    p.page("AAAA");
                    return DONE;
                }),
                // reads
                new Case("a page has at least one record's room", VALIDATION, "API_GetRecords", p -> limited(p, 0)),
                new Case("a page has at most 10,000 records", VALIDATION, "API_GetRecords", p -> limited(p, 10_001)),
                new Case("pages are as long as asked for", "2,2,1", "API_GetRecords", p -> {
                    var stream = p.stream(1);
                    p.client.putRecords(r -> r.streamName(stream).records(Collections.nCopies(5, entry("x", "0"))));
                    var sizes = new StringBuilder();
                    var at = p.iterator(stream, 0, TRIM_HORIZON);
                    for (int i = 0; i < 3; i++) {
                        var from = at;
                        var page =
                                p.client.getRecords(r -> r.shardIterator(from).limit(2));
                        sizes.append(i == 0 ? "" : ",").append(page.records().size());
                        at = page.nextShardIterator();
                    }
                    return sizes.toString();
                }),
                new Case(
                        "at the end of an open shard there is no lag, and an iterator",
                        "0 0 true",
                        "API_GetRecords",
                        p -> {
                            var page = p.page(p.iterator(p.shared(), 0, LATEST));
                            return page.records().size() + " " + page.millisBehindLatest() + " "
                                    + (page.nextShardIterator() != null);
                        }),
                new Case("before the end there is a lag", "true", "API_GetRecords", p -> {
                    var page = p.client.getRecords(r ->
                            r.shardIterator(p.iterator(abc(p), 0, TRIM_HORIZON)).limit(1));
                    return Boolean.toString(page.millisBehindLatest() > 0);
                }),
                new Case("a record comes back with key, number and time", "k true true", "API_Record", p -> {
                    var stream = p.stream(1);
                    var number = p.put(stream, "a");
                    var record = p.page(p.iterator(stream, 0, TRIM_HORIZON))
                            .records()
                            .get(0);
                    var age = Duration.between(record.approximateArrivalTimestamp(), Instant.now())
                            .abs();
                    return record.partitionKey() + " " + record.sequenceNumber().equals(number) + " "
                            + (age.toMinutes() < 10);
                }),
                // shards
                new Case(
                        "shards share the hash keys evenly and wholly",
                        "0-" + below(MIDDLE) + " " + MIDDLE + "-" + LAST,
                        "API_HashKeyRange",
                        p -> ranges(p, p.shared())),
                new Case(
                        "an open shard has no ending sequence number",
                        "null null",
                        "API_SequenceNumberRange",
                        p -> p.shards(p.shared()).stream()
                                .map(shard -> String.valueOf(
                                        shard.sequenceNumberRange().endingSequenceNumber()))
                                .collect(Collectors.joining(" "))),
                new Case(
                        "a split shard leaves two children",
                        "0:- 1:0 2:0",
                        "API_SplitShard",
                        p -> parents(p, split(p))),
                new Case(
                        "the children share their parent's range at the key given",
                        "0-" + LAST + " 0-" + below(MIDDLE) + " " + MIDDLE + "-" + LAST,
                        "API_SplitShard",
                        p -> ranges(p, split(p))),
                new Case(
                        "a closed shard has an ending sequence number",
                        "true",
                        "API_SequenceNumberRange",
                        p -> Boolean.toString(
                                p.shards(split(p)).get(0).sequenceNumberRange().endingSequenceNumber() != null)),
                new Case("only open shards are counted", "2", "API_DescribeStreamSummary", p -> {
                    var stream = split(p);
                    return p.client
                            .describeStreamSummary(r -> r.streamName(stream))
                            .streamDescriptionSummary()
                            .openShardCount()
                            .toString();
                }),
                new Case(
                        "a shard read to its end names its children and has no next iterator",
                        "null 1:0 2:0",
                        "API_GetRecords",
                        p -> {
                            var end = end(p, split(p), 0);
                            return end.nextShardIterator() + " " + children(end);
                        }),
                new Case("a closed shard can still be read", "a", "API_SplitShard", p -> {
                    var stream = p.stream(1);
                    p.put(stream, "a");
                    p.split(stream, 0, MIDDLE);
                    return p.all(stream, 0, 1);
                }),
                new Case("after a split records go to the children", "1 2", "API_SplitShard", p -> {
                    var stream = split(p);
                    return shardOf(p, stream, "k", "0") + " " + shardOf(p, stream, "k", MIDDLE);
                }),
                new Case("a child's sequence numbers are above its parent's", "true", "API_PutRecord", p -> {
                    var stream = p.stream(1);
                    var before = new BigInteger(p.put(stream, "a"));
                    p.split(stream, 0, MIDDLE);
                    return Boolean.toString(before.compareTo(new BigInteger(p.put(stream, "b"))) < 0);
                }),
                new Case("a shard is split once", INVALID, "API_SplitShard", p -> {
                    p.split(split(p), 0, MIDDLE);
                    return DONE;
                }),
                new Case("a shard is not split at its start", INVALID, "API_SplitShard", p -> {
                    p.split(p.stream(1), 0, "0");
                    return DONE;
                }),
                new Case("a shard that is not there is not split", NOT_FOUND, "API_SplitShard", p -> {
                    p.split(p.shared(), 9, MIDDLE);
                    return DONE;
                }),
                new Case("a merged shard has two parents", "0:- 1:- 2:0+1", "API_MergeShards", p -> {
                    var stream = p.stream(2);
                    p.merge(stream, 0, 1);
                    return parents(p, stream);
                }),
                new Case(
                        "both parents name the merged shard at their ends",
                        "null 2:0+1 null 2:0+1",
                        "API_GetRecords",
                        p -> {
                            var stream = p.stream(2);
                            p.merge(stream, 0, 1);
                            var first = end(p, stream, 0);
                            var second = end(p, stream, 1);
                            return first.nextShardIterator() + " " + children(first) + " " + second.nextShardIterator()
                                    + " " + children(second);
                        }),
                new Case("only neighbours are merged", INVALID, "API_MergeShards", p -> {
                    p.merge(p.stream(3), 0, 2);
                    return DONE;
                }),
                // listing shards
                new Case("shards are listed by page", "0,1 2", "API_ListShards", p -> {
                    var stream = p.stream(3);
                    var first = p.client.listShards(r -> r.streamName(stream).maxResults(2));
                    var second = p.client.listShards(r -> r.nextToken(first.nextToken()));
                    return indexes(first.shards()) + " " + indexes(second.shards());
                }),
                new Case("a page of shards has at most 10,000", VALIDATION, "API_ListShards", p -> {
                    p.client.listShards(r -> r.streamName(p.shared()).maxResults(10_001));
                    return DONE;
                }),
                new Case("a token goes without a stream's name", INVALID, "API_ListShards", p -> {
                    var token = p.client
                            .listShards(r -> r.streamName(p.shared()).maxResults(1))
                            .nextToken();
                    p.client.listShards(r -> r.streamName(p.shared()).nextToken(token));
                    return DONE;
                }),
                new Case("what is not a token is refused", INVALID, "API_ListShards", p -> {
                    p.client.listShards(r -> r.nextToken("AAAA"));
                    return DONE;
                }),
                new Case(
                        "AT_LATEST lists the open shards",
                        "1,2",
                        "API_ShardFilter",
                        p -> filtered(p, ShardFilterType.AT_LATEST)),
                new Case("AFTER_SHARD_ID lists the shards behind that one", "1,2", "API_ShardFilter", p -> {
                    var stream = split(p);
                    return indexes(p.client
                            .listShards(r -> r.streamName(stream)
                                    .shardFilter(f -> f.type(ShardFilterType.AFTER_SHARD_ID)
                                            .shardId(id(0))))
                            .shards());
                }),
                new Case(
                        "FROM_TRIM_HORIZON lists the closed ones, too",
                        "0,1,2",
                        "API_ShardFilter",
                        p -> filtered(p, ShardFilterType.FROM_TRIM_HORIZON)),
                new Case(
                        "AT_TRIM_HORIZON lists those that were open then",
                        "0",
                        "API_ShardFilter",
                        p -> filtered(p, ShardFilterType.AT_TRIM_HORIZON)),
                new Case("AFTER_SHARD_ID needs a shard", INVALID, "API_ShardFilter", p -> {
                    p.client.listShards(
                            r -> r.streamName(p.shared()).shardFilter(f -> f.type(ShardFilterType.AFTER_SHARD_ID)));
                    return DONE;
                }),
                new Case("a description pages its shards", "0 true 1 false", "API_DescribeStream", p -> {
                    var first = p.client
                            .describeStream(r -> r.streamName(p.shared()).limit(1))
                            .streamDescription();
                    var second = p.client
                            .describeStream(r -> r.streamName(p.shared()).exclusiveStartShardId(id(0)))
                            .streamDescription();
                    return indexes(first.shards()) + " " + first.hasMoreShards() + " " + indexes(second.shards()) + " "
                            + second.hasMoreShards();
                }));
    }

    private static String created(Probe p, String name, int shards) {
        p.client.createStream(r -> r.streamName(name).shardCount(shards));
        return DONE;
    }

    private static String stateAndMode(StreamSummary stream) {
        return stream.streamStatus() + " " + stream.streamModeDetails().streamMode();
    }

    private static String putWithKey(Probe p, String key) {
        p.client.putRecord(r -> r.streamName(p.shared()).partitionKey(key).data(SdkBytes.fromUtf8String("x")));
        return DONE;
    }

    private static String shardOf(Probe p, String key, String hashKey) {
        return shardOf(p, p.shared(), key, hashKey);
    }

    private static String shardOf(Probe p, String stream, String key, String hashKey) {
        return index(p.client
                .putRecord(r -> r.streamName(stream)
                        .partitionKey(key)
                        .explicitHashKey(hashKey)
                        .data(SdkBytes.fromUtf8String("x")))
                .shardId());
    }

    private static String abc(Probe p) {
        var stream = p.stream(1);
        List.of("a", "b", "c").forEach(data -> p.put(stream, data));
        return stream;
    }

    private static String at(Probe p, String stream, Instant time) {
        return p.client
                .getShardIterator(r -> r.streamName(stream)
                        .shardId(id(0))
                        .shardIteratorType(AT_TIMESTAMP)
                        .timestamp(time))
                .shardIterator();
    }

    private static String limited(Probe p, int limit) {
        var iterator = p.iterator(p.shared(), 0, LATEST);
        p.client.getRecords(r -> r.shardIterator(iterator).limit(limit));
        return DONE;
    }

    /** A stream whose only shard has been split in the middle. */
    private static String split(Probe p) {
        var stream = p.stream(1);
        p.split(stream, 0, MIDDLE);
        return stream;
    }

    private static GetRecordsResponse end(Probe p, String stream, int shard) {
        var page = p.page(p.iterator(stream, shard, TRIM_HORIZON));
        return page.nextShardIterator() == null ? page : p.page(page.nextShardIterator());
    }

    private static String children(GetRecordsResponse page) {
        return page.childShards().stream()
                .map(child -> index(child.shardId()) + ":"
                        + child.parentShards().stream().map(Probe::index).collect(Collectors.joining("+")))
                .collect(Collectors.joining(" "));
    }

    private static String parents(Probe p, String stream) {
        return p.shards(stream).stream()
                .map(shard -> index(shard.shardId()) + ":" + index(shard.parentShardId())
                        + (shard.adjacentParentShardId() == null ? "" : "+" + index(shard.adjacentParentShardId())))
                .collect(Collectors.joining(" "));
    }

    private static String ranges(Probe p, String stream) {
        return p.shards(stream).stream()
                .map(shard -> shard.hashKeyRange().startingHashKey() + "-"
                        + shard.hashKeyRange().endingHashKey())
                .collect(Collectors.joining(" "));
    }

    private static String filtered(Probe p, ShardFilterType type) {
        var stream = split(p);
        return indexes(p.client
                .listShards(r -> r.streamName(stream).shardFilter(f -> f.type(type)))
                .shards());
    }

    private static String below(String hashKey) {
        return new BigInteger(hashKey).subtract(BigInteger.ONE).toString();
    }
}
