package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.quota.ApiQuota;
import delivery.localkinesis.quota.CallCount;
import delivery.localkinesis.shard.ShardIds;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts calls, and refuses those that come more often than AWS lets them, before anyone looks what they want. */
final class Gate {
    private final Account account;
    private final Map<String, Counts> counts = new ConcurrentHashMap<>();

    private record Counts(LongAdder calls, LongAdder refused) {
        Counts() {
            this(new LongAdder(), new LongAdder());
        }
    }

    Gate(Account account) {
        this.account = account;
    }

    /** @param nameOrArn the stream's; null if none is named */
    void admit(String operation, @Nullable String nameOrArn, @Nullable String shardId) {
        var count = counts.computeIfAbsent(operation, any -> new Counts());
        count.calls.increment();
        try {
            check(operation, nameOrArn, shardId);
        } catch (KinesisError e) {
            count.refused.increment();
            throw e;
        }
    }

    /** By operation. */
    Map<String, CallCount> counts() {
        var all = new TreeMap<String, CallCount>();
        counts.forEach((operation, count) -> all.put(operation, new CallCount(count.calls.sum(), count.refused.sum())));
        return all;
    }

    private void check(String operation, @Nullable String nameOrArn, @Nullable String shardId) {
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
            throw KinesisError.throttled(
                    "Rate exceeded for shard " + Account.where(stream, ShardIds.format(shard)) + ".");
        }
    }
}
