package delivery.localkinesis.conformance;

import static delivery.localkinesis.conformance.Probe.MIDDLE;
import static software.amazon.awssdk.services.kinesis.model.ShardIteratorType.AFTER_SEQUENCE_NUMBER;
import static software.amazon.awssdk.services.kinesis.model.ShardIteratorType.AT_SEQUENCE_NUMBER;
import static software.amazon.awssdk.services.kinesis.model.ShardIteratorType.LATEST;
import static software.amazon.awssdk.services.kinesis.model.ShardIteratorType.TRIM_HORIZON;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/** What others have seen of AWS's shards and sequence numbers: the source is the test of theirs that ran against AWS. */
public final class ShardCases {
    private static final String DONE = "done";
    private static final String INVALID = "InvalidArgumentException";
    private static final String KINESALITE = "https://github.com/mhart/kinesalite/blob/master/test/";
    private static final String MOTO = "https://github.com/getmoto/moto/blob/master/tests/test_kinesis/test_kinesis.py";

    private ShardCases() {}

    public static List<Case> all() {
        var cases = new ArrayList<Case>();
        cases.addAll(ids());
        cases.addAll(resharding());
        cases.addAll(scaling());
        cases.addAll(numbers());
        cases.addAll(states());
        cases.addAll(lives());
        return List.copyOf(cases);
    }

    private static List<Case> ids() {
        var cases = new ArrayList<Case>();
        for (var shard : List.of("shardId-0", "shard-0", "any.name-0", "-00000", "0")) {
            cases.add(new Case(
                    "a shard may be called " + shard, DONE, KINESALITE + "getShardIterator.js", p -> named(p, shard)));
        }
        for (var shard : List.of("ABKLFD8", "2.14E4", "2147483648", "shardId-002147483648", "shardId-5")) {
            cases.add(new Case(
                    "no shard is called " + shard,
                    "ResourceNotFoundException",
                    KINESALITE + "getShardIterator.js",
                    p -> named(p, shard)));
        }
        return cases;
    }

    private static List<Case> resharding() {
        return List.of(
                new Case(
                        "a pair is merged in the order of its ranges only",
                        INVALID,
                        KINESALITE + "mergeShards.js",
                        p -> {
                            p.merge(p.stream(2), 1, 0);
                            return DONE;
                        }),
                new Case("a shard is not split one above its start", INVALID, KINESALITE + "splitShard.js", p -> {
                    p.split(p.stream(1), 0, "1");
                    return DONE;
                }),
                new Case("a shard is split two above its start", DONE, KINESALITE + "splitShard.js", p -> {
                    p.split(p.stream(1), 0, "2");
                    return DONE;
                }),
                new Case("a shard is not split beyond all hash keys", INVALID, KINESALITE + "splitShard.js", p -> {
                    p.split(p.stream(1), 0, "9".repeat(39));
                    return DONE;
                }),
                new Case(
                        "a child's numbers begin a second after its parent's end, which has the highest index",
                        "7fffffffffffffff 1 0",
                        KINESALITE + "splitShard.js",
                        p -> {
                            var stream = p.stream(1);
                            p.split(stream, 0, MIDDLE);
                            var shards = p.shards(stream);
                            var end = hex(shards.get(0).sequenceNumberRange().endingSequenceNumber());
                            var start = hex(shards.get(1).sequenceNumberRange().startingSequenceNumber());
                            return end.substring(11, 27) + " " + (number(start, 1, 10) - number(end, 29, 38)) + " "
                                    + number(start, 11, 27);
                        }));
    }

    private static List<Case> scaling() {
        return List.of(scaling(2, 4, 6), scaling(10, 13, 37), scaling(5, 3, 7), scaling(10, 3, 17), scaling(4, 2, 6));
    }

    private static Case scaling(int from, int to, int inAll) {
        return new Case(
                "UpdateShardCount from " + from + " to " + to + " makes " + inAll + " shards in all",
                inAll + " " + to,
                MOTO,
                p -> {
                    var stream = p.stream(from);
                    p.client.updateShardCount(
                            r -> r.streamName(stream).targetShardCount(to).scalingType(ScalingType.UNIFORM_SCALING));
                    p.awaitActive(stream);
                    var shards = p.shards(stream);
                    return shards.size() + " "
                            + shards.stream()
                                    .filter(s -> s.sequenceNumberRange().endingSequenceNumber() == null)
                                    .count();
                });
    }

