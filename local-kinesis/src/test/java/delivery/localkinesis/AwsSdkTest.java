package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.localkinesis.engine.Engines;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** The real SDK, in both encodings it knows: CBOR is what it uses unless told otherwise. */
class AwsSdkTest {
    private final SettableClock clock = new SettableClock();
    private final LocalKinesis local = LocalKinesis.builder().clock(clock).transition(Duration.ZERO).stream("orders", 1)
            .start();
    private final KinesisClient client = client(local);

    @AfterEach
    void stop() {
        client.close();
        local.close();
        System.clearProperty(SdkSystemSetting.CBOR_ENABLED.property());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsPutIsReadBackWithItsTime(boolean cbor) {
        speak(cbor);
        var data = SdkBytes.fromByteArray(new byte[] {0, -1, 34, 92, 10});
        var put = client.putRecord(
                r -> r.streamName("orders").partitionKey("Zürich \" 🚚").data(data));
        var page = read(ShardIteratorType.TRIM_HORIZON);
        assertThat(page.records()).hasSize(1);
        var record = page.records().get(0);
        assertThat(record.data()).isEqualTo(data);
        assertThat(record.partitionKey()).isEqualTo("Zürich \" 🚚");
        assertThat(record.sequenceNumber()).isEqualTo(put.sequenceNumber());
        assertThat(record.approximateArrivalTimestamp()).isEqualTo(clock.instant());
        assertThat(page.millisBehindLatest()).isZero();
        assertThat(page.nextShardIterator()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void timestampsOfRequestsArriveToTheMillisecond(boolean cbor) {
        speak(cbor);
        put("a");
        clock.advance(Duration.ofMillis(1));
        put("b");
        var iterator = client.getShardIterator(r -> r.streamName("orders")
                        .shardId(Engines.id(0))
                        .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                        .timestamp(clock.instant()))
                .shardIterator();
        assertThat(client.getRecords(r -> r.shardIterator(iterator)).records())
                .extracting(record -> record.data().asUtf8String())
                .containsExactly("b");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBatchIsThrottledEntryByEntryInsideAGoodAnswer(boolean cbor) {
        speak(cbor);
        var entry = PutRecordsRequestEntry.builder()
                .data(SdkBytes.fromUtf8String("x"))
                .partitionKey("k")
                .explicitHashKey("7")
                .build();
        PutRecordsResponse last = null;
        for (int i = 0; i < 3; i++) {
            last = client.putRecords(r -> r.streamName("orders").records(Collections.nCopies(400, entry)));
        }
        assertThat(last.failedRecordCount()).isEqualTo(200);
        assertThat(last.records().get(199).sequenceNumber()).isNotNull();
        assertThat(last.records().get(199).errorCode()).isNull();
        assertThat(last.records().get(200).errorCode()).isEqualTo("ProvisionedThroughputExceededException");
        assertThat(last.records().get(200).errorMessage()).startsWith("Rate exceeded for shard");
        assertThat(last.records().get(200).shardId()).isNull();
        assertThatThrownBy(() -> put("x")).isInstanceOf(ProvisionedThroughputExceededException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamIsMadeSplitMergedListedAndDeleted(boolean cbor) {
        speak(cbor);
        client.createStream(r -> r.streamName("s").shardCount(1));
        var middle = BigInteger.TWO.pow(127).toString();
        client.splitShard(r -> r.streamName("s").shardToSplit(Engines.id(0)).newStartingHashKey(middle));
        client.mergeShards(r -> r.streamName("s").shardToMerge(Engines.id(1)).adjacentShardToMerge(Engines.id(2)));
        var shards = client.listShards(r -> r.streamName("s")).shards();
        assertThat(shards)
                .extracting(Shard::parentShardId)
                .containsExactly(null, Engines.id(0), Engines.id(0), Engines.id(1));
        assertThat(shards.get(3).adjacentParentShardId()).isEqualTo(Engines.id(2));
        assertThat(shards.get(2).hashKeyRange().startingHashKey()).isEqualTo(middle);
        assertThat(shards.get(2).sequenceNumberRange().endingSequenceNumber()).isNotNull();
        assertThat(shards.get(3).sequenceNumberRange().endingSequenceNumber()).isNull();
        assertThat(client.listShards(r -> r.streamName("s").shardFilter(f -> f.type(ShardFilterType.AT_LATEST)))
                        .shards())
                .containsExactly(shards.get(3));
        var page = client.listShards(r -> r.streamName("s").maxResults(3));
        assertThat(client.listShards(r -> r.nextToken(page.nextToken())).shards())
                .containsExactly(shards.get(3));

        var summary = client.describeStreamSummary(r -> r.streamName("s")).streamDescriptionSummary();
        assertThat(summary.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(summary.openShardCount()).isEqualTo(1);
        assertThat(summary.retentionPeriodHours()).isEqualTo(24);
        assertThat(summary.streamCreationTimestamp()).isEqualTo(clock.instant());
        assertThat(client.describeStreamSummary(r -> r.streamARN(summary.streamARN()))
                        .streamDescriptionSummary())
                .isEqualTo(summary);
        var described = client.describeStream(r -> r.streamName("s").limit(2)).streamDescription();
        assertThat(described.shards()).isEqualTo(shards.subList(0, 2));
        assertThat(described.hasMoreShards()).isTrue();
        assertThat(client.listStreams().streamNames()).containsExactly("orders", "s");
        assertThat(client.listStreams(r -> r.limit(1)).hasMoreStreams()).isTrue();

        var end = client.getRecords(r -> r.shardIterator(client.getShardIterator(
                        i -> i.streamName("s").shardId(Engines.id(2)).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator()));
        assertThat(end.nextShardIterator()).isNull();
        assertThat(end.childShards().get(0).shardId()).isEqualTo(Engines.id(3));
        assertThat(end.childShards().get(0).parentShards()).containsExactly(Engines.id(1), Engines.id(2));
        assertThat(end.childShards().get(0).hashKeyRange().startingHashKey()).isEqualTo("0");

        client.deleteStream(r -> r.streamName("s"));
        assertThatThrownBy(() -> client.describeStreamSummary(r -> r.streamName("s")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Stream s under account 000000000000 not found.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusalsArriveAsTheSdksOwnExceptions(boolean cbor) {
        speak(cbor);
        assertThatThrownBy(() -> client.createStream(r -> r.streamName("orders").shardCount(1)))
                .isInstanceOf(ResourceInUseException.class);
        assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator("AAAA")))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> client.putRecords(r -> r.streamName("orders").records(List.of())))
                .isInstanceOfSatisfying(KinesisException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
                    assertThat(e.statusCode()).isEqualTo(400);
                    assertThat(e.requestId()).isNotBlank();
                });
        var iterator = iterator(ShardIteratorType.LATEST);
        clock.advance(Duration.ofMinutes(6));
        assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator(iterator)))
                .isInstanceOf(ExpiredIteratorException.class);
    }

    private static void speak(boolean cbor) {
        System.setProperty(SdkSystemSetting.CBOR_ENABLED.property(), Boolean.toString(cbor));
    }

    private void put(String data) {
        client.putRecord(r -> r.streamName("orders").partitionKey("k").data(SdkBytes.fromUtf8String(data)));
    }

    private GetRecordsResponse read(ShardIteratorType type) {
        var iterator = iterator(type);
        return client.getRecords(r -> r.shardIterator(iterator));
    }

    private String iterator(ShardIteratorType type) {
        return client.getShardIterator(
                        r -> r.streamName("orders").shardId(Engines.id(0)).shardIteratorType(type))
                .shardIterator();
    }

    static KinesisClient client(LocalKinesis local) {
        return KinesisClient.builder()
                .endpointOverride(local.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    /** Read by the server's threads, moved by the test's. */
    private static final class SettableClock implements java.time.InstantSource {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00.123Z");

        @Override
        public Instant instant() {
            return now;
        }

        void advance(Duration duration) {
            now = now.plus(duration);
        }
    }
}
