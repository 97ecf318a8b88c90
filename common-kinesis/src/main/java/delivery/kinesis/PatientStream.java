package delivery.kinesis;

import delivery.model.Position;
import java.util.List;

/**
 * The stream for whoever starts: what it is and which shards it has are {@link PatientCalls}. All else belongs to loops
 * that try again by themselves, and passes through.
 */
public record PatientStream(KinesisStream stream, PatientCalls calls) implements KinesisStream {
    @Override
    public StreamDescription describe() {
        return calls.call(stream::describe);
    }

    @Override
    public List<Shard> shards() {
        return calls.call(stream::shards);
    }

    @Override
    public List<PutResult> put(List<PutEntry> entries) {
        return stream.put(entries);
    }

    @Override
    public String iterator(String shardId, Position position) {
        return stream.iterator(shardId, position);
    }

    @Override
    public RecordPage read(String iterator, int limit) {
        return stream.read(iterator, limit);
    }
}
