package delivery.localkinesis.operations;

import delivery.localkinesis.api.AccountLimits;
import delivery.localkinesis.api.BillingCommitment;
import delivery.localkinesis.api.ConsumerDescription;
import delivery.localkinesis.api.ConsumerPage;
import delivery.localkinesis.api.DescribedStream;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.PutRecordResult;
import delivery.localkinesis.api.PutRecordsResult;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardMetric;
import delivery.localkinesis.api.ShardPage;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.api.StreamPage;
import delivery.localkinesis.api.StreamSummary;
import delivery.localkinesis.engine.LogPage;
import delivery.localkinesis.engine.OnDemand;
import delivery.localkinesis.engine.Resharding;
import delivery.localkinesis.engine.Tuning;
import delivery.localkinesis.shard.RecordSlice;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes one answer as AWS spells it. */
final class ResponseWriter extends StructureWriter {
    ResponseWriter(Wire wire, OutputStream to) throws IOException {
        super(wire, to);
    }

    void putRecord(PutRecordResult result) throws IOException {
        member("ShardId", result.shardId());
        member("SequenceNumber", result.sequenceNumber());
    }

    void putRecords(PutRecordsResult result) throws IOException {
        out.writeNumberField("FailedRecordCount", result.failedRecordCount());
        structures("Records", result.records(), entry -> {
            member("ShardId", entry.shardId());
            member("SequenceNumber", entry.sequenceNumber());
            member("ErrorCode", entry.errorCode());
            member("ErrorMessage", entry.errorMessage());
        });
    }

    /** Said of records put to an encrypted stream only, as AWS does. */
    void encryption(boolean encrypted) throws IOException {
        member("EncryptionType", encrypted ? "KMS" : null);
    }

    void getRecords(LogPage page) throws IOException {
        page(page);
        member("NextShardIterator", page.nextShardIterator());
    }

