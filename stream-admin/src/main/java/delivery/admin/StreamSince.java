package delivery.admin;

import delivery.kinesis.KinesisStream;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.SdkStream;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamDescription;
import delivery.protocol.Position;
import java.time.Instant;
import java.util.List;

/** The stream as if its oldest records were those that arrived at a certain time. For looking into it only. */
record StreamSince(SdkStream stream, Instant since) implements KinesisStream {
    @Override
    public String iterator(String shardId, Position position) {
        return position.equals(Position.TRIM_HORIZON)
                ? stream.iteratorAt(shardId, since)
                : stream.iterator(shardId, position);
    }

    @Override
    public RecordPage read(String iterator, int limit) {
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
