package delivery.localkinesis.quota;

import java.util.HashMap;
import java.util.Map;

/** Counts calls against their {@link ApiQuota}, for an account or for one stream. Thread-safe. */
public final class CallRates {
    private final Map<Object, SecondBucket> buckets = new HashMap<>(); // guarded by this

    private record OfShard(ApiQuota quota, int shard) {}

    public synchronized boolean tryCall(ApiQuota quota, long nowMillis) {
        return tryCall(quota, quota, nowMillis);
    }

    public synchronized boolean tryCall(ApiQuota quota, int shard, long nowMillis) {
        return tryCall(quota, new OfShard(quota, shard), nowMillis);
    }

    private boolean tryCall(ApiQuota quota, Object key, long nowMillis) {
        var bucket = buckets.computeIfAbsent(key, any -> new SecondBucket(quota.perSecond));
        if (bucket.left(nowMillis) < 1) {
            return false;
        }
        bucket.take(1);
        return true;
    }
}
