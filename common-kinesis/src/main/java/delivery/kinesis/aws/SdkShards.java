package delivery.kinesis.aws;

import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import java.math.BigInteger;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.HashKeyRange;
import software.amazon.awssdk.services.kinesis.model.Record;

/** What the SDK's shards and records are here. */
final class SdkShards {
    private SdkShards() {}

    static Shard shard(software.amazon.awssdk.services.kinesis.model.Shard shard) {
        return shard(
                shard.shardId(),
                Stream.of(shard.parentShardId(), shard.adjacentParentShardId()),
                shard.hashKeyRange(),
                shard.sequenceNumberRange().endingSequenceNumber() == null);
    }

    static Shard child(ChildShard child) {
        return shard(child.shardId(), child.parentShards().stream(), child.hashKeyRange(), true);
    }

    private static Shard shard(String shardId, Stream<String> parents, HashKeyRange range, boolean open) {
        return new Shard(
                shardId,
                parents.filter(parent -> parent != null).toList(),
                new BigInteger(range.startingHashKey()),
                new BigInteger(range.endingHashKey()),
                open);
    }

    static StoredRecord record(Record record) {
        return new StoredRecord(
                record.sequenceNumber(),
                record.partitionKey(),
                record.data().asByteArrayUnsafe(),
                record.approximateArrivalTimestamp());
    }
}
