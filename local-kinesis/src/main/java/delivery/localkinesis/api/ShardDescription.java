package delivery.localkinesis.api;

/**
 * A shard as listed.
 *
 * @param parentShardId null if it was not made from another
 * @param adjacentParentShardId the second parent of a merged shard, else null
 * @param endingSequenceNumber null while it is open; when closed, a number above that of every record of the shard
 */
public record ShardDescription(
        String shardId,
        String parentShardId,
        String adjacentParentShardId,
        String startingHashKey,
        String endingHashKey,
        String startingSequenceNumber,
        String endingSequenceNumber) {

    public boolean isOpen() {
        return endingSequenceNumber == null;
    }
}
