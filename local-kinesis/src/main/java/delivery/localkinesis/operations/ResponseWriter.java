package delivery.localkinesis.operations;

import com.fasterxml.jackson.core.JsonGenerator;
import delivery.localkinesis.api.AccountLimits;
import delivery.localkinesis.api.ConsumerDescription;
import delivery.localkinesis.api.ConsumerPage;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.PutRecordResult;
import delivery.localkinesis.api.PutRecordsResult;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardMetric;
import delivery.localkinesis.api.ShardPage;
import delivery.localkinesis.api.StreamDescription;
import delivery.localkinesis.api.StreamPage;
import delivery.localkinesis.api.StreamSummary;
import delivery.localkinesis.engine.LogPage;
import delivery.localkinesis.engine.Resharding;
import delivery.localkinesis.engine.ShardFeed;
import delivery.localkinesis.engine.Tuning;
import delivery.localkinesis.shard.RecordSlice;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Writes one answer as AWS spells it; the outermost braces are its own, closing it writes the last. */
public final class ResponseWriter implements AutoCloseable {
    private final Wire wire;
    private final JsonGenerator out;

    public ResponseWriter(Wire wire, OutputStream to) throws IOException {
        this.wire = wire;
        this.out = wire.generator(to);
        out.writeStartObject();
    }

    void member(String name, String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }

    void putRecord(PutRecordResult result) throws IOException {
        member("ShardId", result.shardId());
        member("SequenceNumber", result.sequenceNumber());
    }