    private static List<Case> numbers() {
        return List.of(
                new Case(
                        "a sequence number names its version, its shard and a time that is not to come",
                        "2 1 1 true",
                        KINESALITE + "helpers.js",
                        p -> {
                            var number = hex(p.put(p.shared(), "x", MIDDLE));
                            var now = System.currentTimeMillis() / 1_000;
                            return number.substring(46) + " " + number.charAt(10) + " " + number(number, 38, 46) + " "
                                    + (number(number, 1, 10) <= now && number(number, 29, 38) <= now);
                        }),
                new Case(
                        "a number for ordering may be as low as can be",
                        DONE,
                        KINESALITE + "putRecord.js",
                        p -> ordered(p, "20000000000000000000000000000000000000000000002")),
                new Case(
                        "a number for ordering may be high but for its time",
                        DONE,
                        KINESALITE + "putRecord.js",
                        p -> ordered(p, "2ffffffffff7fffffffffffffff000000000007fffffff2")),
                new Case(
                        "a number for ordering is not of the future",
                        INVALID,
                        KINESALITE + "putRecord.js",
                        p -> ordered(
                                p,
                                "200000000000000000000000000000"
                                        + Long.toHexString(System.currentTimeMillis() / 1_000 + 60) + "000000002")),
                new Case(
                        "a number for ordering has a version",
                        INVALID,
                        KINESALITE + "putRecord.js",
                        p -> ordered(p, "20000000000000000000000000000000000000000000004")),
                new Case(
                        "a number for ordering has a first digit",
                        INVALID,
                        KINESALITE + "putRecord.js",
                        p -> ordered(p, "30000000000000000000000000000000000000000000001")),
                new Case(
                        "a number of the oldest kind is of another stream",
                        INVALID,
                        KINESALITE + "getShardIterator.js",
                        p -> p.iterator(p.shared(), 0, AT_SEQUENCE_NUMBER, "0")),
                new Case(
                        "a small number names a shard",
                        INVALID,
                        KINESALITE + "getShardIterator.js",
                        p -> p.iterator(p.shared(), 0, AT_SEQUENCE_NUMBER, "5")),
                new Case("AT takes the record, AFTER those that follow", "b,c c", KINESALITE + "getRecords.js", p -> {
                    var stream = p.stream(1);
                    p.put(stream, "a");
                    var b = p.put(stream, "b");
                    p.put(stream, "c");
                    return p.read(p.iterator(stream, 0, AT_SEQUENCE_NUMBER, b), 2) + " "
                            + p.read(p.iterator(stream, 0, AFTER_SEQUENCE_NUMBER, b), 1);
                }));
    }

    private static List<Case> states() {
        return List.of(
                new Case(
                        "a retention raised to what it is is no change",
                        "ACTIVE",
                        "API_IncreaseStreamRetentionPeriod",
                        p -> {
                            var stream = p.stream(1);
                            p.client.increaseStreamRetentionPeriod(
                                    r -> r.streamName(stream).retentionPeriodHours(24));
                            return p.client
                                    .describeStreamSummary(r -> r.streamName(stream))
                                    .streamDescriptionSummary()
                                    .streamStatusAsString();
                        }),
                new Case("a record of an encrypted stream says so", "null,KMS", "API_Record", p -> {
                    var stream = p.stream(1);
                    p.put(stream, "clear");
                    p.client.startStreamEncryption(r -> r.streamName(stream)
                            .encryptionType(EncryptionType.KMS)
                            .keyId("alias/aws/kinesis"));
                    p.awaitActive(stream);
                    p.put(stream, "encrypted");
                    return p.page(p.iterator(stream, 0, TRIM_HORIZON)).records().stream()
                            .map(Record::encryptionTypeAsString)
                            .map(String::valueOf)
                            .collect(Collectors.joining(","));
                }));
    }

    private static List<Case> lives() {
        return List.of(
                new Case(
                        "an iterator is for a stream's name and a shard, whatever has that name now",
                        "0 true ResourceNotFoundException",
                        KINESALITE + "getRecords.js",
                        p -> {
                            var stream = p.stream(2);
                            var first = p.iterator(stream, 0, LATEST);
                            var second = p.iterator(stream, 1, LATEST);
                            p.delete(stream);
                            p.create(stream, 1);
                            var page = p.page(first);
                            var seen = page.records().size() + " " + (page.nextShardIterator() != null);
                            try {
                                return seen + p.page(second);
                            } catch (ResourceNotFoundException e) {
                                return seen + " " + e.awsErrorDetails().errorCode();
                            }
                        }),
                new Case(
                        "a stream's shards are listed if it was made when it is said to be, to the second",
                        "2",
                        "API_ListShards",
                        p -> Integer.toString(p.client
                                .listShards(r -> r.streamName(p.shared()).streamCreationTimestamp(created(p)))
                                .shards()
                                .size())),
                new Case(
                        "a stream that was made at another time has other shards",
                        "ResourceNotFoundException",
                        "API_ListShards",
                        p -> {
                            p.client.listShards(r -> r.streamName(p.shared())
                                    .streamCreationTimestamp(created(p).minusSeconds(60)));
                            return DONE;
                        }),
                new Case("a token and a time of creation are not given together", INVALID, "API_ListShards", p -> {
                    var token = p.client
                            .listShards(r -> r.streamName(p.shared()).maxResults(1))
                            .nextToken();
                    p.client.listShards(r -> r.nextToken(token).streamCreationTimestamp(created(p)));
                    return DONE;
                }),
                new Case(
                        "warm throughput is not for the provisioned mode",
                        "ValidationException",
                        "API_UpdateStreamMode",
                        p -> {
                            p.client.updateStreamMode(r -> r.streamARN(p.arn(p.shared()))
                                    .streamModeDetails(m -> m.streamMode(StreamMode.PROVISIONED))
                                    .warmThroughputMiBps(1));
                            return DONE;
                        }));
    }

    private static Instant created(Probe p) {
        return p.client
                .describeStreamSummary(r -> r.streamName(p.shared()))
                .streamDescriptionSummary()
                .streamCreationTimestamp();
    }

    private static String named(Probe p, String shard) {
        p.client.getShardIterator(r -> r.streamName(p.shared()).shardId(shard).shardIteratorType(LATEST));
        return DONE;
    }

    private static String ordered(Probe p, String hex) {
        p.client.putRecord(r -> r.streamName(p.shared())
                .partitionKey("k")
                .sequenceNumberForOrdering(new BigInteger(hex, 16).toString())
                .data(SdkBytes.fromUtf8String("x")));
        return DONE;
    }

    private static String hex(String number) {
        return new BigInteger(number).toString(16);
    }

    private static long number(String hex, int from, int to) {
        return Long.parseLong(hex, from, to, 16);
    }
}
