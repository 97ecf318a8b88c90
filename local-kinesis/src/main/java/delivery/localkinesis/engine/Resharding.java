package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.ShardIds;
import delivery.localkinesis.shard.StoredShard;
import delivery.localkinesis.shard.UniformScaling;

/** Which shards a stream has: splits, merges, and both until there are as many as wanted. */
public final class Resharding {
    private final Account account;

    Resharding(Account account) {
        this.account = account;
    }

    /** What UpdateShardCount answers. */
    public record Scaling(String stream, String arn, int currentShards, int targetShards) {}

    void splitShard(String stream, String shardToSplit, String newStartingHashKey) {
        var now = account.clock.millis();
        var found = find(stream, now, shardToSplit);
        synchronized (found) {
            checkProvisioned(found, "SplitShard");
            var shard = open(found, shardToSplit, now);
            var at = RequestRules.splitKey(newStartingHashKey);
            if (at == null
                    || at.compareTo(shard.low) <= 0
                    || at.previous().equals(shard.low)
                    || at.compareTo(shard.high) >= 0) {
                throw KinesisError.invalid("NewStartingHashKey " + newStartingHashKey
                        + " used in SplitShard() on shard " + Account.where(found, shard.id)
                        + " is not both greater than one plus the shard's StartingHashKey " + shard.low
                        + " and less than the shard's EndingHashKey " + shard.high + ".");
            }
            Account.checkActive(found, now);
            account.checkShardLimit(1, now);
            found.reshape(now, account.ready(now), change -> change.split(shard, at));
        }
    }

    void mergeShards(String stream, String shardToMerge, String adjacentShardToMerge) {
        var now = account.clock.millis();
        var found = find(stream, now, shardToMerge, adjacentShardToMerge);
        synchronized (found) {
            checkProvisioned(found, "MergeShards");
            var shard = open(found, shardToMerge, now);
            var adjacent = open(found, adjacentShardToMerge, now);
            if (!adjoins(shard, adjacent)) { // also if they are, in the other order
                throw KinesisError.invalid("Shards " + shard.id + " and " + Account.where(found, adjacent.id)
                        + " are not an adjacent pair of shards eligible for merging");
            }
            Account.checkActive(found, now);
            found.reshape(now, account.ready(now), change -> change.merge(shard, adjacent));
        }
    }

    /** Afterwards the open shards are so many ranges, as equal as may be. */
    Scaling updateShardCount(String stream, int target) {
        if (target < 1) {
            throw KinesisError.constraint(
                    target, "targetShardCount", "Member must have value greater than or equal to 1");
        }
        var now = account.clock.millis();
        var found = account.find(stream, now);
        synchronized (found) {
            checkProvisioned(found, "UpdateShardCount");
            Account.checkActive(found, now);
            var current = found.shards().openCount();
            checkScaling(found, current, target, now);
            found.shardCountUpdates.add(now);
            found.reshape(
                    now,
                    account.ready(now),
                    change -> UniformScaling.scale(change, found.shards().open(), target));
            return new Scaling(found.name, found.arn, current, target);
        }
    }

    void updateStreamMode(String stream, StreamMode mode) {
        var now = account.clock.millis();
        var found = account.find(stream, now);
        synchronized (found) {
            Account.checkActive(found, now);
            if (found.settings().mode() == mode) {
                return;
            }
            if (account.options.limits() && found.modeUpdates.isUsedUp(now)) {
                throw KinesisError.limit("Stream " + found.name + " under account " + Account.ID
                        + " can be switched between capacity modes " + Limits.MODE_UPDATES_PER_DAY
                        + " times in 24 hours.");
            }
            if (mode == StreamMode.ON_DEMAND) {
                account.checkOnDemandLimit(now);
            }
            found.modeUpdates.add(now);
            found.load.remember(now, found.shards().openCount());
            found.set(found.settings().withMode(mode), now, account.ready(now));
        }
    }

    /** What cannot be a shard's id is told before whether there is such a stream. */
    private DataStream find(String stream, long now, String... shardIds) {
        var name = account.nameOf(RequestRules.required(stream, "streamName"));
        for (var shardId : shardIds) {
            Account.shardIndex(name, shardId);
        }
        return account.find(stream, now);
    }

    private void checkScaling(DataStream stream, int current, int target, long now) {
        var counts = " Current open shard count: " + current + " Target shard count: " + target;
        if (account.options.limits()) {
            if (target > Limits.SCALING_FACTOR * current) {
                throw KinesisError.limit(
                        "UpdateShardCount cannot scale up over double your current open shard count." + counts);
            }
            if (Limits.SCALING_FACTOR * target < current) {
                throw KinesisError.limit(
                        "UpdateShardCount cannot scale down below half your current open shard count." + counts);
            }
            if (target > Limits.SCALED_SHARDS) {
                throw KinesisError.limit(
                        "UpdateShardCount cannot scale to more than " + Limits.SCALED_SHARDS + " shards." + counts);
            }
            if (stream.shardCountUpdates.isUsedUp(now)) {
                throw KinesisError.limit("UpdateShardCount was called for stream " + stream.name + " under account "
                        + Account.ID + " more than " + Limits.SCALINGS_PER_DAY
                        + " times in a rolling 24-hour period.");
            }
        }
        account.checkShardLimit(Math.max(0, target - current), now);
    }

    private static void checkProvisioned(DataStream stream, String operation) {
        if (stream.settings().mode() == StreamMode.ON_DEMAND) {
            throw new KinesisError(
                    KinesisError.Type.ValidationException,
                    operation + " is not supported for stream " + stream.name + " under account " + Account.ID
                            + ": it is in the on-demand capacity mode.");
        }
    }

    private StoredShard open(DataStream stream, String shardId, long now) {
        var index = Account.shardIndex(stream.name, shardId);
        if (index >= stream.shards().all().size()) {
            throw Account.couldNotFind(stream.name, ShardIds.format(index));
        }
        var shard = account.shard(stream, shardId, now);
        if (!shard.isOpen()) {
            throw KinesisError.invalid("Shard " + Account.where(stream, shard.id)
                    + " has already been merged or split, and thus is not eligible for merging or splitting.");
        }
        return shard;
    }

    private static boolean adjoins(StoredShard lower, StoredShard upper) {
        return upper.low.compareTo(lower.high) > 0 && upper.low.previous().equals(lower.high);
    }
}
