package delivery.localkinesis.quota;

import java.util.HashMap;
import java.util.Map;

/** Counts calls against their {@link ApiQuota}, for an account or for one stream. Thread-safe. */
public final class CallRates {
    private final Map<Key, SecondBucket> buckets = new HashMap<>(); // guarded by this

    private record Key(ApiQuota quota, int shard) {}

    /** @param shard whose calls are counted by themselves; the same for all calls that are counted together */
    public synchronized boolean tryCall(ApiQuota quota, int shard, long nowMillis) {
        var bucket = buckets.computeIfAbsent(new Key(quota, shard), any -> new SecondBucket(quota.perSecond));
        if (bucket.left(nowMillis) < 1) {
            return false;
        }
        bucket.take(1);
        return true;
    }
}
