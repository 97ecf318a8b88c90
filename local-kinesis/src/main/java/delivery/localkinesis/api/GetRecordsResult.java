package delivery.localkinesis.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of one shard.
 *
 * @param nextShardIterator null once a closed shard has been read to its end; only then are there child shards
 */
public record GetRecordsResult(
        List<StreamRecord> records,
        @Nullable String nextShardIterator,
        long millisBehindLatest,
        List<ChildShard> childShards) {

    /** A shard that goes on where the one just read ended. */
    public record ChildShard(String shardId, List<String> parentShards, String startingHashKey, String endingHashKey) {}
}
