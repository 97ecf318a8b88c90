package delivery.kinesis.aws;

import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.aws.cbor.RecordAnswers;
import delivery.kinesis.aws.cbor.ShardPlace;
import delivery.kinesis.aws.cbor.StreamAnswers.ShardsPage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/** In JSON, for whoever has told the SDK to speak that: by the SDK's own client. */
final class JsonCalls implements StreamCalls {
    private final KinesisClient client;
    private final String stream;
    private final ExplainedCalls calls;

    JsonCalls(KinesisClient client, String stream, ExplainedCalls calls) {
        this.client = client;
        this.stream = stream;
        this.calls = calls;
    }

    @Override
    public StreamDescription describe() {
        return calls.call(() -> {
            var answer = client.describeStreamSummary(
                    request -> request.streamName(stream).overrideConfiguration(SdkStream::soon));
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
                    SignedCalls.date(answer.sdkHttpResponse()));
        });
    }

    @Override
    public ShardsPage shards(@Nullable String nextToken) {
        return calls.call(() -> {
            var answer = client.listShards(request -> request.streamName(nextToken == null ? stream : null)
                    .nextToken(nextToken)
                    .overrideConfiguration(SdkStream::soon));
            calls.present(answer.hasShards(), answer);
            return new ShardsPage(answer.shards().stream().map(SdkShards::shard).toList(), answer.nextToken());
        });
    }

    @Override
    public String iterator(ShardPlace place) {
        return calls.call(() -> {
            var iterator = client.getShardIterator(request -> request.streamName(stream)
                            .shardId(place.shardId())
                            .shardIteratorType(place.type())
                            .startingSequenceNumber(place.sequenceNumber())
                            .timestamp(place.since())
                            .overrideConfiguration(SdkStream::soon))
                    .shardIterator();
            return calls.present(iterator != null, iterator);
        });
    }

    @Override
    public List<PutResult> put(List<PutEntry> entries) {
        var records = entries.stream().map(JsonCalls::entry).toList();
        return calls.call(() -> {
            var answer = client.putRecords(request -> request.streamName(stream).records(records));
            var results = answer.records().stream().map(JsonCalls::result).toList();
            return calls.present(results.size() == entries.size(), results);
        });
    }

    @Override
    public RecordPage read(@Nullable String iterator, int limit) {
        return calls.call(() -> {
            var answer =
                    client.getRecords(request -> request.shardIterator(iterator).limit(limit));
            // An empty body has no next iterator either, and must not be taken for the end of the shard.
            calls.present(answer.hasRecords(), answer);
            var behind = answer.millisBehindLatest();
            return new RecordPage(
                    answer.records().stream().map(SdkShards::record).toList(),
                    answer.nextShardIterator(),
                    behind == null ? 0 : behind,
                    SignedCalls.date(answer.sdkHttpResponse()),
                    answer.childShards().stream().map(SdkShards::child).toList());
        });
    }

    private static PutRecordsRequestEntry entry(PutEntry entry) {
        return PutRecordsRequestEntry.builder()
                .data(SdkBytes.fromByteArrayUnsafe(entry.data()))
                .partitionKey(entry.partitionKey())
                .explicitHashKey(entry.explicitHashKey())
                .build();
    }

    private static PutResult result(PutRecordsResultEntry entry) {
        return entry.errorCode() == null
                ? new PutResult.Stored(entry.shardId(), entry.sequenceNumber())
                : RecordAnswers.failed(entry.errorCode(), entry.errorMessage());
    }
}
