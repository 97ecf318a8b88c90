package delivery.kinesis;

import delivery.model.Position;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The port between our loops and Kinesis: one stream. Calls are made once, never retried inside: whoever loops decides
 * what a failure means to him. Every method throws {@link StreamException}. Thread-safe.
 */
public interface KinesisStream {
    /** An answer that is not there by then is a {@link StreamException.Kind#TIMEOUT}. */
    Duration ANSWER_TIME = Duration.ofSeconds(10);

    StreamDescription describe();

    /** All shards that the stream still lists, closed ones included, in no particular order. */
    List<Shard> shards();

    /**
     * PutRecords: one result an entry, in the same order. Part of the entries may fail while the call succeeds.
     *
     * @param entries 1 to {@value KinesisLimits#PUT_RECORDS}, together {@value KinesisLimits#PUT_BYTES} bytes at most
     */
    List<PutResult> put(List<PutEntry> entries);

    /** GetShardIterator: valid for five minutes. Never at LATEST: that would lose what nobody has read yet. */
    String iterator(String shardId, Position position);

    /** GetRecords. An empty page does not mean that there is no more. */
    RecordPage read(@Nullable String iterator, int limit);
}
