package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.quota.ApiQuota;
import delivery.localkinesis.shard.ShardIds;

/** Refuses calls that come more often than AWS lets them, before anyone looks what they want. */
final class Gate {
    private final Account account;

    Gate(Account account) {
        this.account = account;
    }

    /** @param nameOrArn the stream's; null if none is named */
    void admit(String operation, String nameOrArn, String shardId) {
        var quota = ApiQuota.of(operation);
        if (quota == null || !account.options.limits()) {
            return;
        }
        var now = account.clock.millis();
        if (quota.scope == ApiQuota.Scope.ACCOUNT) {
            if (!account.rates.tryCall(quota, ShardIds.NONE, now)) {
                throw KinesisError.limit("Rate exceeded for account " + Account.ID + ".");
            }
            return;
        }
        var stream = account.findOrNull(nameOrArn);
        if (stream == null) {
            return; // the operation itself will say so
        }
        if (quota.scope == ApiQuota.Scope.STREAM) {
            if (!stream.rates.tryCall(quota, ShardIds.NONE, now)) {
                throw KinesisError.limit(
                        "Rate exceeded for stream " + stream.name + " under account " + Account.ID + ".");
            }
            return;
        }
        var shard = shardId == null ? ShardIds.NONE : ShardIds.index(shardId);
        if (shard != ShardIds.NONE
                && shard < stream.shards().all().size()
                && !stream.rates.tryCall(quota, shard, now)) {
            // Of all control operations GetShardIterator alone answers with this one.
            throw KinesisError.throttled("Rate exceeded for shard " + Account.where(stream, shardId) + ".");
        }
    }
}