    /** @param continuation null at the shard's end */
    void subscribeToShardEvent(LogPage page, @Nullable String continuation) throws IOException {
        page(page);
        member("ContinuationSequenceNumber", continuation);
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
            structures("ChildShards", page.childShards(), child -> {
                member("ShardId", child.shardId());
                list("ParentShards", child.parentShards(), out::writeString);
                hashKeyRange(child.startingHashKey(), child.endingHashKey());
            });
        }
    }

    private void record(LogPage page, RecordSlice slice, int i) throws IOException {
        out.writeStartObject();
        member("SequenceNumber", page.sequenceNumber(slice, i));
        out.writeFieldName("ApproximateArrivalTimestamp");
        wire.writeTimestamp(out, page.clock().timeOfDay(slice.arrival(i)));
        out.writeFieldName("Data");
        out.writeBinary(slice.data(i));
        out.writeFieldName("PartitionKey");
        out.writeString(slice.partitionKey(i));
        encryption(slice.isEncrypted(i));
        out.writeEndObject();
    }

    void registerStreamConsumer(ConsumerDescription consumer) throws IOException {
        structure("Consumer", () -> consumer(consumer));
    }

    void describeStreamConsumer(ConsumerDescription consumer) throws IOException {
        structure("ConsumerDescription", () -> {
            consumer(consumer);
            member("StreamARN", consumer.streamArn());
        });
    }

    void consumerPage(ConsumerPage page) throws IOException {
        structures("Consumers", page.consumers(), this::consumer);
        member("NextToken", page.nextToken());
    }

    private void consumer(ConsumerDescription consumer) throws IOException {
        member("ConsumerName", consumer.name());
        member("ConsumerARN", consumer.arn());
        member("ConsumerStatus", consumer.status().name());
        timestamp("ConsumerCreationTimestamp", consumer.createdAt());
    }

    void shardPage(ShardPage page) throws IOException {
        structures("Shards", page.shards(), this::shard);
        member("NextToken", page.nextToken());
    }

    void streamPage(StreamPage page) throws IOException {
        list("StreamNames", page.streams(), stream -> out.writeString(stream.name()));
        structures("StreamSummaries", page.streams(), this::identity);
        out.writeBooleanField("HasMoreStreams", page.hasMoreStreams());
        member("NextToken", page.nextToken());
    }

    void describeStream(DescribedStream description) throws IOException {
        structure("StreamDescription", () -> {
            details(description.summary());
            structures("Shards", description.shards(), this::shard);
            out.writeBooleanField("HasMoreShards", description.hasMoreShards());
        });
    }

    void describeStreamSummary(StreamSummary summary) throws IOException {
        structure("StreamDescriptionSummary", () -> {
            details(summary);
            out.writeNumberField("OpenShardCount", summary.openShards());
            out.writeNumberField("ConsumerCount", summary.consumers());
            out.writeNumberField("MaxRecordSizeInKiB", summary.maxRecordKib());
            if (summary.mode() == StreamMode.ON_DEMAND) {
                member("RecordDistributionStrategy", summary.spreads() ? "AUTO" : "USER_PARTITION_KEY");
            }
            if (summary.warmMib() > 0) {
                warmThroughput(summary.warmMib(), summary.openShards());
            }
        });
    }

    private void details(StreamSummary summary) throws IOException {
        identity(summary);
        out.writeNumberField("RetentionPeriodHours", summary.retentionHours());
        member("EncryptionType", summary.keyId() == null ? "NONE" : "KMS");
        member("KeyId", summary.keyId());
        structures("EnhancedMonitoring", List.of(summary.shardMetrics()), on -> metrics("ShardLevelMetrics", on));
    }

    private void identity(StreamSummary summary) throws IOException {
        member("StreamName", summary.name());
        member("StreamARN", summary.arn());
        member("StreamStatus", summary.status().name());
        timestamp("StreamCreationTimestamp", summary.createdAt());
        structure("StreamModeDetails", () -> member("StreamMode", summary.mode().name()));
    }

    private void shard(ShardDescription shard) throws IOException {
        member("ShardId", shard.shardId());
        member("ParentShardId", shard.parentShardId());
        member("AdjacentParentShardId", shard.adjacentParentShardId());
        hashKeyRange(shard.startingHashKey(), shard.endingHashKey());
        structure("SequenceNumberRange", () -> {
            member("StartingSequenceNumber", shard.startingSequenceNumber());
            member("EndingSequenceNumber", shard.endingSequenceNumber());
        });
    }

    private void hashKeyRange(String from, String to) throws IOException {
        structure("HashKeyRange", () -> {
            member("StartingHashKey", from);
            member("EndingHashKey", to);
        });
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

    private void metrics(String name, Set<ShardMetric> metrics) throws IOException {
        list(name, new TreeSet<>(metrics), metric -> out.writeString(metric.name()));
    }

    void tags(Map<String, String> tags) throws IOException {
        tags(tags.entrySet());
    }

    /** The first of them, and whether there are more. */
    void tags(Map<String, String> tags, int limit) throws IOException {
        tags(tags.entrySet().stream().limit(limit).toList());
        out.writeBooleanField("HasMoreTags", limit < tags.size());
    }

    private void tags(Collection<Map.Entry<String, String>> tags) throws IOException {
        structures("Tags", tags, tag -> {
            member("Key", tag.getKey());
            member("Value", tag.getValue());
        });
    }

    void limits(AccountLimits limits) throws IOException {
        out.writeNumberField("ShardLimit", limits.shardLimit());
        out.writeNumberField("OpenShardCount", limits.openShards());
        out.writeNumberField("OnDemandStreamCount", limits.onDemandStreams());
        out.writeNumberField("OnDemandStreamCountLimit", limits.onDemandStreamLimit());
    }

    void updateWarmThroughput(OnDemand.WarmThroughput warm) throws IOException {
        member("StreamName", warm.stream());
        member("StreamARN", warm.arn());
        warmThroughput(warm.target(), warm.current());
    }

    /** A shard takes one MiB a second. */
    private void warmThroughput(int target, int current) throws IOException {
        structure("WarmThroughput", () -> {
            out.writeNumberField("TargetMiBps", target);
            out.writeNumberField("CurrentMiBps", current);
        });
    }

    void accountSettings(BillingCommitment commitment) throws IOException {
        structure("MinimumThroughputBillingCommitment", () -> {
            member("Status", commitment.status().name());
            timestamp("StartedAt", commitment.startedAt());
            timestamp("EndedAt", commitment.endedAt());
            timestamp("EarliestAllowedEndAt", commitment.earliestAllowedEndAt());
        });
    }

    void noChannels() throws IOException {
        structures("ChannelSummaries", List.of(), none -> {});
    }

    void error(KinesisError error) throws IOException {
        member("__type", error.type().name());
        // Spelt so by AWS of the one kind, and so of all others.
        var serialization = error.type() == KinesisError.Type.SerializationException;
        member(serialization ? "Message" : "message", error.getMessage());
    }
}
