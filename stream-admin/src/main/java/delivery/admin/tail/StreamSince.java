package delivery.admin.tail;

import delivery.kinesis.KinesisStream;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.aws.SdkStream;
import delivery.model.Position;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stream as if its oldest records were those that arrived at a certain time. For looking into it only.
 *
 * @param since null for the oldest ones that there are
 * @param fromTip the shards of which only what is yet to come is of interest
 */
record StreamSince(SdkStream stream, @Nullable Instant since, Set<String> fromTip) implements KinesisStream {
    @Override
    public String iterator(String shardId, Position position) {
        if (!position.equals(Position.TRIM_HORIZON)) {
            return stream.iterator(shardId, position);
        }
        if (fromTip.contains(shardId)) {
            return stream.iteratorAtTip(shardId);
        }
        return since == null ? stream.iterator(shardId, position) : stream.iteratorAt(shardId, since);
    }

    @Override
    public RecordPage read(@Nullable String iterator, int limit) {
        return stream.read(iterator, limit);
    }

    @Override
    public StreamDescription describe() {
        return stream.describe();
    }

    @Override
    public List<Shard> shards() {
        return stream.shards();
    }

    @Override
    public List<PutResult> put(List<PutEntry> entries) {
        return stream.put(entries);
    }
}
