package delivery.localkinesis;

/** Which shards a stream has: splits and merges. */
final class Resharding {
    private final Account account;

    Resharding(Account account) {
        this.account = account;
    }

    /** The shard's range is parted: its keys below the new one, and the new one and above. */
    void splitShard(String stream, String shardToSplit, String newStartingHashKey) {
        var now = account.clock.millis();
        var found = account.find(stream, now);
        synchronized (found) {
            var shard = open(found, shardToSplit, now);
            var at = RequestRules.hashKey(newStartingHashKey, "NewStartingHashKey");
            if (at.compareTo(shard.low) <= 0 || at.compareTo(shard.high) >= 0) {
                throw KinesisError.invalid("NewStartingHashKey " + newStartingHashKey
                        + " used in SplitShard() on shard "
                        + Account.where(found, shard.id) + " is not both greater than the shard's StartingHashKey "
                        + shard.low
                        + " and less than the shard's EndingHashKey " + shard.high + ".");
            }
            checkActive(found, now);
            account.checkShardLimit(1, now);
            found.split(shard, at, now, now + account.options.transition().toMillis());
        }
    }

    void mergeShards(String stream, String shardToMerge, String adjacentShardToMerge) {
        var now = account.clock.millis();
        var found = account.find(stream, now);
        synchronized (found) {
            var shard = open(found, shardToMerge, now);
            var adjacent = open(found, adjacentShardToMerge, now);
            if (!adjoins(shard, adjacent) && !adjoins(adjacent, shard)) {
                throw KinesisError.invalid("Shards " + shard.id + " and " + Account.where(found, adjacent.id)
                        + " are not an adjacent pair of shards eligible for merging");
            }
            checkActive(found, now);
            found.merge(shard, adjacent, now, now + account.options.transition().toMillis());
        }
    }

    private Shard open(DataStream stream, String shardId, long now) {
        var shard = account.shard(stream, shardId, now);
        if (!shard.isOpen()) {
            throw KinesisError.invalid("Shard " + Account.where(stream, shardId)
                    + " has already been merged or split, and thus is not eligible for merging or splitting.");
        }
        return shard;
    }

    private static boolean adjoins(Shard lower, Shard upper) {
        return upper.low.compareTo(lower.high) > 0 && upper.low.previous().equals(lower.high);
    }

    private static void checkActive(DataStream stream, long now) {
        if (stream.status(now) != StreamStatus.ACTIVE) {
            throw Account.notActive(stream, now);
        }
    }
}