    void putRecords(PutRecordsResult result) throws IOException {
        out.writeNumberField("FailedRecordCount", result.failedRecordCount());
        out.writeArrayFieldStart("Records");
        for (var entry : result.records()) {
            out.writeStartObject();
            member("ShardId", entry.shardId());
            member("SequenceNumber", entry.sequenceNumber());
            member("ErrorCode", entry.errorCode());
            member("ErrorMessage", entry.errorMessage());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    void getRecords(LogPage page) throws IOException {
        page(page);
        member("NextShardIterator", page.nextShardIterator());
    }

    void subscribeToShardEvent(ShardFeed.Event event) throws IOException {
        page(event.page());
        member("ContinuationSequenceNumber", event.continuation());
    }

    void registerStreamConsumer(ConsumerDescription consumer) throws IOException {
        out.writeObjectFieldStart("Consumer");
        consumer(consumer);
        out.writeEndObject();
    }

    void describeStreamConsumer(ConsumerDescription consumer) throws IOException {
        out.writeObjectFieldStart("ConsumerDescription");
        consumer(consumer);
        member("StreamARN", consumer.streamArn());
        out.writeEndObject();
    }

    void consumerPage(ConsumerPage page) throws IOException {
        out.writeArrayFieldStart("Consumers");
        for (var consumer : page.consumers()) {
            out.writeStartObject();
            consumer(consumer);
            out.writeEndObject();
        }
        out.writeEndArray();
        member("NextToken", page.nextToken());
    }

    private void consumer(ConsumerDescription consumer) throws IOException {
        member("ConsumerName", consumer.name());
        member("ConsumerARN", consumer.arn());
        member("ConsumerStatus", consumer.status().name());
        out.writeFieldName("ConsumerCreationTimestamp");
        wire.writeTimestamp(out, consumer.createdAt().toEpochMilli());
    }

    private void page(LogPage page) throws IOException {
        out.writeArrayFieldStart("Records");
        for (var slice : page.slices()) {
            for (int i = slice.from(); i < slice.to(); i++) {
                record(page, slice, i);
            }
        }
        out.writeEndArray();
        out.writeNumberField("MillisBehindLatest", page.millisBehindLatest());
        if (!page.childShards().isEmpty()) {
            out.writeArrayFieldStart("ChildShards");
            for (var child : page.childShards()) {
                out.writeStartObject();
                member("ShardId", child.shardId());
                out.writeArrayFieldStart("ParentShards");
                for (var parent : child.parentShards()) {
                    out.writeString(parent);
                }
                out.writeEndArray();
                hashKeyRange(child.startingHashKey(), child.endingHashKey());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
    }

    void shardPage(ShardPage page) throws IOException {
        shards(page.shards());
        member("NextToken", page.nextToken());
    }

    void streamPage(StreamPage page) throws IOException {
        out.writeArrayFieldStart("StreamNames");
        for (var stream : page.streams()) {
            out.writeString(stream.name());
        }
        out.writeEndArray();
        out.writeArrayFieldStart("StreamSummaries");
        for (var stream : page.streams()) {
            out.writeStartObject();
            identity(stream);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeBooleanField("HasMoreStreams", page.hasMoreStreams());
        if (page.hasMoreStreams()) {
            member("NextToken", page.streams().get(page.streams().size() - 1).name());
        }
    }

    void describeStream(StreamDescription description) throws IOException {
        out.writeObjectFieldStart("StreamDescription");
        details(description.summary());
        shards(description.shards());
        out.writeBooleanField("HasMoreShards", description.hasMoreShards());
        out.writeEndObject();
    }

    void describeStreamSummary(StreamSummary summary) throws IOException {
        out.writeObjectFieldStart("StreamDescriptionSummary");
        details(summary);
        out.writeNumberField("OpenShardCount", summary.openShards());
        out.writeNumberField("ConsumerCount", summary.consumers());
        out.writeNumberField("MaxRecordSizeInKiB", summary.maxRecordKib());
        out.writeEndObject();
    }

    /** Said of records put to an encrypted stream only, as AWS does. */
    void encryption(String keyId) throws IOException {
        member("EncryptionType", keyId == null ? null : "KMS");
    }

    void scaling(Resharding.Scaling scaling) throws IOException {
        member("StreamName", scaling.stream());
        member("StreamARN", scaling.arn());
        out.writeNumberField("CurrentShardCount", scaling.currentShards());
        out.writeNumberField("TargetShardCount", scaling.targetShards());
    }

    void monitoring(Tuning.Monitoring monitoring) throws IOException {
        member("StreamName", monitoring.stream());
        member("StreamARN", monitoring.arn());
        metrics("CurrentShardLevelMetrics", monitoring.current());
        metrics("DesiredShardLevelMetrics", monitoring.desired());
    }

    void tags(Map<String, String> tags) throws IOException {
        out.writeArrayFieldStart("Tags");
        for (var tag : tags.entrySet()) {
            out.writeStartObject();
            member("Key", tag.getKey());
            member("Value", tag.getValue());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** The first of them, and whether there are more. */
    void tags(Map<String, String> tags, int limit) throws IOException {
        var page = new LinkedHashMap<String, String>();
        tags.entrySet().stream().limit(limit).forEach(tag -> page.put(tag.getKey(), tag.getValue()));
        tags(page);
        out.writeBooleanField("HasMoreTags", page.size() < tags.size());
    }

    void limits(AccountLimits limits) throws IOException {
        out.writeNumberField("ShardLimit", limits.shardLimit());
        out.writeNumberField("OpenShardCount", limits.openShards());
        out.writeNumberField("OnDemandStreamCount", limits.onDemandStreams());
        out.writeNumberField("OnDemandStreamCountLimit", limits.onDemandStreamLimit());
    }

    /** Nobody has promised AWS to pay for a minimum here. */
    void accountSettings() throws IOException {
        out.writeObjectFieldStart("MinimumThroughputBillingCommitment");
        member("Status", "DISABLED");
        out.writeEndObject();
    }

    void error(KinesisError error) throws IOException {
        member("__type", error.type().name());
        member("message", error.getMessage());
    }

    @Override
    public void close() throws IOException {
        out.writeEndObject();
        out.close();
    }

    private void record(LogPage page, RecordSlice slice, int i) throws IOException {
        var bytes = slice.bytes();
        out.writeStartObject();
        member("SequenceNumber", page.numbers().format(slice.firstOrdinal() + i, page.shard()));
        out.writeFieldName("ApproximateArrivalTimestamp");
        wire.writeTimestamp(out, page.clock().timeOfDay(slice.arrivals()[i]));
        out.writeFieldName("Data");
        out.writeBinary(bytes, slice.dataStart(i), slice.dataEnd(i) - slice.dataStart(i));
        out.writeFieldName("PartitionKey");
        out.writeUTF8String(bytes, slice.dataEnd(i), slice.keyEnd(i) - slice.dataEnd(i));
        out.writeEndObject();
    }

    private void details(StreamSummary summary) throws IOException {
        identity(summary);
        out.writeNumberField("RetentionPeriodHours", summary.retentionHours());
        member("EncryptionType", summary.keyId() == null ? "NONE" : "KMS");
        member("KeyId", summary.keyId());
        out.writeArrayFieldStart("EnhancedMonitoring");
        out.writeStartObject();
        metrics("ShardLevelMetrics", summary.shardMetrics());
        out.writeEndObject();
        out.writeEndArray();
    }

    private void identity(StreamSummary summary) throws IOException {
        member("StreamName", summary.name());
        member("StreamARN", summary.arn());
        member("StreamStatus", summary.status().name());
        out.writeFieldName("StreamCreationTimestamp");
        wire.writeTimestamp(out, summary.createdAt().toEpochMilli());
        out.writeObjectFieldStart("StreamModeDetails");
        member("StreamMode", summary.mode().name());
        out.writeEndObject();
    }

    private void metrics(String name, Collection<ShardMetric> metrics) throws IOException {
        out.writeArrayFieldStart(name);
        for (var metric : new TreeSet<>(metrics)) {
            out.writeString(metric.name());
        }
        out.writeEndArray();
    }

    private void shards(List<ShardDescription> shards) throws IOException {
        out.writeArrayFieldStart("Shards");
        for (var shard : shards) {
            out.writeStartObject();
            member("ShardId", shard.shardId());
            member("ParentShardId", shard.parentShardId());
            member("AdjacentParentShardId", shard.adjacentParentShardId());
            hashKeyRange(shard.startingHashKey(), shard.endingHashKey());
            out.writeObjectFieldStart("SequenceNumberRange");
            member("StartingSequenceNumber", shard.startingSequenceNumber());
            member("EndingSequenceNumber", shard.endingSequenceNumber());
            out.writeEndObject();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void hashKeyRange(String from, String to) throws IOException {
        out.writeObjectFieldStart("HashKeyRange");
        member("StartingHashKey", from);
        member("EndingHashKey", to);
        out.writeEndObject();
    }
}
