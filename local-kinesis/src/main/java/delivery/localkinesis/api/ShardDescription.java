package delivery.localkinesis.api;

import org.jspecify.annotations.Nullable;

/**
 * A shard as listed.
 *
 * @param parentShardId null if it was not made from another
 * @param adjacentParentShardId the second parent of a merged shard, else null
 * @param endingSequenceNumber null while it is open; when closed, a number above that of every record of the shard
 */
public record ShardDescription(
        String shardId,
        @Nullable String parentShardId,
        @Nullable String adjacentParentShardId,
        String startingHashKey,
        String endingHashKey,
        String startingSequenceNumber,
        @Nullable String endingSequenceNumber) {

    public boolean isOpen() {
        return endingSequenceNumber == null;
    }
}
