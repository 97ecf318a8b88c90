package delivery.kinesis.aws;

import delivery.app.AppException;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamDescription;
import delivery.model.Position;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.HashKeyRange;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/** The stream by way of the AWS SDK: one call, one attempt, bounded in time. Owns the client. Thread-safe. */
public final class SdkStream implements KinesisStream, AutoCloseable {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(15);
    static final Duration SHORT_ANSWER_TIME = Duration.ofSeconds(6);

    static {
        // HttpURLConnection sends a POST again by itself when the connection breaks: an unseen second PutRecords.
        setIfUnset("sun.net.http.retryPost", "false");
        // Connections kept alive, 5 by default: a thread a shard would open new ones all the time.
        setIfUnset("http.maxConnections", "64");
    }

    private final KinesisClient client;
    private final String name;
    private final ExplainedCalls calls;

    private SdkStream(KinesisClient client, String name, ExplainedCalls calls) {
        this.client = client;
        this.name = name;
        this.calls = calls;
    }

    /** @throws AppException if the SDK does not take what the environment or the profile says */
    static SdkStream open(String name, StreamAccess access) {
        return new SdkStream(client(access), name, new ExplainedCalls(name, access));
    }

    private static KinesisClient client(StreamAccess access) {
        try {
            return KinesisClient.builder()
                    .region(access.region())
                    // All that the SDK could find by itself has been looked at: it goes where we say that it goes.
                    .endpointOverride(access.endpoint().uri())
                    .fipsEnabled(false)
                    .dualstackEnabled(false)
                    .credentialsProvider(access.credentials())
                    .httpClient(UrlConnectionHttpClient.create(new UrlConnections(access.endpoint(), access.proxy())))
                    .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.doNotRetry())
                            .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                            .addExecutionInterceptor(new RecordCall.Interceptor()))
                    .build();
        } catch (SdkException | IllegalStateException | IllegalArgumentException e) {
            throw AppException.unreachable("the AWS settings here cannot be used: " + ForeignText.of(e.getMessage())
                    + "; see to the AWS_ variables and the profile");
        }
    }

    /** Where all calls go: what to show before something is changed there. */
    public String endpoint() {
        return calls.access().endpointName();
    }

    public String name() {
        return name;
    }

    /** For other clients of the same account. */
    public AwsAccess aws() {
        return AwsAccess.of(calls.access());
    }

    /** Changes to the same stream, by the same client; needs no closing of its own. */
    public StreamControl control() {
        return new StreamControl(client, this, calls);
    }

    /**
     * What is sent of the stream to a consumer of that name, which is registered if it is not yet; the caller closes it.
     *
     * @throws delivery.kinesis.StreamException if the service does not take it
     */
    public SdkFanOut fanOut(String streamArn, String consumer, PatientCalls patient) {
        return SdkFanOut.register(client, calls, streamArn, consumer, patient);
    }

    @Override
    public StreamDescription describe() {
        return calls.call(() -> {
            var answer = client.describeStreamSummary(
                    request -> request.streamName(name).overrideConfiguration(SdkStream::soon));
            var summary = answer.streamDescriptionSummary();
            calls.present(summary != null && summary.streamStatusAsString() != null, summary);
            var mode = summary.streamModeDetails();
            return new StreamDescription(
                    summary.streamName(),
                    summary.streamARN(),
                    summary.streamStatusAsString(),
                    summary.streamCreationTimestamp(),
                    Duration.ofHours(summary.retentionPeriodHours()),
                    summary.openShardCount(),
                    mode != null && mode.streamMode() == StreamMode.ON_DEMAND,
                    RecordCall.date(answer.sdkHttpResponse()));
        });
    }

    @Override
    public List<Shard> shards() {
        var shards = new ArrayList<Shard>();
        var request = ListShardsRequest.builder().streamName(name).build();
        while (true) {
            var page = listShards(request);
            page.shards().stream().map(SdkStream::shard).forEach(shards::add);
            if (page.nextToken() == null) {
                return List.copyOf(shards);
            }
            // The token stands for the stream; the service refuses both together.
            request = ListShardsRequest.builder().nextToken(page.nextToken()).build();
        }
    }

    private software.amazon.awssdk.services.kinesis.model.ListShardsResponse listShards(ListShardsRequest request) {
        return calls.call(() -> {
            var answer = client.listShards(
                    request.toBuilder().overrideConfiguration(SdkStream::soon).build());
            return calls.present(answer.hasShards(), answer);
        });
    }

    @Override
    public List<PutResult> put(List<PutEntry> entries) {
        // Whoever has told the SDK to speak JSON has it write all of it.
        var isOurs = SdkSystemSetting.CBOR_ENABLED.getBooleanValueOrThrow();
        var call = new RecordCall<>(isOurs ? PutBody.of(name, entries) : null, RecordAnswers::puts);
        var records = isOurs
                ? List.<PutRecordsRequestEntry>of()
                : entries.stream().map(SdkStream::entry).toList();
        return calls.call(() -> {
            var answer = client.putRecords(
                    request -> request.streamName(name).records(records).overrideConfiguration(call::with));
            var results = call.answer() != null
                    ? call.answer()
                    : answer.records().stream().map(SdkStream::result).toList();
            return calls.present(results.size() == entries.size(), results);
        });
    }

    @Override
    public String iterator(String shardId, Position position) {
        return iterator(request -> {
            request.shardId(shardId);
            switch (position.kind()) {
                case TRIM_HORIZON -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
                case AFTER ->
                    request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                            .startingSequenceNumber(position.sequenceNumber().toString());
                case SHARD_END -> throw new IllegalArgumentException("nothing follows the end of " + shardId);
            }
        });
    }

    /** GetShardIterator at the first record that reached the shard at this time or later; may be in the past only. */
    public String iteratorAt(String shardId, Instant since) {
        return iterator(request -> request.shardId(shardId)
                .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                .timestamp(since));
    }

    private String iterator(Consumer<GetShardIteratorRequest.Builder> where) {
        return calls.call(() -> {
            var iterator = client.getShardIterator(
                            request -> where.accept(request.streamName(name).overrideConfiguration(SdkStream::soon)))
                    .shardIterator();
            return calls.present(iterator != null, iterator);
        });
    }

    /** GetShardIterator behind the newest record: skips what a reader has missed, so it is for people that look only. */
    public String iteratorAtTip(String shardId) {
        return iterator(request -> request.shardId(shardId).shardIteratorType(ShardIteratorType.LATEST));
    }

    @Override
    public RecordPage read(@Nullable String iterator, int limit) {
        var call = new RecordCall<>(null, RecordAnswers::page);
        return calls.call(() -> {
            var answer = client.getRecords(
                    request -> request.shardIterator(iterator).limit(limit).overrideConfiguration(call::with));
            if (call.answer() != null) {
                return call.answer().answeredAt(RecordCall.date(answer.sdkHttpResponse()));
            }
            // An empty body has no next iterator either, and must not be taken for the end of the shard.
            return page(calls.present(answer.hasRecords(), answer));
        });
    }

    @Override
    public void close() {
        client.close();
    }

    private static PutRecordsRequestEntry entry(PutEntry entry) {
        return PutRecordsRequestEntry.builder()
                .data(SdkBytes.fromByteArrayUnsafe(entry.data()))
                .partitionKey(entry.partitionKey())
                .explicitHashKey(entry.explicitHashKey())
                .build();
    }

    /** By the entry's own error code: services have been seen to report a wrong FailedRecordCount. */
    private static PutResult result(PutRecordsResultEntry entry) {
        return entry.errorCode() == null
                ? new PutResult.Stored(entry.shardId(), entry.sequenceNumber())
                : failed(entry.errorCode(), entry.errorMessage());
    }

    static PutResult failed(String code, @Nullable String message) {
        return new PutResult.Failed(
                code.contains("ThroughputExceeded") || code.contains("Throttl"), code + ": " + message);
    }

    private static RecordPage page(GetRecordsResponse response) {
        var behind = response.millisBehindLatest();
        return new RecordPage(
                response.records().stream().map(SdkStream::record).toList(),
                response.nextShardIterator(),
                behind == null ? 0 : behind,
                RecordCall.date(response.sdkHttpResponse()),
                response.childShards().stream().map(SdkStream::child).toList());
    }

    static Shard child(ChildShard child) {
        return shard(child.shardId(), child.parentShards().stream(), child.hashKeyRange(), true);
    }

    static RecordPage.StoredRecord record(Record record) {
        return new RecordPage.StoredRecord(
                record.sequenceNumber(),
                record.partitionKey(),
                record.data().asByteArrayUnsafe(),
                record.approximateArrivalTimestamp());
    }

    private static Shard shard(software.amazon.awssdk.services.kinesis.model.Shard shard) {
        return shard(
                shard.shardId(),
                Stream.of(shard.parentShardId(), shard.adjacentParentShardId()),
                shard.hashKeyRange(),
                shard.sequenceNumberRange().endingSequenceNumber() == null);
    }

    private static Shard shard(String shardId, Stream<String> parents, HashKeyRange range, boolean open) {
        return new Shard(
                shardId,
                parents.filter(parent -> parent != null).toList(),
                new BigInteger(range.startingHashKey()),
                new BigInteger(range.endingHashKey()),
                open);
    }

    /** Small questions, small answers: whoever waits for one is told to stop, and has ten seconds for it. */
    static void soon(AwsRequestOverrideConfiguration.Builder config) {
        config.apiCallAttemptTimeout(SHORT_ANSWER_TIME);
    }

    private static void setIfUnset(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
