package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.engine.Engines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes as the AWS CLI sends them, and bytes as nobody should. */
@Timeout(30)
class RawHttpTest {
    /** That is all that is looked at, unless signatures are to be verified. */
    static final String AUTHORIZATION =
            "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=0";

    private final LocalKinesis local =
            LocalKinesis.builder().seed(1).stream("orders", 2).start();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        local.close();
    }

    @Test
    void aPutAsTheCliSendsIt() throws Exception {
        var answer = post("PutRecord", "{\"StreamName\": \"orders\", \"Data\": \"aGVsbG8=\", \"PartitionKey\": \"a\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/x-amz-json-1.1");
        assertThat(answer.headers().firstValue("x-amzn-requestid").orElseThrow())
                .hasSize(36);
        assertThat(answer.body()).matches("\\{\"ShardId\":\"shardId-000000000000\",\"SequenceNumber\":\"49\\d{54}\"}");
        var page = local.engine()
                .getRecords(local.engine()
                        .getShardIterator("orders", Engines.id(0), IteratorType.TRIM_HORIZON, null, null));
        assertThat(Engines.texts(page)).containsExactly("hello");
    }

    @Test
    void timesAreSecondsWithAFraction() throws Exception {
        var summary =
                post("DescribeStreamSummary", "{\"StreamName\":\"orders\"}").body();
        assertThat(summary).containsPattern("\"StreamCreationTimestamp\":\\d{10}\\.\\d{3},");
        post("PutRecord", "{\"StreamName\":\"orders\",\"Data\":\"aGVsbG8=\",\"PartitionKey\":\"a\"}");
        var iterator = post(
                        "GetShardIterator",
                        "{\"StreamName\":\"orders\",\"ShardId\":\"shardId-000000000000\","
                                + "\"ShardIteratorType\":\"AT_TIMESTAMP\",\"Timestamp\":1600000000.5}")
                .body();
        var page = post("GetRecords", iterator).body();
        assertThat(page)
                .containsPattern("\"ApproximateArrivalTimestamp\":\\d{10}\\.\\d{3},\"Data\":\"aGVsbG8=\","
                        + "\"PartitionKey\":\"a\"")
                .contains("\"MillisBehindLatest\":0");
    }

    @Test
    void aRefusalHasTheShapeThatEveryAwsClientReads() throws Exception {
        var answer = post("PutRecord", "{\"StreamName\":\"nope\",\"Data\":\"\",\"PartitionKey\":\"a\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("x-amzn-errortype")).contains("ResourceNotFoundException");
        assertThat(answer.body())
                .isEqualTo("{\"__type\":\"ResourceNotFoundException\","
                        + "\"message\":\"Stream nope under account 000000000000 not found.\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[]",
                "{",
                "{} {}",
                "{\"Records\":7}",
                "{\"Records\":[7]}",
                "{\"Records\":[{\"Data\":7}]}",
                "{\"Records\":[{\"Data\":\"%%%\"}]}",
                "{\"StreamName\":[\"a\"]}",
                "\ufeff{}",
                "{\"Records\":[{\"Data\":\"aGVsbG8=\"",
                "",
                "\u0000"
            })
    void garbageIsASerializationException(String body) throws Exception {
        var answer = post("PutRecords", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"__type\":\"SerializationException\"");
        assertThat(get("/_health").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "PutRecords, {}, ValidationException",
        "PutRecord, {}, ValidationException",
        "GetRecords, {}, ValidationException",
        "CreateStream, '{\"StreamName\":\"s\",\"StreamModeDetails\":{\"StreamMode\":\"PROVISIONED\"}}', ValidationException",
        "CreateStream, '{\"StreamName\":\"s\",\"ShardCount\":1,\"StreamModeDetails\":{\"StreamMode\":\"ON_DEMAND\"}}', ValidationException",
        "CreateStream, '{\"StreamName\":\"s\",\"ShardCount\":1,\"StreamModeDetails\":{\"StreamMode\":\"FREE\"}}', ValidationException",
        "CreateStream, '{\"StreamName\":\"s\",\"ShardCount\":1,\"MaxRecordSizeInKiB\":1023}', ValidationException",
        "DescribeStream, '{\"StreamARN\":\"orders\"}', ValidationException",
        "DescribeStream, '{\"StreamARN\":\"arn:aws:kinesis:us-east-1:000000000000:stream/\"}', ValidationException",
        "DescribeStream, '{\"StreamARN\":\"arn:aws:sqs:us-east-1:000000000000:stream/orders\"}', ValidationException",
        "DescribeStream, '{\"StreamARN\":\"arn:aws:kinesis:us-east-1:111111111111:stream/orders\"}', AccessDeniedException",
        "ListTagsForResource, '{\"ResourceARN\":\"arn:aws:kinesis:us-east-1:111111111111:stream/orders\"}', AccessDeniedException",
        "DescribeStreamConsumer, '{\"ConsumerARN\":\"arn:aws:kinesis:us-east-1:111111111111:stream/orders/consumer/c:1\"}', AccessDeniedException",
        "PutResourcePolicy, '{\"ResourceARN\":\"arn:aws:kinesis:us-east-1:000000000000:stream/orders\",\"Policy\":\"{}\"}', InvalidArgumentException",
        "PutResourcePolicy, '{\"ResourceARN\":\"arn:aws:kinesis:us-east-1:000000000000:stream/orders\",\"Policy\":\"{\\\"Statement\\\":[]}\"}', InvalidArgumentException",
        "StartStreamEncryption, '{\"StreamName\":\"orders\",\"EncryptionType\":\"KMS\",\"KeyId\":\"not-a-key\"}', KMSNotFoundException",
        "DescribeStream, '{\"StreamARN\":\"arn:aws:kinesis:eu-west-1:000000000000:stream/orders\"}', ResourceNotFoundException",
        "DescribeStream, '{\"StreamName\":\"arn:aws:kinesis:us-east-1:000000000000:stream/orders\"}', ValidationException",
        "DescribeStream, '{\"StreamName\":\"other\",\"StreamARN\":\"arn:aws:kinesis:us-east-1:000000000000:stream/orders\"}', InvalidArgumentException",
        "UpdateShardCount, '{\"StreamName\":\"orders\",\"ScalingType\":\"UNIFORM_SCALING\"}', ValidationException",
        "UpdateShardCount, '{\"StreamName\":\"orders\",\"TargetShardCount\":2}', ValidationException",
        "UpdateShardCount, '{\"StreamName\":\"orders\",\"TargetShardCount\":2,\"ScalingType\":\"ANY\"}', ValidationException",
        "UpdateShardCount, '{\"StreamName\":\"orders\",\"TargetShardCount\":0,\"ScalingType\":\"UNIFORM_SCALING\"}', ValidationException",
        "UpdateStreamMode, '{\"StreamModeDetails\":{\"StreamMode\":\"ON_DEMAND\"}}', ValidationException",
        "UpdateMaxRecordSize, '{\"StreamName\":\"orders\",\"MaxRecordSizeInKiB\":10241}', ValidationException",
        "IncreaseStreamRetentionPeriod, '{\"StreamName\":\"orders\"}', ValidationException",
        "AddTagsToStream, '{\"StreamName\":\"orders\",\"Tags\":{}}', ValidationException",
        "AddTagsToStream, '{\"StreamName\":\"orders\",\"Tags\":{\"a\":1}}', SerializationException",
        "RemoveTagsFromStream, '{\"StreamName\":\"orders\",\"TagKeys\":[]}', ValidationException",
        "ListTagsForStream, '{\"StreamName\":\"orders\",\"Limit\":51}', ValidationException",
        "TagResource, '{\"Tags\":{\"a\":\"b\"}}', ValidationException",
        "ListTagsForResource, '{\"ResourceARN\":\"orders\"}', ValidationException",
        "StartStreamEncryption, '{\"StreamName\":\"orders\",\"EncryptionType\":\"NONE\",\"KeyId\":\"k\"}', InvalidArgumentException",
        "StartStreamEncryption, '{\"StreamName\":\"orders\",\"EncryptionType\":\"KMS\"}', ValidationException",
        "EnableEnhancedMonitoring, '{\"StreamName\":\"orders\",\"ShardLevelMetrics\":[\"Speed\"]}', ValidationException",
        "PutRecord, '{\"StreamName\":\"orders\",\"Data\":\"\",\"PartitionKey\":\"a\",\"SequenceNumberForOrdering\":\"one\"}', ValidationException",
        "DescribeStream, {}, InvalidArgumentException",
        "DescribeStreamSummary, {}, InvalidArgumentException",
        "SplitShard, '{\"StreamName\":\"orders\"}', ValidationException",
        "MergeShards, '{\"StreamName\":\"orders\",\"ShardToMerge\":\"shardId-000000000000\"}', ValidationException",
        "GetShardIterator, '{\"StreamName\":\"orders\",\"ShardId\":\"shardId-000000000000\",\"ShardIteratorType\":\"NOW\"}', ValidationException",
        "ListShards, '{\"StreamName\":\"orders\",\"NextToken\":\"AAAA\"}', InvalidArgumentException",
        "ListShards, '{\"NextToken\":\"orders\"}', InvalidArgumentException",
        "ListStreams, '{\"NextToken\":\"orders\"}', InvalidArgumentException",
        "ListShards, '{\"StreamName\":\"orders\",\"ShardFilter\":{}}', ValidationException",
        "ListShards, '{\"ShardFilter\":3}', SerializationException",
        "ListShards, '{\"StreamCreationTimestamp\":\"now\"}', SerializationException",
        "GetShardIterator, '{\"StreamName\":\"orders\",\"ShardId\":\"0\",\"ShardIteratorType\":\"AT_TIMESTAMP\",\"Timestamp\":1e999999999}', InvalidArgumentException",
        "ListShards, '{\"StreamName\":\"orders\",\"ShardFilter\":{\"Type\":\"AT_TIMESTAMP\",\"Timestamp\":1700000000000}}', InvalidArgumentException",
        "Fly, {}, UnknownOperationException",
    })
    void whatIsMissingOrUnknownIsNamed(String operation, String body, String type) throws Exception {
        var answer = post(operation, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"__type\":\"" + type + "\"");
    }

    @Test
    void aStreamThatDistributesRecordsItselfWantsNoKeyAndNoOrder() throws Exception {
        post(
                "CreateStream",
                "{\"StreamName\":\"free\",\"StreamModeDetails\":{\"StreamMode\":\"ON_DEMAND\"},\"RecordDistributionStrategy\":\"AUTO\"}");
        await().until(() -> post("DescribeStreamSummary", "{\"StreamName\":\"free\"}")
                .body()
                .contains("ACTIVE"));
        assertThat(post("DescribeStreamSummary", "{\"StreamName\":\"free\"}").body())
                .contains("\"RecordDistributionStrategy\":\"AUTO\"");
        assertThat(post("PutRecord", "{\"StreamName\":\"free\",\"Data\":\"aGVsbG8=\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("PutRecords", "{\"StreamName\":\"free\",\"Records\":[{\"Data\":\"aGVsbG8=\"}]}")
                        .body())
                .contains("\"FailedRecordCount\":0");
        assertThat(post(
                                "PutRecord",
                                "{\"StreamName\":\"free\",\"Data\":\"aGVsbG8=\",\"SequenceNumberForOrdering\":\"1\"}")
                        .body())
                .contains("InvalidArgumentException");
        var arn = "arn:aws:kinesis:us-east-1:000000000000:stream/";
        assertThat(post(
                                "UpdateStreamRecordDistributionStrategy",
                                "{\"StreamARN\":\"" + arn
                                        + "free\",\"RecordDistributionStrategy\":\"USER_PARTITION_KEY\"}")
                        .body())
                .isEmpty();
        assertThat(post("PutRecord", "{\"StreamName\":\"free\",\"Data\":\"aGVsbG8=\"}")
                        .body())
                .contains("Value null at 'partitionKey' failed to satisfy constraint: Member must not be null");
        assertThat(post(
                                "UpdateStreamRecordDistributionStrategy",
                                "{\"StreamARN\":\"" + arn + "orders\",\"RecordDistributionStrategy\":\"AUTO\"}")
                        .body())
                .contains("InvalidArgumentException");
    }

    @Test
    void aDryRunPutsNothing() throws Exception {
        var put = "\"Data\":\"aGVsbG8=\",\"PartitionKey\":\"a\",\"DryRun\":true}";
        assertThat(post("PutRecord", "{\"StreamName\":\"orders\"," + put).body())
                .contains("DryRunOperationException");
        assertThat(post("PutRecord", "{\"StreamName\":\"nope\"," + put).body()).contains("ResourceNotFoundException");
        assertThat(local.engine().totals().records()).isZero();
    }

    @Test
    void thereAreNoChannels() throws Exception {
        var arn = "arn:aws:kinesis:us-east-1:000000000000:";
        assertThat(post("ListChannels", "{}").body()).isEqualTo("{\"ChannelSummaries\":[]}");
        assertThat(post("DescribeChannel", "{\"ChannelARN\":\"" + arn + "channel/c\"}")
                        .body())
                .contains("ResourceNotFoundException");
        assertThat(post(
                                "CreateChannel",
                                "{\"ChannelName\":\"c\",\"ServiceExecutionRoleARN\":\"arn:aws:iam::1:role/r\","
                                        + "\"StreamConfigurationList\":[{\"StreamARN\":\"" + arn + "stream/orders\"}]}")
                        .body())
                .contains("LimitExceededException");
    }

    @Test
    void unknownMembersAreSkipped() throws Exception {
        var answer = post(
                "PutRecord",
                "{\"New\":{\"a\":[1,{}]},\"StreamName\":\"orders\",\"Data\":\"\",\"PartitionKey\":\"a\",\"SequenceNumberForOrdering\":null}");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void aPostWithoutTargetAndTypeIsNoOperation() throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(local.endpoint())
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("content-type")).isEmpty();
        assertThat(answer.body()).contains("<AccessDeniedException>");
    }

    @Test
    void garbageInsteadOfCborIsASerializationExceptionInCbor() throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(local.endpoint())
                        .header("X-Amz-Target", "Kinesis_20131202.PutRecords")
                        .header("Content-Type", "application/x-amz-cbor-1.1")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {-1, -1, 3}))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type")).contains("application/x-amz-cbor-1.1");
        assertThat(answer.headers().firstValue("x-amzn-errortype")).contains("SerializationException");
    }

    @Test
    void aTimeThatIsNoNumberIsASerializationException() throws Exception {
        var body = new byte[] {(byte) 0xa1, 0x69, 'T', 'i', 'm', 'e', 's', 't', 'a', 'm', 'p', (byte) 0xf9, 0x7e, 0x00};
        var answer = http.send(
                HttpRequest.newBuilder(local.endpoint())
                        .header("X-Amz-Target", "Kinesis_20131202.GetShardIterator")
                        .header("Content-Type", "application/x-amz-cbor-1.1")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("x-amzn-errortype")).contains("SerializationException");
    }

    @Test
    void aTimeFarOffIsToComeInCborToo() throws Exception {
        var body = new ByteArrayOutputStream();
        try (var out = new CBORFactory().createGenerator(body)) {
            out.writeStartObject();
            out.writeStringField("StreamName", "orders");
            out.writeStringField("ShardId", "0");
            out.writeStringField("ShardIteratorType", "AT_TIMESTAMP");
            out.writeFieldName("Timestamp");
            out.writeTag(1);
            out.writeNumber(1.7e12);
            out.writeEndObject();
        }
        var answer = http.send(
                HttpRequest.newBuilder(local.endpoint())
                        .header("X-Amz-Target", "Kinesis_20131202.GetShardIterator")
                        .header("Content-Type", "application/x-amz-cbor-1.1")
                        .header("Authorization", AUTHORIZATION)
                        .header("X-Amz-Date", "20260101T000000Z")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("x-amzn-errortype")).contains("InvalidArgumentException");
        assertThat(answer.body()).contains("timestampInMillis: 1700000000000000, currentTimestampInMillis: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"APPLICATION/X-AMZ-JSON-1.1", "Application/X-Amz-Json-1.1; charset=utf-8"})
    void aMediaTypeIsTheSameInCapitals(String type) throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(local.endpoint())
                        .header("X-Amz-Target", "Kinesis_20131202.ListStreams")
                        .header("Content-Type", type)
                        .header("Authorization", AUTHORIZATION)
                        .header("X-Amz-Date", "20260101T000000Z")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).contains("\"StreamNames\":[\"orders\"]");
    }

    @Test
    void whatAnotherAccountHasIsNotForThisOne() throws Exception {
        var arn = "arn:aws:kinesis:us-east-1:111111111111:stream/orders";
        var put = "{\"StreamARN\":\"" + arn + "\",\"Data\":\"aGVsbG8=\",\"PartitionKey\":\"a\"}";
        assertThat(post("PutRecord", put).body())
                .isEqualTo("{\"__type\":\"AccessDeniedException\",\"message\":\"User:"
                        + " arn:aws:iam::000000000000:user/local-kinesis is not authorized to perform: kinesis:PutRecord"
                        + " on resource: " + arn
                        + " because no resource-based policy allows the kinesis:PutRecord action\"}");
        assertThat(local.engine().totals().records()).isZero();
    }

    @Test
    void anIteratorIsOfTheStreamThatIsNamedWithIt() throws Exception {
        local.engine().createActiveStream("others", 1);
        var iterator = local.engine().getShardIterator("orders", "0", IteratorType.LATEST, null, null);
        var ask = "{\"ShardIterator\":\"" + iterator
                + "\",\"StreamARN\":\"arn:aws:kinesis:us-east-1:000000000000:stream/%s\"}";
        assertThat(post("GetRecords", ask.replace("%s", "orders")).statusCode()).isEqualTo(200);
        assertThat(post("GetRecords", ask.replace("%s", "others")).body()).contains("InvalidArgumentException");
    }

    @Test
    void aQueryWithoutAMeaningDoesNotMatter() throws IOException {
        try (var socket = new Socket("127.0.0.1", local.port())) {
            var request = "POST /?%zz HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n"
                    + "X-Amz-Target: Kinesis_20131202.ListStreams\r\nX-Amz-Date: 20260101T000000Z\r\nAuthorization: "
                    + AUTHORIZATION + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() throws Exception {
        var answer = post("PutRecords", " ".repeat(17 << 20));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(get("/_health").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNotHttpGetsAnAnswerAndItsConnectionClosed() throws IOException {
        try (var socket = new Socket("127.0.0.1", local.port())) {
            socket.getOutputStream().write("\u0001\u0002 GARBAGE\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void healthMetricsAndNothingElseAreGotten() throws Exception {
        local.engine().putRecord("orders", new NewRecord(new byte[9], "k", "0"));
        assertThat(get("/_health").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body())
                .contains("# TYPE local_kinesis_records_total counter\n")
                .contains("local_kinesis_records_total{stream=\"orders\",shard=\"shardId-000000000000\"} 1\n")
                .contains("local_kinesis_bytes_total{stream=\"orders\",shard=\"shardId-000000000000\"} 10\n")
                .contains("local_kinesis_throttled_puts_total{stream=\"orders\",shard=\"shardId-000000000001\"} 0\n")
                .contains("local_kinesis_read_calls_total{")
                .contains("local_kinesis_throttled_reads_total{");
        assertThat(get("/").statusCode()).isEqualTo(403);
    }

    private HttpResponse<String> post(String operation, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(local.endpoint())
                .header("X-Amz-Target", "Kinesis_20131202." + operation)
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("Authorization", AUTHORIZATION)
                .header("X-Amz-Date", "20260101T000000Z")
                .POST(HttpRequest.BodyPublishers.ofString(body == null ? "" : body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(local.endpoint() + path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
