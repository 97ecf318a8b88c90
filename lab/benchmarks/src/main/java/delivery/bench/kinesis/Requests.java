package delivery.bench.kinesis;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests as bytes, headers and all, made once and sent often. JSON, as all emulators understand it. */
final class Requests {
    static final int SHARDS = 7;
    static final int RECORDS_PER_CALL = 500;

    private static final int KEY_BYTES = 8;
    static final int DATA_BYTES = 368 - KEY_BYTES;
    private static final BigInteger RANGE = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(SHARDS));

    private Requests() {}

    static byte[] createStream(String stream) {
        return of(
                "CreateStream",
                String.format(Locale.ROOT, "{\"StreamName\":\"%s\",\"ShardCount\":%d}", stream, SHARDS));
    }

    static byte[] describeStream(String stream) {
        return of("DescribeStream", String.format(Locale.ROOT, "{\"StreamName\":\"%s\"}", stream));
    }

    static byte[] listStreams() {
        return of("ListStreams", "{}");
    }

    static byte[] putRecord(String stream, int shard, long seed) {
        return of(
                "PutRecord",
                String.format(Locale.ROOT, "{\"StreamName\":\"%s\",%s}", stream, record(new Random(seed), shard)));
    }

    /** Of 500 records, the shards in turn. */
    static byte[] putRecords(String stream, long seed) {
        var random = new Random(seed);
        var records = IntStream.range(0, RECORDS_PER_CALL)
                .mapToObj(i -> "{" + record(random, i % SHARDS) + "}")
                .collect(Collectors.joining(",", "[", "]"));
        return of("PutRecords", String.format(Locale.ROOT, "{\"StreamName\":\"%s\",\"Records\":%s}", stream, records));
    }

    static byte[] shardIterator(String stream, int shard) {
        return of(
                "GetShardIterator",
                String.format(
                        Locale.ROOT,
                        "{\"StreamName\":\"%s\",\"ShardId\":\"shardId-%012d\",\"ShardIteratorType\":\"TRIM_HORIZON\"}",
                        stream,
                        shard));
    }

    static byte[] getRecords(String iterator) {
        return of("GetRecords", String.format(Locale.ROOT, "{\"ShardIterator\":\"%s\",\"Limit\":10000}", iterator));
    }

    private static String record(Random random, int shard) {
        var data = new byte[DATA_BYTES];
        random.nextBytes(data);
        return String.format(
                Locale.ROOT,
                "\"Data\":\"%s\",\"PartitionKey\":\"%08d\",\"ExplicitHashKey\":\"%s\"",
                Base64.getEncoder().encodeToString(data),
                random.nextInt(100_000_000),
                RANGE.multiply(BigInteger.valueOf(shard)).add(BigInteger.TEN));
    }

    /** kinesalite asks for the look of a signature; nobody checks it. */
    private static byte[] of(String operation, String body) {
        return ("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.1\r\n"
                        + "X-Amz-Target: Kinesis_20131202." + operation + "\r\nX-Amz-Date: 20261123T000000Z\r\n"
                        + "Authorization: AWS4-HMAC-SHA256 Credential=test/20261123/us-east-1/kinesis/aws4_request, "
                        + "SignedHeaders=host;x-amz-date, Signature=0\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
