package delivery.kinesis;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What each shard takes: 1,000 records and 1 MiB a second, as token buckets that hold one second's worth. Computes; the
 * caller waits. Not thread-safe.
 */
final class ShardBudget {
    static final int RECORDS_PER_SECOND = 1_000;
    static final int BYTES_PER_SECOND = 1024 * 1024;

    private final boolean limited;
    private final Map<String, Bucket> buckets = new HashMap<>();

    /** @param limited false: there is always budget, and the service alone says no */
    ShardBudget(boolean limited) {
        this.limited = limited;
    }

    /** Takes a record's worth from the shard's budget, if it is there. */
    boolean tryTake(String shardId, int bytes, Instant now) {
        return !limited || bucket(shardId, now).tryTake(bytes);
    }

    /** The service said that the shard is over its quota: others write to it too. */
    void drain(String shardId, Instant now) {
        if (limited) {
            bucket(shardId, now).drain();
        }
    }

    /** How long until there is budget for a record of this size; zero if there is now. */
    Duration waitFor(String shardId, int bytes, Instant now) {
        return limited ? bucket(shardId, now).waitFor(bytes) : Duration.ZERO;
    }

    private Bucket bucket(String shardId, Instant now) {
        var bucket = buckets.computeIfAbsent(shardId, id -> new Bucket(now));
        bucket.refill(now);
        return bucket;
    }

    private static final class Bucket {
        private double records = RECORDS_PER_SECOND;
        private double bytes = BYTES_PER_SECOND;
        private Instant at;

        Bucket(Instant now) {
            at = now;
        }

        void refill(Instant now) {
            if (!now.isAfter(at)) {
                return;
            }
            // A second fills it; a longer gap does not fill it more.
            var gap = Duration.between(at, now);
            var seconds = gap.toSeconds() > 0 ? 1 : gap.toNanos() / 1e9;
            records = Math.min(RECORDS_PER_SECOND, records + seconds * RECORDS_PER_SECOND);
            bytes = Math.min(BYTES_PER_SECOND, bytes + seconds * BYTES_PER_SECOND);
            at = now;
        }

        boolean tryTake(int size) {
            if (records < 1 || bytes < needed(size)) {
                return false;
            }
            records--;
            bytes -= size;
            return true;
        }

        void drain() {
            records = Math.min(records, 0);
            bytes = Math.min(bytes, 0);
        }

        Duration waitFor(int size) {
            var seconds = Math.max((1 - records) / RECORDS_PER_SECOND, (needed(size) - bytes) / BYTES_PER_SECOND);
            return seconds <= 0 ? Duration.ZERO : Duration.ofMillis((long) Math.ceil(seconds * 1e3));
        }

        /** A record larger than the bucket goes when the bucket is full, and leaves a debt. */
        private static int needed(int size) {
            return Math.min(size, BYTES_PER_SECOND);
        }
    }
}
